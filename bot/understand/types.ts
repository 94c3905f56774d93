/** The face of understanding: text in, what it means out. Deterministic, no I/O, no clock. */
import type { IsoDate, LanguageCode, Nis, TopicId } from '../content';

export const commands = [
  'menu',
  'back',
  'language',
  'person',
  'stop',
  'start',
  'erase',
  'export',
  'help',
  'more',
] as const;
export type CommandId = (typeof commands)[number];

export const dangerKinds = ['violence', 'suicide', 'medical', 'held', 'child', 'threat'] as const;
export type DangerKind = (typeof dangerKinds)[number];

export type Candidate = { topic: TopicId; confidence: number };

export type LanguageGuess = {
  /** Best live language; null when nothing speaks for one (digits, an emoji, a link). */
  code: LanguageCode | null;
  confidence: number;
  /** Too short or too close to call: ask. */
  doubtful: boolean;
  /** A language we recognise but do not speak yet, e.g. `am`; the nearest live ones to offer. */
  notSpoken?: { code: string; nearest: LanguageCode[] };
  /** Written in Latin letters though the language has another script. */
  romanised: boolean;
  /** Guess names a language other than the person's with so much evidence that we should ask to change. */
  explicitRequest?: LanguageCode;
};

export type Understanding = {
  language: LanguageGuess;
  kind: 'topic' | 'danger' | 'human' | 'command' | 'greeting' | 'unknown';
  topic: TopicId | null;
  command: CommandId | null;
  danger: DangerKind | null;
  decision: 'answer' | 'clarify' | 'handoff' | 'emergency' | 'command';
  /** Calibrated probability from 0 to 1 that `topic` is right. */
  confidence: number;
  /** Best first, at most three; the topics worth offering. */
  candidates: Candidate[];
  /** Yes or no, when the whole message says just that. */
  polarity: 'yes' | 'no' | null;
};

export type UnderstandContext = {
  /** The person's language, when known: sticky, borrowed words do not change it. */
  language: LanguageCode | null;
};

export type Understand = (text: string, context: UnderstandContext) => Understanding;

/** A day somebody wrote, e.g. "le 3 mars", "3/4/26", "yesterday", "٣ آذار". */
export type FoundDate = { day: IsoDate; yearGiven: boolean };

/** Things said in passing. */
export type Entities = {
  dates: FoundDate[];
  /** First number written in digits (any script) or words. */
  number: number | null;
  /** Municipalities named or meant by a postcode, best first; several when a postcode or a name is shared. */
  places: Nis[];
  /** Residence status mentioned: refugee, subsidiary, temporary-protection, applicant, family, worker, student, eu, no-papers. */
  status: string | null;
};

export type FindEntities = (
  text: string,
  context: { language: LanguageCode | null; today: IsoDate },
) => Entities;
