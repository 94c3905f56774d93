/** Learns everything from messages and samples. Pure: the same input gives the same model, byte for byte. */
import { bareAnswers } from './bare-answers';
import { type Borrowed, findBorrowed, withoutForeign } from './borrowed';
import { compile, type FeatureSettings, featureSettings } from './compile';
import type { Limits } from './confidence';
import type { OtherLanguage } from './language';
import { type LanguageSample, trainLanguageModel } from './language-model';
import type { Lexicons } from './lexicon';
import type { UnderstandingModel } from './model';
import { normalise, wordsOf } from './normalise';
import { outOfScope } from './reading';
import { scriptOf } from './script';
import { type TrainingMessage, trainTopicModel } from './topic-model';

export type LabelledMessage = TrainingMessage & { language: string };

export type TrainingInput = {
  messages: readonly LabelledMessage[];
  lexicons: Lexicons;
  /** Script of each live language, e.g. `Latn`. */
  scripts: Readonly<Record<string, string>>;
  samples: readonly LanguageSample[];
  others: readonly OtherLanguage[];
  features?: FeatureSettings;
  limits?: Limits;
  /** @param share of the work done, from 0 to 1. */
  onProgress?: (share: number) => void;
};

export function trainModel(input: TrainingInput): UnderstandingModel {
  const settings = input.features ?? featureSettings;
  const answers = bareAnswers(input.lexicons).map((answer) => ({ ...answer, label: outOfScope }));
  const topics = trainTopicModel(withoutRepeats([...input.messages, ...answers]), {
    features: compile(input.lexicons, settings),
    limits: input.limits,
    onProgress: input.onProgress,
  });
  const borrowed = findBorrowed(input.messages, input.scripts);
  const languages = {
    ...trainLanguageModel([...input.samples, ...samplesOf(input, borrowed)]),
    borrowed: [...borrowed.keys()],
  };
  return {
    features: settings,
    topics,
    languages,
    others: [...input.others],
    lexicons: input.lexicons,
  };
}

/** The same words twice in one language would be on both sides of a fold and make it look easy. */
function withoutRepeats(messages: readonly LabelledMessage[]): LabelledMessage[] {
  const seen = new Set<string>();
  return messages.filter(({ text, label }) => {
    const key = `${label} ${wordsOf(normalise(text)).join(' ')}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Messages in Latin letters of a language with another script are a class of their own. */
function samplesOf({ messages, scripts }: TrainingInput, borrowed: Borrowed): LanguageSample[] {
  return messages.flatMap(({ text: typed, language }) => {
    const own = scripts[language];
    const written = scriptOf(typed);
    const text = withoutForeign(typed, language, borrowed);
    if (own === undefined || written === null || text === '') return [];
    if (written === own) return [{ name: language, script: own, text }];
    return written === 'Latn' ? [{ name: `${language}-Latn`, script: written, text }] : [];
  });
}
