/** Text in, what it means out: the whole of understanding behind one function. */
import type { Language } from '../content';
import { compile, dangerNamer } from './compile';
import { decide, special } from './decide';
import { createGuessLanguage } from './language';
import type { UnderstandingModel } from './model';
import { keyOf } from './normalise';
import { createPhrases, type Phrases } from './phrases';
import { read } from './reading';
import type { CommandId, Understand, Understanding } from './types';

/**
 * @param model learned by `trainModel`, with the words of the live languages.
 * @param languages that are live.
 */
export function createUnderstand(model: UnderstandingModel, languages: readonly Language[]): Understand {
  const { lexicons } = model;
  const features = compile(lexicons, model.features);
  const namesDanger = dangerNamer(lexicons);
  const phrases = createPhrases(lexicons);
  const guessLanguage = createGuessLanguage(model.languages, lexicons, languages, model.others, phrases);
  return (text, context) => {
    const language = guessLanguage(text, context);
    const polarity = phrases.polarity(text, context.language ?? language.code);
    const phrase = ofPhrase(text, phrases, language.explicitRequest !== undefined, polarity !== null);
    if (phrase) return { ...phrase, language, polarity };
    const reading = read(text, model.topics.classifier, features);
    const named = (): boolean => namesDanger(text, language.code);
    return { ...decide(reading, model.topics.confidence, named), language, polarity, command: null };
  };
}

type Meaning = Omit<Understanding, 'language' | 'polarity'>;

/** @returns the meaning of a message that is one phrase of the lexicons, or has no words. */
function ofPhrase(
  text: string,
  phrases: Phrases,
  asksForLanguage: boolean,
  saysYesOrNo: boolean,
): Meaning | null {
  if (keyOf(text) === '') return { ...special('unknown', 'handoff', 0), command: null };
  const command = phrases.command(text);
  if (command) return ofCommand(command);
  if (phrases.asksForPerson(text)) return ofCommand('person');
  if (asksForLanguage || saysYesOrNo || phrases.isGreeting(text)) {
    return { ...special('greeting', 'clarify', 1), command: null };
  }
  return null;
}

function ofCommand(command: CommandId): Meaning {
  if (command === 'person') return { ...special('human', 'handoff', 1), command };
  return {
    kind: 'command',
    decision: 'command',
    confidence: 1,
    topic: null,
    danger: null,
    candidates: [],
    command,
  };
}
