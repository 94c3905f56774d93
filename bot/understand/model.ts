/** All that is learned, and its form in one file: a head in JSON, then the tables as they lie in memory. */
import type { Classifier } from './classifier';
import type { FeatureSettings } from './compile';
import type { Confidence } from './confidence';
import type { OtherLanguage } from './language';
import type { LanguageModel } from './language-model';
import type { Lexicons } from './lexicon';
import type { TopicModel } from './topic-model';

export type UnderstandingModel = {
  features: FeatureSettings;
  topics: TopicModel;
  languages: LanguageModel;
  others: OtherLanguage[];
  /** Words of the languages it was learned with; checked then, so that loading need not. */
  lexicons: Lexicons;
};

/** Raised whenever the form of the file or the meaning of features changes. */
export const modelVersion = 2;

type Head = {
  version: number;
  features: FeatureSettings;
  confidence: Confidence;
  classifier: Pick<Classifier, 'classes'>;
  languages: Omit<LanguageModel, 'table'>;
  others: OtherLanguage[];
  lexicons: Lexicons;
  /** Lengths in bytes of the tables that follow. */
  tables: number[];
};

const headLength = 4;
/** Tables begin at multiples of this, so that they can be used in place. */
const alignment = 8;
const aligned = (length: number): number => Math.ceil(length / alignment) * alignment;

export function encodeModel(model: UnderstandingModel): Uint8Array {
  const { features, topics, languages, others, lexicons } = model;
  const { classifier, confidence } = topics;
  const { table, ...languageHead } = languages;
  const tables = [classifier.rarity, classifier.steps, classifier.biases, classifier.table, table].map(
    bytesOf,
  );
  const head: Head = {
    version: modelVersion,
    features,
    confidence,
    classifier: { classes: classifier.classes },
    languages: languageHead,
    others,
    lexicons,
    tables: tables.map(({ length }) => length),
  };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const start = aligned(headLength + text.length);
  const file = new Uint8Array(start + tables.reduce((sum, { length }) => sum + aligned(length), 0));
  new DataView(file.buffer).setUint32(0, text.length);
  file.set(text, headLength);
  let at = start;
  for (const bytes of tables) {
    file.set(bytes, at);
    at += aligned(bytes.length);
  }
  return file;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** @returns null when the file is of another version or no model at all. */
export function decodeModel(file: Uint8Array): UnderstandingModel | null {
  const bytes = file.byteOffset % alignment === 0 ? file : new Uint8Array(file);
  const head = headOf(bytes);
  if (head?.version !== modelVersion) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const starts = startsOf(aligned(headLength + length), head.tables);
  const slice = (at: number): [ArrayBufferLike, number, number] => [
    bytes.buffer,
    bytes.byteOffset + (starts[at] ?? 0),
    head.tables[at] ?? 0,
  ];
  const floats = (at: number): Float32Array => {
    const [buffer, offset, size] = slice(at);
    return new Float32Array(buffer, offset, size / Float32Array.BYTES_PER_ELEMENT);
  };
  const { classes } = head.classifier;
  return {
    features: head.features,
    topics: {
      confidence: head.confidence,
      classifier: {
        classes,
        rarity: floats(0),
        steps: floats(1),
        biases: floats(2),
        table: new Int8Array(...slice(3)),
      },
    },
    languages: { ...head.languages, table: new Int8Array(...slice(4)) },
    others: head.others,
    lexicons: head.lexicons,
  };
}

function headOf(bytes: Uint8Array): Head | null {
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const text = new TextDecoder().decode(bytes.subarray(headLength, headLength + length));
    // Written by `encodeModel` of the same version, which is checked by the caller.
    return JSON.parse(text) as Head;
  } catch {
    return null;
  }
}

function startsOf(first: number, lengths: readonly number[]): number[] {
  let at = first;
  return lengths.map((length) => {
    const start = at;
    at += aligned(length);
    return start;
  });
}
