/** The understanding of the repository, trained once for all tests (see `test/support/prepare.ts`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createPlaces, type FindEntities, type Understand, type Understanding } from '../../../bot';
import { createFindEntities } from '../../../bot/understand';
import { modelFile } from '../../../server/content/load';
import { loadUnderstand, readLexicons, readLiveLanguages } from '../../../server/content/training';
import { projectRoot } from '../../../server/root';

export const lexicons = readLexicons(projectRoot, readLiveLanguages(projectRoot));

let loaded: Understand | undefined;

/** As the first message of a person, unless the language is given. */
export function understand(text: string, language: string | null = null): Understanding {
  loaded ??= loadUnderstand(projectRoot, modelFile(projectRoot), () => undefined);
  return loaded(text, { language });
}

const municipalities = JSON.parse(
  readFileSync(path.join(projectRoot, 'content/municipalities/municipalities.json'), 'utf8'),
);
const places = createPlaces(municipalities);
const find = createFindEntities(lexicons, places);

export const today = '2026-11-23';

export const findEntities = (text: string, language: string | null = null): ReturnType<FindEntities> =>
  find(text, { language, today });

export const nameOf = (nis: string | undefined): string | undefined =>
  nis === undefined ? undefined : places.byNis(nis)?.names.nl;
