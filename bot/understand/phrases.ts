/** Messages that are one phrase of a lexicon: commands, yes and no, greetings, a wish for a person or a language. */
import type { LanguageCode } from '../content';
import { type Lexicon, type Lexicons, twilioWords } from './lexicon';
import { keyOf, normalise, wordsOf } from './normalise';
import { type CommandId, commands } from './types';

export type Polarity = 'yes' | 'no';

export type Phrases = {
  command: (text: string) => CommandId | null;
  /** @param language of the person: what is yes in one language may be no in another. */
  polarity: (text: string, language: LanguageCode | null) => Polarity | null;
  isGreeting: (text: string) => boolean;
  asksForPerson: (text: string) => boolean;
  /** Language the whole message asks for. */
  requestedLanguage: (text: string) => LanguageCode | null;
  /** Languages that have the whole message as a phrase. */
  languagesWith: (text: string) => LanguageCode[];
};

/** Longer messages are no commands; looking would only cost time. */
const mostWords = 14;

export function createPhrases(lexicons: Lexicons): Phrases {
  const all = Object.values(lexicons);
  const ofCommands = commandPhrases(all);
  const polarities = new Map(Object.entries(lexicons).map(([code, own]) => [code, polaritiesOf(own)]));
  const greetings = phraseSet(all.flatMap(({ greetings: own, polite }) => [...own, ...polite]));
  const persons = phraseSet(all.flatMap(({ human }) => human));
  const requests = languageRequests(lexicons);
  const byLanguage = phrasesByLanguage(lexicons);
  const polite = phraseSet(all.flatMap((lexicon) => lexicon.polite));
  const keysOf = lastOnly((text) => keysIn(text, polite));
  const look = <T>(text: string, find: (key: string) => T | undefined): T | null => {
    const [whole, bare] = keysOf(text);
    if (whole === undefined || bare === undefined) return null;
    return find(whole) ?? find(bare) ?? null;
  };
  return {
    command: (text) => look(text, (key) => ofCommands.get(key)),
    polarity: (text, language) =>
      look(text, (key) => polarities.get(language ?? '')?.get(key) ?? unanimous(polarities, key)),
    isGreeting: (text) =>
      look(text, (key) => (madeOf(key.split(' '), greetings) ? true : undefined)) ?? false,
    asksForPerson: (text) => look(text, (key) => (persons.has(key) ? true : undefined)) ?? false,
    requestedLanguage: (text) => look(text, (key) => requests.get(key)),
    languagesWith: (text) => byLanguage.get(keysOf(text)[0] ?? '') ?? [],
  };
}

function polaritiesOf({ yes, no }: Lexicon): Map<string, Polarity> {
  return new Map([
    ...no.map((phrase) => [keyOf(phrase), 'no'] as const),
    ...yes.map((phrase) => [keyOf(phrase), 'yes'] as const),
  ]);
}

/** @returns what the phrase means in every language that has it; undefined when they disagree. */
function unanimous(
  polarities: ReadonlyMap<LanguageCode, ReadonlyMap<string, Polarity>>,
  key: string,
): Polarity | undefined {
  const meanings = new Set([...polarities.values()].flatMap((own) => own.get(key) ?? []));
  const [only] = meanings;
  return meanings.size === 1 ? only : undefined;
}

function phrasesByLanguage(lexicons: Lexicons): Map<string, LanguageCode[]> {
  const found = new Map<string, LanguageCode[]>();
  for (const [code, { commands: own, greetings, polite, yes, no, human }] of Object.entries(lexicons)) {
    const phrases = [...Object.values(own).flat(), ...greetings, ...polite, ...yes, ...no, ...human];
    for (const key of phraseSet(phrases)) found.set(key, [...(found.get(key) ?? []), code]);
  }
  return found;
}

/** The message as it is, and without the politeness around it; none when it is too long to be a phrase. */
function keysIn(text: string, polite: ReadonlySet<string>): string[] {
  const words = wordsOf(normalise(text)).slice(0, mostWords + 1);
  if (words.length === 0 || words.length > mostWords) return [];
  return [words.join(' '), trimmed(words, polite)];
}

/** The same message is looked at several times in a row: what was found last is kept. */
function lastOnly<T>(find: (text: string) => T): (text: string) => T {
  let last: { text: string; found: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, found: find(text) };
    return last.found;
  };
}

const phraseSet = (phrases: readonly string[]): Set<string> => new Set(phrases.map(keyOf));

/** Twilio's own words come last and so win: the number would be stopped whatever we think. */
function commandPhrases(lexicons: readonly Lexicon[]): Map<string, CommandId> {
  const found = new Map<string, CommandId>();
  for (const lexicon of lexicons) {
    for (const command of commands) {
      for (const phrase of lexicon.commands[command]) found.set(keyOf(phrase), command);
    }
  }
  for (const [word, command] of Object.entries(twilioWords)) found.set(word, command);
  return found;
}

function languageRequests(lexicons: Lexicons): Map<string, LanguageCode> {
  const found = new Map<string, LanguageCode>();
  const live = new Set(Object.keys(lexicons));
  for (const { languages } of Object.values(lexicons)) {
    const frames = languages.requests.map(normalise);
    for (const [code, names] of Object.entries(languages.names)) {
      if (!live.has(code)) continue;
      for (const name of names.map(normalise)) {
        for (const frame of frames) found.set(wordsOf(frame.replace('{language}', name)).join(' '), code);
      }
    }
  }
  return found;
}

/** Longest phrase of politeness, in words. */
const longestPolite = 4;

/** Takes phrases of politeness off both ends; a message of nothing else is left empty. */
function trimmed(words: readonly string[], polite: ReadonlySet<string>): string {
  let from = 0;
  let to = words.length;
  for (let changed = true; changed; ) {
    changed = false;
    for (let length = Math.min(longestPolite, to - from); length > 0 && !changed; length--) {
      if (polite.has(words.slice(from, from + length).join(' '))) {
        from += length;
        changed = true;
      } else if (polite.has(words.slice(to - length, to).join(' '))) {
        to -= length;
        changed = true;
      }
    }
  }
  return words.slice(from, to).join(' ');
}

/** Longest phrase of greeting, in words. */
const longestGreeting = 6;

/** Whether the words can be cut into phrases of the set, leaving nothing over. */
function madeOf(words: readonly string[], phrases: ReadonlySet<string>): boolean {
  const reachable = new Array<boolean>(words.length + 1).fill(false);
  reachable[0] = true;
  for (let end = 1; end <= words.length; end++) {
    for (let length = 1; length <= Math.min(longestGreeting, end) && !reachable[end]; length++) {
      if (reachable[end - length] && phrases.has(words.slice(end - length, end).join(' ')))
        reachable[end] = true;
    }
  }
  return words.length > 0 && words.join('') !== '' && reachable[words.length] === true;
}
