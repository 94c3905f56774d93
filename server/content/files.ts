/** Reads the content of the repository (release 0) from disk and checks every file against its schema. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  type Actor,
  actorSchema,
  type Fact,
  type Flow,
  factSchema,
  flowSchema,
  type Glossary,
  glossarySchema,
  type Language,
  type LanguageCode,
  languageSchema,
  type Municipality,
  municipalitySchema,
  type Source,
  sourceSchema,
  type TextResources,
  type TextTree,
  type Topic,
  topicSchema,
} from '../../bot';

/** All content as data, before it is turned into a release. */
export type ContentBundle = {
  /** Every language with texts; `live` says whether the bot speaks it. */
  languages: Language[];
  texts: TextResources;
  /** The words each language has settled on; for editors and checks, never shown. */
  glossaries: Record<LanguageCode, Glossary>;
  /** Latin names that stand on Belgian papers and may stand in every language's texts. */
  officialNames: string[];
  /** Texts that may stay harder than B1, each with the reason. */
  readingWaivers: ReadingWaiver[];
  flows: Flow[];
  topics: Topic[];
  facts: Fact[];
  sources: Source[];
  municipalities: Municipality[];
  actors: Actor[];
};

const readingWaiverSchema = z.strictObject({
  /** `topics:<id>` or `flows:<id>`. */
  where: z.string(),
  language: z.string(),
  reason: z.string().min(20),
});
export type ReadingWaiver = z.infer<typeof readingWaiverSchema>;

/** A file that cannot be used: says which, where in it, and what is wrong. */
export class ContentError extends Error {
  constructor(
    readonly file: string,
    detail: string,
  ) {
    super(`${file}: ${detail}`);
  }
}

const textTreeSchema: z.ZodType<TextTree> = z.lazy(() =>
  z.record(z.string(), z.union([z.string(), textTreeSchema])),
);

/** @param root folder that holds `content/`, `flows/` and `locales/`. */
export function readContent(root: string): ContentBundle {
  const languages = readLanguages(root);
  return {
    languages,
    texts: Object.fromEntries(languages.map(({ code }) => [code, readTexts(root, code)])),
    glossaries: Object.fromEntries(languages.map(({ code }) => [code, readGlossary(root, code)])),
    officialNames: read(path.join(root, 'content/official-names.yaml'), z.array(z.string())),
    readingWaivers: read(path.join(root, 'content/reading-waivers.yaml'), z.array(readingWaiverSchema)),
    flows: listFiles(path.join(root, 'flows'), '.yaml').map((file) => read(file, flowSchema)),
    topics: readLists(path.join(root, 'content/topics'), topicSchema),
    facts: readLists(path.join(root, 'content/facts'), factSchema),
    sources: read(path.join(root, 'content/sources.yaml'), z.array(sourceSchema)),
    municipalities: read(
      path.join(root, 'content/municipalities/municipalities.json'),
      z.array(municipalitySchema),
    ),
    actors: read(path.join(root, 'content/directory/actors.json'), z.array(actorSchema)),
  };
}

function readLanguages(root: string): Language[] {
  return readdirSync(path.join(root, 'locales'))
    .map((code) => path.join(root, 'locales', code, 'language.json'))
    .filter((file) => existsSync(file))
    .map((file) => read(file, languageSchema))
    .sort((a, b) => a.order - b.order);
}

function readGlossary(root: string, code: string): Glossary {
  const file = path.join(root, 'locales', code, 'glossary.json');
  return existsSync(file) ? read(file, glossarySchema) : {};
}

/** `bot.json` and `flows.json` are namespaces; the files of `topics/` together are one. */
function readTexts(root: string, code: string): Record<string, TextTree> {
  const folder = path.join(root, 'locales', code);
  const single = (name: string): TextTree => {
    const file = path.join(folder, `${name}.json`);
    return existsSync(file) ? read(file, textTreeSchema) : {};
  };
  const topics = listFiles(path.join(folder, 'topics'), '.json').map((file) => read(file, textTreeSchema));
  return { bot: single('bot'), flows: single('flows'), topics: Object.assign({}, ...topics) as TextTree };
}

function readLists<T>(folder: string, schema: z.ZodType<T>): T[] {
  return listFiles(folder, '.yaml').flatMap((file) => read(file, z.array(schema)));
}

function listFiles(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => path.join(folder, name));
}

/** @throws ContentError naming the file and the first few problems. */
export function read<T>(file: string, schema: z.ZodType<T>): T {
  const text = readFileSync(file, 'utf8');
  const parsed = schema.safeParse(parseText(file, text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
  throw new ContentError(file, problems.join('; '));
}

function parseText(file: string, text: string): unknown {
  try {
    return file.endsWith('.json') ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw new ContentError(file, error instanceof Error ? error.message : 'cannot be read');
  }
}
