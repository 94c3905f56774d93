/** The same messages, learned from the same examples, by our method and by others: one row a language. */
import type { Understand } from '../../../bot';
import { type Measures, measure, type Outcome } from './measures';
import type { Example, Peer, PeerAnswer } from './peers';
import { beyondIntent, type Row } from './rows';

export type Compared = {
  language: string;
  method: string;
  measures: Measures;
  /** Seconds; null for ours, which learns all languages at once. */
  trainSeconds: number | null;
  /** Median milliseconds per message. */
  milliseconds: number;
};

/** Messages for topics and out of scope only: what a plain classifier can be asked. */
export const isComparable = ({ intent }: Row): boolean => !['danger', 'human', 'greeting'].includes(intent);

export async function compareOurs(
  language: string,
  rows: readonly Row[],
  understand: Understand,
): Promise<Compared> {
  const answer = (text: string): PeerAnswer => {
    const { candidates } = understand(text, { language: null });
    return { ranked: candidates.map(({ topic }) => topic), sure: candidates[0]?.confidence ?? 0 };
  };
  return { language, method: 'Passerelle', trainSeconds: null, ...(await judge(rows, answer)) };
}

export async function comparePeer(
  language: string,
  rows: readonly Row[],
  examples: readonly Example[],
  peer: Peer,
): Promise<Compared | null> {
  const started = performance.now();
  const model = await peer.train(examples, language);
  if (!model) return null;
  const trainSeconds = (performance.now() - started) / 1000;
  return { language, method: peer.name, trainSeconds, ...(await judge(rows, model)) };
}

async function judge(
  rows: readonly Row[],
  answer: (text: string) => PeerAnswer | Promise<PeerAnswer>,
): Promise<Pick<Compared, 'measures' | 'milliseconds'>> {
  const times: number[] = [];
  const outcomes: Outcome[] = [];
  for (const { text, intent } of rows) {
    const from = performance.now();
    const { ranked, sure } = await answer(text);
    times.push(performance.now() - from);
    // What is taken for out of scope is no answer, whatever the method calls it.
    const topics = ranked.filter((name) => name !== beyondIntent && name !== 'None');
    const refused = ranked[0] === beyondIntent || ranked[0] === 'None';
    outcomes.push({
      intent,
      beyond: intent === beyondIntent,
      ranked: topics,
      sure: refused ? 0 : sure,
      decision: refused ? 'handoff' : 'answer',
    });
  }
  return {
    measures: measure(outcomes),
    milliseconds: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0,
  };
}
