/**
 * The words of one language that cannot be left to learning: `locales/<code>/understand.json`. Patterns are written in
 * the language of `pattern.ts`, phrases are whole messages.
 */
import { z } from 'zod';
import type { LanguageCode } from '../content';
import { keyOf } from './normalise';
import { parsePattern } from './pattern';
import { type CommandId, commands, dangerKinds } from './types';

const pattern = z.string().refine(isPattern, 'a pattern needs at least one word');
const patterns = z.array(pattern);
const phrases = z.array(z.string().min(1));
/** Phrases with places to fill in, e.g. `il y a {n} {unit}`. */
const frames = z.array(z.string().min(1));

export const statuses = [
  'refugee',
  'subsidiary',
  'temporary-protection',
  'applicant',
  'family',
  'worker',
  'student',
  'eu',
  'no-papers',
] as const;

export const lexiconSchema = z.strictObject({
  commands: z.record(z.enum(commands), phrases.min(1)),
  /** May stand around a command or a request for a language without changing it. */
  polite: phrases,
  yes: phrases.min(1),
  no: phrases.min(1),
  /** A message of only these (and polite) words greets, thanks or says goodbye. */
  greetings: phrases.min(1),
  /** Whole messages that ask for a person. */
  human: phrases.min(1),
  /** Words that say that somebody is in danger now. */
  danger: z.record(z.enum(dangerKinds), patterns),
  /** Signs that a message asks about a matter instead of telling what happens. */
  information: patterns,
  /** What words mean, under names shared by all languages; what lets synonyms and languages meet. */
  concepts: z.record(z.string().regex(/^[a-z0-9-]+$/), patterns),
  /** Written onto the next word, e.g. Arabic "and", "the". */
  prefixes: phrases.default([]),
  /** Words of the administration that people use in every language: they do not tell which one is spoken. */
  borrowed: phrases,
  languages: z.strictObject({
    /** How this language calls the others (and itself), by code. */
    names: z.record(z.string().regex(/^[a-z]{2,3}$/), phrases),
    /** How one asks for a language: `in {language} please`. */
    requests: frames,
  }),
  dates: z.strictObject({
    months: z.array(phrases.min(1)).length(12),
    /** From Monday. */
    weekdays: z.array(phrases.min(1)).length(7),
    today: phrases,
    yesterday: phrases,
    dayBeforeYesterday: phrases,
    units: z.strictObject({ day: phrases, week: phrases, month: phrases, year: phrases }),
    /** `il y a {n} {unit}`. */
    ago: frames,
    /** `la {unit} derniere`, `{weekday} passe`. */
    last: frames,
  }),
  /** Words for numbers: `"2": ["deux"]`. */
  numbers: z.record(z.string().regex(/^\d+$/), phrases),
  /** What stands between tens and units, as in `vingt et un`, `vijfentwintig`. */
  numberLinks: phrases.default([]),
  status: z.partialRecord(z.enum(statuses), patterns),
  /** For a language that people also write in Latin letters: what both ways have in common, consonant by consonant. */
  romanisation: z
    .strictObject({
      letters: z.record(z.string(), z.string()),
      latin: z.array(z.tuple([z.string(), z.string()])),
    })
    .optional(),
});
export type Lexicon = z.infer<typeof lexiconSchema>;
export type Lexicons = Readonly<Record<LanguageCode, Lexicon>>;

function isPattern(text: string): boolean {
  try {
    return parsePattern(text).length > 0;
  } catch {
    return false;
  }
}

/** Words with which Twilio itself stops or starts a number, or answers; they mean the same here. */
export const twilioWords: Readonly<Record<string, CommandId>> = {
  stop: 'stop',
  stopall: 'stop',
  unsubscribe: 'stop',
  cancel: 'stop',
  end: 'stop',
  quit: 'stop',
  revoke: 'stop',
  optout: 'stop',
  start: 'start',
  unstop: 'start',
  help: 'help',
  info: 'help',
};

export type CommandClash = { phrase: string; one: string; other: string };

/** @returns phrases that mean one command here and another there, or that Twilio understands otherwise. */
export function findCommandClashes(lexicons: Lexicons): CommandClash[] {
  const meaning = new Map<string, { command: string; where: string }>();
  const clashes: CommandClash[] = [];
  const claim = (phrase: string, command: string, where: string): void => {
    const key = keyOf(phrase);
    const known = meaning.get(key);
    if (!known) meaning.set(key, { command, where });
    else if (known.command !== command)
      clashes.push({ phrase: key, one: `${known.where}: ${known.command}`, other: `${where}: ${command}` });
  };
  for (const [word, command] of Object.entries(twilioWords)) claim(word, command, 'twilio');
  for (const [code, lexicon] of Object.entries(lexicons)) {
    for (const command of commands) {
      for (const phrase of lexicon.commands[command] ?? []) claim(phrase, command, code);
    }
  }
  for (const [code, lexicon] of Object.entries(lexicons)) {
    clashes.push(...polarityClashes(code, lexicon, (key) => meaning.get(key)));
  }
  return clashes;
}

type Known = (key: string) => { command: string; where: string } | undefined;

/** Yes in one language may be no in another, which the person's language decides; neither may be a command. */
function polarityClashes(code: LanguageCode, { yes, no }: Lexicon, commandOf: Known): CommandClash[] {
  const agreed = new Set(yes.map(keyOf));
  const commanding = [...yes, ...no].flatMap((phrase) => {
    const known = commandOf(keyOf(phrase));
    if (!known) return [];
    return [{ phrase: keyOf(phrase), one: `${known.where}: ${known.command}`, other: `${code}: yes or no` }];
  });
  const both = no.map(keyOf).filter((key) => agreed.has(key));
  return [...commanding, ...both.map((phrase) => ({ phrase, one: `${code}: yes`, other: `${code}: no` }))];
}

/** @returns one map of patterns by name out of those of all languages. */
export function mergePatterns<T extends string>(
  maps: readonly Readonly<Partial<Record<T, readonly string[]>>>[],
): Partial<Record<T, string[]>> {
  const merged: Partial<Record<T, string[]>> = {};
  for (const map of maps) {
    for (const name of Object.keys(map) as T[])
      merged[name] = [...(merged[name] ?? []), ...(map[name] ?? [])];
  }
  return merged;
}
