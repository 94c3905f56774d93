/** Danger: numbers first, nothing else to choose, a person called at once, whatever was going on. */
import { openHandoff } from './handoff';
import { currentFact, effect, type Scene, say, words } from './scene';
import type { Block } from './session';
import type { DangerKind } from './understand/types';

/** Text key and the facts whose numbers it shows, per kind; the first block is for everybody. */
const lines: Record<DangerKind, readonly string[]> = {
  violence: ['violence', 'sexual-violence'],
  suicide: ['suicide', 'talk'],
  medical: ['medical', 'poison'],
  held: ['held', 'violence'],
  child: ['child'],
  threat: ['threat'],
};

const factsOfLine: Record<string, readonly string[]> = {
  first: ['phone-emergency', 'phone-police'],
  violence: ['phone-partner-violence-fr', 'phone-violence-nl'],
  'sexual-violence': ['phone-sexual-violence-fr'],
  suicide: ['phone-suicide-fr', 'phone-suicide-nl'],
  talk: ['phone-talk-fr', 'phone-talk-nl', 'phone-talk-de'],
  medical: ['phone-doctor-on-duty'],
  poison: ['phone-poison'],
  held: ['phone-police'],
  child: ['phone-child-focus', 'phone-child-line-fr', 'phone-child-line-nl'],
  threat: ['phone-police'],
};

export function answerDanger(scene: Scene, kind: DangerKind): void {
  const topic = kind === 'violence' || kind === 'held' ? 'domestic-violence' : 'emergency-numbers';
  const blocks = ['first', ...lines[kind]].flatMap((line) => numbersLine(scene, line));
  say(scene, [...blocks, words(scene, 'bot:danger.say-place')], { alone: true });
  if (kind === 'violence' || kind === 'held') say(scene, [words(scene, 'bot:danger.hide')]);
  scene.session.topic = topic;
  const open = scene.contact.handoff;
  if (open) effect(scene, { type: 'raise_handoff', handoffId: open.id, reason: 'danger' });
  else openHandoff(scene, { reason: 'danger', urgent: true, topic });
}

/** A line of numbers; left out only when a number in it has lapsed. 112 is in the text of law and never does. */
function numbersLine(scene: Scene, line: string): Block[] {
  const values: Record<string, string> = {};
  for (const id of factsOfLine[line] ?? []) {
    const fact = currentFact(scene, id);
    if (fact?.value.type !== 'phone') return line === 'first' ? [words(scene, 'bot:danger.first-plain')] : [];
    values[id] = fact.value.value;
  }
  return [words(scene, `bot:danger.${line}`, values)];
}
