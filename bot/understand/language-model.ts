/**
 * Which language a text is in, among those of its script: naive Bayes over pieces of words, as hashed tables of whole
 * numbers.
 */
import { type Logistic, probability, trainLogistic } from './logistic';
import { lightly, wordsOf } from './normalise';
import { hash } from './random';
import { type Script, scriptOf } from './script';

/** `fr`, or `ar-Latn` for Arabic in Latin letters. */
export type LanguageClass = { name: string; script: string };

export type LanguageSample = { name: string; script: string; text: string };

export type LanguageModel = {
  classes: LanguageClass[];
  bits: number;
  /** How much less likely bucket b is in class c than where it is likeliest, at `b * classes.length + c`, in steps. */
  table: Int8Array;
  step: number;
  /** Probability that the best class is right, from its lead over the second. */
  lead: Logistic;
  /** Folded words that do not tell which language is spoken; see `borrowed.ts`. */
  borrowed: string[];
};

export type LanguageScore = { name: string; score: number };
/** Best class first, and how probably it is right. */
export type LanguageRanking = { ranked: LanguageScore[]; sure: number };

const bits = 17;
const longestPiece = 5;
const lowest = -8;
/** Added to every count, and the total to which the counts of each class are brought, so that no class gains by size. */
const smoothing = 0.05;
const evenTotal = 30000;

function piecesOf(text: string): number[] {
  const pieces: number[] = [];
  const mask = 2 ** bits - 1;
  for (const word of wordsOf(lightly(text))) {
    if (/^\d+$/.test(word)) continue;
    const padded = ` ${word} `;
    pieces.push(hash(`=${word}`) & mask);
    for (let length = 1; length <= longestPiece; length++) {
      for (let start = 0; start + length <= padded.length; start++) {
        const piece = padded.slice(start, start + length);
        if (piece !== ' ') pieces.push(hash(piece) & mask);
      }
    }
  }
  return pieces;
}

/** Parts for checking how sure a lead is; the model itself learns from all samples. */
const parts = 2;

type Cut = LanguageSample & { pieces: Uint32Array };

/** More messages than this of one language teach nothing new. */
const mostSamples = 2000;

export function trainLanguageModel(samples: readonly LanguageSample[]): Omit<LanguageModel, 'borrowed'> {
  const kept = cleaned(evenly(samples).map(cut));
  const rows: number[][] = [];
  const right: number[] = [];
  for (let part = 0; part < parts; part++) {
    const inPart = (sample: Cut): boolean => hash(sample.text, 5) % parts === part;
    const model = count(kept.filter((sample) => !inPart(sample)));
    for (const sample of kept.filter(inPart).flatMap(snippets)) {
      const ranked = rankPieces(model, sample.pieces, sample.script);
      rows.push(leadSignals(ranked, sample.pieces.length));
      right.push(ranked[0]?.name === sample.name ? 1 : 0);
    }
  }
  return {
    ...count(kept),
    lead: trainLogistic(
      rows,
      right,
      rows.map(() => 1),
    ),
  };
}

const cut = (sample: LanguageSample): Cut => ({ ...sample, pieces: Uint32Array.from(piecesOf(sample.text)) });

/** The same choice in every run: by the hash of the text. */
function evenly(samples: readonly LanguageSample[]): LanguageSample[] {
  const byName = new Map<string, LanguageSample[]>();
  for (const sample of samples) {
    const own = byName.get(sample.name);
    if (own) own.push(sample);
    else byName.set(sample.name, [sample]);
  }
  return [...byName.values()].flatMap((own) =>
    own.length <= mostSamples
      ? own
      : [...own].sort((a, b) => hash(a.text, 1) - hash(b.text, 1)).slice(0, mostSamples),
  );
}

/** Messages collected for one language are sometimes in another; those that clearly are would teach the wrong thing. */
const clearly = 6;

function cleaned(samples: readonly Cut[]): Cut[] {
  const usable = samples.filter(({ script, text }) => scriptOf(text) === script);
  return Array.from({ length: parts }, (_, part) => {
    const inPart = (sample: Cut): boolean => hash(sample.text, 3) % parts === part;
    const model = count(usable.filter((sample) => !inPart(sample)));
    return usable.filter(inPart).filter(({ pieces, script, name }) => {
      const ranked = rankPieces(model, pieces, script);
      const own = ranked.find((score) => score.name === name)?.score ?? Number.NEGATIVE_INFINITY;
      return (ranked[0]?.score ?? 0) - own < clearly;
    });
  }).flat();
}

/** The whole line, and its beginning and end of one to three words: short messages are the hard ones. */
function snippets(sample: Cut): Cut[] {
  const words = sample.text.split(/\s+/);
  if (words.length < 4) return [sample];
  const length = 1 + (hash(sample.text, 9) % 3);
  const part = (text: string): Cut => cut({ name: sample.name, script: sample.script, text });
  return [sample, part(words.slice(0, length).join(' ')), part(words.slice(-length).join(' '))];
}

type Counted = Omit<LanguageModel, 'lead' | 'borrowed'>;

function count(samples: readonly Cut[]): Counted {
  const byName = new Map<string, LanguageClass>(samples.map(({ name, script }) => [name, { name, script }]));
  const classes = [...byName.values()].sort((a, b) =>
    `${a.script} ${a.name}` < `${b.script} ${b.name}` ? -1 : 1,
  );
  const size = 2 ** bits;
  const counts = new Map(classes.map(({ name }) => [name, new Float32Array(size)]));
  for (const { name, pieces } of samples) {
    const seen = counts.get(name);
    if (seen) for (const piece of pieces) seen[piece] = (seen[piece] ?? 0) + 1;
  }
  return { classes, bits, step: -lowest / 127, table: tableOf([...counts.values()], size) };
}

function tableOf(counts: readonly Float32Array[], size: number): Int8Array {
  const width = counts.length;
  const table = new Int8Array(size * width);
  const scales = counts.map(
    (seen) =>
      evenTotal /
      Math.max(
        1,
        seen.reduce((sum, times) => sum + times, 0),
      ),
  );
  const logs = new Float64Array(width);
  for (let bucket = 0; bucket < size; bucket++) {
    let best = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < width; at++) {
      const log = Math.log((counts[at]?.[bucket] ?? 0) * (scales[at] ?? 1) + smoothing);
      logs[at] = log;
      best = Math.max(best, log);
    }
    for (let at = 0; at < width; at++) {
      const behind = Math.max((logs[at] ?? 0) - best, lowest);
      table[bucket * width + at] = Math.round((behind / -lowest) * 127);
    }
  }
  return table;
}

/** @param script only classes of this script are considered; they stand side by side. */
function rankPieces({ classes, table, step }: Counted, pieces: Uint32Array, script: string): LanguageScore[] {
  const width = classes.length;
  const from = classes.findIndex((one) => one.script === script);
  if (from < 0) return [];
  const own = classes.filter((one) => one.script === script);
  const scores = new Float64Array(own.length);
  for (const piece of pieces) {
    const start = piece * width + from;
    for (let at = 0; at < own.length; at++) scores[at] = (scores[at] ?? 0) + (table[start + at] ?? 0);
  }
  return own
    .map(({ name }, at) => ({ name, score: (scores[at] ?? 0) * step }))
    .sort((a, b) => b.score - a.score);
}

function leadSignals(ranked: readonly LanguageScore[], pieces: number): number[] {
  const lead = (ranked[0]?.score ?? 0) - (ranked[1]?.score ?? lowest * 20);
  return [Math.log1p(lead), lead / Math.sqrt(pieces + 1), lead / (pieces + 1), Math.log1p(pieces)];
}

/**
 * @param advantage added to the score of each class before ranking, e.g. for the languages that are live.
 * @returns null when the text has no letters.
 */
export function rankLanguages(
  model: LanguageModel,
  text: string,
  advantage: (name: string) => number,
): (LanguageRanking & { script: Script }) | null {
  const script = scriptOf(lightly(text));
  if (!script) return null;
  const pieces = Uint32Array.from(piecesOf(text));
  const favoured = rankPieces(model, pieces, script)
    .map(({ name, score }) => ({ name, score: score + advantage(name) }))
    .sort((a, b) => b.score - a.score);
  return { ranked: favoured, sure: probability(model.lead, leadSignals(favoured, pieces.length)), script };
}
