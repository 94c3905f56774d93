/** From the files of the repository to understanding: reads what is learned from, trains once, loads ever after. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { FindEntities, Language, LanguageCode, Places, Understand } from '../../bot';
import { languageSchema } from '../../bot';
import {
  createFindEntities,
  createUnderstand,
  decodeModel,
  encodeModel,
  type LabelledMessage,
  type LanguageSample,
  type Lexicon,
  type Lexicons,
  lexiconSchema,
  type OtherLanguage,
  trainModel,
  type UnderstandingModel,
} from '../../bot/understand';
import { read } from './files';
import { type Fingerprint, filesIn, hashFiles, readModelFile, writeModelFile } from './model-file';

export {
  type CommandClash,
  findCommandClashes,
  type Lexicons,
  type PlainAnswer,
  type PlainMessage,
  trainPlain,
} from '../../bot/understand';

export type OnProgress = (share: number) => void;

export type TrainedUnderstanding = {
  model: UnderstandingModel;
  /** Live languages that have a lexicon. */
  languages: Language[];
};

const utterancesSchema = z.record(z.string(), z.array(z.string().min(1)).min(1));
const othersSchema = z.array(
  z.strictObject({
    code: z.string(),
    name: z.string(),
    script: z.string().length(4),
    nearest: z.array(z.string()),
  }),
);

/**
 * @param root folder that holds `content/` and `locales/`.
 * @param cacheFile where the model is kept; made again only when what it is made from has changed.
 * @param onProgress told the share of the training done, from 0 to 1; not called when the model is at hand.
 */
export function loadOrTrainModel(
  root: string,
  cacheFile: string,
  onProgress: OnProgress = () => undefined,
): TrainedUnderstanding {
  const languages = readLiveLanguages(root);
  const fingerprint = fingerprintOf(root, languages);
  const file = readModelFile(cacheFile, fingerprint);
  const ready = file && decodeModel(file);
  if (ready) return { model: ready, languages };
  const model = train(root, languages, readLexicons(root, languages), onProgress);
  writeModelFile(cacheFile, encodeModel(model), fingerprint);
  return { model, languages };
}

/**
 * Everything a release needs of understanding.
 * @param onProgress told in words what takes long.
 */
export async function loadUnderstanding(
  root: string,
  cacheFile: string,
  places: Pick<Places, 'mentionedIn'>,
  onProgress: (text: string) => void,
): Promise<{ understand: Understand; findEntities: FindEntities }> {
  const { model, languages } = loadOrTrainModel(root, cacheFile, inWords(onProgress));
  return {
    understand: createUnderstand(model, languages),
    findEntities: createFindEntities(model.lexicons, places),
  };
}

/** Understanding without places and dates, as the commands that measure it need it. */
export function loadUnderstand(root: string, cacheFile: string, onProgress: OnProgress): Understand {
  const { model, languages } = loadOrTrainModel(root, cacheFile, onProgress);
  return createUnderstand(model, languages);
}

/** Every tenth is news. */
function inWords(onProgress: (text: string) => void): OnProgress {
  let told = -1;
  return (share) => {
    const tenths = Math.floor(share * 10);
    if (tenths === told) return;
    told = tenths;
    onProgress(`Learning to understand messages: ${tenths * 10} %`);
  };
}

function train(
  root: string,
  languages: readonly Language[],
  lexicons: Lexicons,
  onProgress: OnProgress,
): UnderstandingModel {
  const others = readOthers(root).filter(({ code }) => !languages.some((language) => language.code === code));
  return trainModel({
    messages: languages.flatMap(({ code }) => readUtterances(root, code)),
    lexicons,
    scripts: Object.fromEntries(languages.map(({ code, script }) => [code, script])),
    samples: readSamples(root, [...languages, ...others]),
    others,
    onProgress,
  });
}

export function readLiveLanguages(root: string): Language[] {
  return readdirSync(path.join(root, 'locales'))
    .filter((code) => existsSync(lexiconFile(root, code)))
    .map((code) => read(path.join(root, 'locales', code, 'language.json'), languageSchema))
    .filter(({ live }) => live)
    .sort((a, b) => a.order - b.order);
}

const lexiconFile = (root: string, code: LanguageCode): string =>
  path.join(root, 'locales', code, 'understand.json');

export function readLexicons(root: string, languages: readonly Language[]): Lexicons {
  const entries = languages.map(({ code }): [LanguageCode, Lexicon] => [
    code,
    read(lexiconFile(root, code), lexiconSchema),
  ]);
  return Object.fromEntries(entries);
}

const utteranceFiles = (root: string, code: LanguageCode): string[] =>
  filesIn(path.join(root, 'content/utterances', code), '.yaml');

export function readUtterances(root: string, code: LanguageCode): LabelledMessage[] {
  return utteranceFiles(root, code)
    .map((file) => read(file, utterancesSchema))
    .flatMap((byLabel) => Object.entries(byLabel))
    .flatMap(([label, texts]) => texts.map((text) => ({ text, label, language: code })));
}

/** @returns how many example messages a language has of each topic (and of the other classes). */
export function countMessages(root: string, code: LanguageCode): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of readUtterances(root, code)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

const samplesFolder = (root: string): string => path.join(root, 'content/language-samples');

const readOthers = (root: string): OtherLanguage[] =>
  read(path.join(samplesFolder(root), 'languages.json'), othersSchema);

/** `fr.txt` and, for lines in Latin letters of a language with a script of its own, `ar-Latn.txt`. */
function readSamples(root: string, languages: readonly { code: string; script: string }[]): LanguageSample[] {
  return languages.flatMap(({ code, script }) => [
    ...readLines(root, code, script),
    ...(script === 'Latn' ? [] : readLines(root, `${code}-Latn`, 'Latn')),
  ]);
}

function readLines(root: string, name: string, script: string): LanguageSample[] {
  const file = path.join(samplesFolder(root), `${name}.txt`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((text) => ({ name, script, text }));
}

/** Parts of understanding that only use what was learned: changing them makes no model old. */
const afterTraining = new Set([
  'dates',
  'decide',
  'entities',
  'index',
  'language',
  'numbers',
  'phrases',
  'types',
  'understand',
]);

function fingerprintOf(root: string, languages: readonly Language[]): Fingerprint {
  const inputs = [
    ...languages.flatMap(({ code }) => [
      path.join(root, 'locales', code, 'language.json'),
      lexiconFile(root, code),
      ...utteranceFiles(root, code),
    ]),
    ...filesIn(samplesFolder(root), '.txt'),
    path.join(samplesFolder(root), 'languages.json'),
  ];
  const code = filesIn(path.join(root, 'bot/understand'), '.ts').filter(
    (file) => !afterTraining.has(path.basename(file, '.ts')),
  );
  return { inputs: hashFiles(root, inputs), code: code.length === 0 ? null : hashFiles(root, code) };
}
