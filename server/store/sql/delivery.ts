/** How a message may move from state to state. Callbacks come in any order, and late ones must not undo anything. */
import { deliveryRank } from '../../channels/errors';
import type { OutboxState } from '../store';

export const outboxStates: readonly OutboxState[] = [
  'queued',
  'sending',
  'waiting',
  'unknown',
  'sent',
  'failed',
  'delivered',
  'read',
];

/** The provider has not answered for it yet: it may go back and forth. */
const open = new Set<OutboxState>(['queued', 'sending', 'waiting', 'unknown']);

function rank(state: OutboxState): number {
  return state === 'sending' || state === 'waiting' || state === 'unknown'
    ? deliveryRank.queued
    : deliveryRank[state];
}

/**
 * Whether a message in state `from` may be moved to `to`.
 * Up in rank always; freely among the open states; from `sent` to `waiting`, because WhatsApp accepts a message
 * outside its window and refuses it afterwards; from `waiting` not to `sent`, because a late callback of the refused
 * attempt must not hide that the person never got it. Staying is no move.
 */
export function mayMove(from: OutboxState, to: OutboxState): boolean {
  if (from === to) return false;
  if (open.has(from) && open.has(to)) return true;
  if (from === 'waiting' && to === 'sent') return false;
  if (from === 'sent' && to === 'waiting') return true;
  return rank(to) > rank(from);
}

/** The states from which `to` may be reached. */
export function originsOf(to: OutboxState): OutboxState[] {
  return outboxStates.filter((from) => mayMove(from, to));
}
