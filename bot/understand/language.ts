/** Which language the person writes: kept once known, asked when doubtful, said so when we do not speak it. */
import type { Language, LanguageCode } from '../content';
import { type LanguageModel, type LanguageRanking, rankLanguages } from './language-model';
import type { Lexicons } from './lexicon';
import { keyOf, lightly, normalise, wordsOf } from './normalise';
import type { Phrases } from './phrases';
import { type Script, scriptOf } from './script';
import type { LanguageGuess, UnderstandContext } from './types';

/** A language that is recognised though not spoken: `content/language-samples/languages.json`. */
export type OtherLanguage = { code: string; name: string; script: string; nearest: string[] };

export type GuessLanguage = (text: string, context: UnderstandContext) => LanguageGuess;

/** Below this the person is asked. */
const sureEnough = 0.7;
/** Another language than the person's must be this sure, over this many words, before it is believed. */
const sureOfChange = 0.95;
const wordsOfChange = 4;
/** Most people write a language that is on offer, in its own script: that class starts with this lead. */
const liveAdvantage = 3;
/** A greeting or a command that only one language has. */
const sureOfPhrase = 0.85;

export function createGuessLanguage(
  model: LanguageModel,
  lexicons: Lexicons,
  languages: readonly Language[],
  others: readonly OtherLanguage[],
  phrases: Phrases,
): GuessLanguage {
  const scripts = new Map(languages.map(({ code, script }) => [code, script]));
  const live = new Set(scripts.keys());
  const borrowed = new Set([
    ...Object.values(lexicons).flatMap((lexicon) => lexicon.borrowed.map(keyOf)),
    ...model.borrowed,
  ]);
  const advantage = (name: string): number => (live.has(name) ? liveAdvantage : 0);
  return (text, context) => {
    const requested = phrases.requestedLanguage(text);
    if (requested) return requestedGuess(requested);
    const shared = phrases.languagesWith(text);
    if (shared.length === 1) return ofPhrase(shared[0] ?? '', text, context, scripts);
    const own = withoutBorrowed(text, borrowed);
    const ranking = rankLanguages(model, own || text, advantage);
    if (!ranking) return nothing(context);
    const guess = ofShared(fromRanking(amongThose(ranking, shared), own === '', live, others), shared);
    return context.language === null ? guess : sticky(guess, own, context.language);
  };
}

const baseOf = (name: string): string => name.replace(/-Latn$/, '');

function requestedGuess(code: LanguageCode): LanguageGuess {
  return { code, confidence: 1, doubtful: false, romanised: false, explicitRequest: code };
}

/** Too short to change a language that is known. */
function ofPhrase(
  phrase: LanguageCode,
  text: string,
  { language }: UnderstandContext,
  scripts: ReadonlyMap<LanguageCode, string>,
): LanguageGuess {
  const romanised = scriptOf(text) !== scripts.get(phrase);
  return { code: language ?? phrase, confidence: sureOfPhrase, doubtful: false, romanised };
}

/** A phrase that several languages have ("bonjour", "salam") is in one of them. */
function amongThose<T extends LanguageRanking>(ranking: T, shared: readonly LanguageCode[]): T {
  const ranked = ranking.ranked.filter(({ name }) => shared.includes(baseOf(name)));
  return ranked.length > 0 ? { ...ranking, ranked } : ranking;
}

/** "Salam" in Latin letters is written from Morocco to Afghanistan: the person is asked. */
const ofShared = (guess: LanguageGuess, shared: readonly LanguageCode[]): LanguageGuess =>
  shared.length > 1 && guess.romanised ? { ...guess, doubtful: true } : guess;

/** Digits, an emoji, a link. */
function nothing({ language }: UnderstandContext): LanguageGuess {
  return { code: language, confidence: language ? 1 : 0, doubtful: language === null, romanised: false };
}

/** Office words, names and numbers are the same in every language and would only mislead. */
function withoutBorrowed(text: string, borrowed: ReadonlySet<string>): string {
  return wordsOf(lightly(text))
    .filter((word) => !borrowed.has(normalise(word)) && !/^\p{N}+$/u.test(word))
    .join(' ');
}

function fromRanking(
  { ranked, sure, script }: LanguageRanking & { script: Script },
  onlyBorrowed: boolean,
  live: ReadonlySet<string>,
  others: readonly OtherLanguage[],
): LanguageGuess {
  const best = ranked[0]?.name;
  const doubtful = onlyBorrowed || sure < sureEnough;
  const romanised = best?.endsWith('-Latn') ?? false;
  if (best !== undefined && live.has(baseOf(best))) {
    return { code: baseOf(best), confidence: onlyBorrowed ? Math.min(sure, 0.5) : sure, doubtful, romanised };
  }
  const nearestLive = ranked.find(({ name }) => live.has(baseOf(name)));
  const code = nearestLive && best !== undefined ? baseOf(nearestLive.name) : null;
  const other = others.find((one) =>
    best === undefined ? one.script === script : one.code === baseOf(best),
  );
  if (other === undefined || (best !== undefined && doubtful)) {
    return { code, confidence: 1 - sure, doubtful: true, romanised: false };
  }
  const nearest = other.nearest.filter((candidate) => live.has(candidate));
  return {
    code: null,
    confidence: sure,
    doubtful: false,
    romanised,
    notSpoken: { code: other.code, nearest },
  };
}

/** The person's language stays unless another one is beyond doubt: borrowed words and names do not change it. */
function sticky(guess: LanguageGuess, own: string, language: LanguageCode): LanguageGuess {
  const long = own.split(' ').length >= wordsOfChange;
  const changed = guess.code !== null && guess.code !== language && guess.confidence >= sureOfChange && long;
  if (changed) return guess;
  const same = guess.code === language;
  return {
    code: language,
    confidence: same ? guess.confidence : 1,
    doubtful: false,
    romanised: same && guess.romanised,
  };
}
