/** Measures understanding as people meet it, on messages nobody has trained on: `test/understanding/<lang>.jsonl`. */
import type { Understand, Understanding } from '../../../bot';
import { type Confusion, confusions, type Measures, measure, type Outcome, share } from './measures';
import { beyondIntent, type Row } from './rows';

const specialIntents = ['danger', 'human', 'greeting'];
const isTopicIntent = (intent: string): boolean =>
  intent !== beyondIntent && !specialIntents.includes(intent);

export type TopicFigures = { topic: string; messages: number; top1: number; top3: number };

export type LanguageReport = {
  lang: string;
  measures: Measures;
  /** Share recognised of danger, wishes for a person, greetings; null when the set has none. */
  recognised: Record<string, number | null>;
  /** Topic messages taken for danger. */
  falseAlarms: number;
  languageRight: number;
  /** The same for messages of up to three words; null when there are none. */
  languageRightShort: number | null;
  /** Messages after which the person would be asked for the language. */
  languageAsked: number;
  topics: TopicFigures[];
  confusions: Confusion[];
};

type Judged = { row: Row; meaning: Understanding };

export function evaluateOwnSet(lang: string, rows: readonly Row[], understand: Understand): LanguageReport {
  const judged = rows.map((row) => ({ row, meaning: understand(row.text, { language: null }) }));
  const ofIntent = (intent: string): Judged[] => judged.filter(({ row }) => row.intent === intent);
  const topical = judged.filter(({ row }) => isTopicIntent(row.intent));
  const scoped = judged.filter(({ row }) => isTopicIntent(row.intent) || row.intent === beyondIntent);
  const short = judged.filter(({ row }) => row.text.trim().split(/\s+/).length <= 3);
  const languageIsRight = ({ row, meaning }: Judged): boolean => meaning.language.code === (row.lang ?? lang);
  return {
    lang,
    measures: measure(scoped.map(outcomeOf)),
    recognised: Object.fromEntries(
      specialIntents.map((intent) => [
        intent,
        ofIntent(intent).length === 0
          ? null
          : share(ofIntent(intent), ({ meaning }) => meaning.kind === intent),
      ]),
    ),
    falseAlarms: share(topical, ({ meaning }) => meaning.kind === 'danger'),
    languageRight: share(judged, languageIsRight),
    languageRightShort: short.length === 0 ? null : share(short, languageIsRight),
    languageAsked: share(judged, ({ meaning }) => meaning.language.doubtful),
    topics: figuresPerTopic(topical),
    confusions: confusions(
      judged.map(({ row, meaning }) => ({ intent: row.intent, takenFor: takenFor(meaning) })),
    ),
  };
}

/** A message taken for something else than a topic ranks no topic. */
function outcomeOf({ row, meaning }: Judged): Outcome {
  return {
    intent: row.intent,
    beyond: row.intent === beyondIntent,
    ranked: meaning.candidates.map(({ topic }) => topic),
    sure: meaning.candidates[0]?.confidence ?? 0,
    decision: meaning.decision,
  };
}

function takenFor({ kind, decision, candidates }: Understanding): string {
  if (kind === 'unknown') return beyondIntent;
  if (kind !== 'topic') return kind;
  return decision === 'answer' ? (candidates[0]?.topic ?? '-') : `(offered) ${candidates[0]?.topic ?? '-'}`;
}

function figuresPerTopic(topical: readonly Judged[]): TopicFigures[] {
  const topics = [...new Set(topical.map(({ row }) => row.intent))].sort();
  return topics.map((topic) => {
    const own = topical.filter(({ row }) => row.intent === topic);
    const within = (most: number) => (one: Judged) =>
      one.meaning.candidates.slice(0, most).some((candidate) => candidate.topic === topic);
    return { topic, messages: own.length, top1: share(own, within(1)), top3: share(own, within(3)) };
  });
}
