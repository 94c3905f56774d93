/** Every node type has a runner: a type without one does not compile. */
import type { NodeType } from '../flow';
import { answerRunner } from './answer';
import { askRunner } from './ask';
import { branchRunner } from './branch';
import { callRunner } from './call';
import { cardRunner } from './card';
import { choiceRunner } from './choice';
import { endRunner } from './end';
import { handoffRunner } from './handoff';
import { lookupRunner } from './lookup';
import type { NodeRunner } from './node';
import { recordRunner } from './record';
import { remindRunner } from './remind';
import { sayRunner } from './say';

export const runners: { [T in NodeType]: NodeRunner<T> } = {
  say: sayRunner,
  ask: askRunner,
  choice: choiceRunner,
  branch: branchRunner,
  answer: answerRunner,
  lookup: lookupRunner,
  card: cardRunner,
  remind: remindRunner,
  record: recordRunner,
  call: callRunner,
  handoff: handoffRunner,
  end: endRunner,
};
