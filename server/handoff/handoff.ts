/**
 * The states of a handoff and the one function that moves between them.
 *
 *   requested --claim--> assigned --release--> requested
 *   requested | assigned --close--> closed      requested --expire--> expired
 *   requested --withdraw--> closed (the person went back to the bot)
 */
import type { HandoffRow, HandoffState } from '../store/store';

export type HandoffAction =
  | { type: 'claim'; staffId: string; now: string }
  | { type: 'transfer'; staffId: string; now: string }
  | { type: 'release' }
  | { type: 'raise' }
  | { type: 'withdraw'; now: string }
  | { type: 'close'; outcome: HandoffOutcome; now: string }
  | { type: 'expire'; now: string };

/** What a conversation with a person came to; feeds the needs log. */
export const handoffOutcomes = ['met', 'referred', 'not-available', 'sent-away', 'other'] as const;
export type HandoffOutcome = (typeof handoffOutcomes)[number];

export type HandoffChange = Partial<
  Pick<HandoffRow, 'state' | 'assignedTo' | 'assignedAt' | 'closedAt' | 'outcome' | 'urgent'>
>;

/** Which actions each state allows. */
const allowed: Readonly<Record<HandoffState, readonly HandoffAction['type'][]>> = {
  requested: ['claim', 'raise', 'withdraw', 'close', 'expire'],
  assigned: ['transfer', 'release', 'raise', 'close'],
  closed: [],
  expired: [],
};

export class HandoffError extends Error {
  constructor(
    readonly code: 'not-allowed',
    readonly state: HandoffState,
    readonly action: HandoffAction['type'],
  ) {
    super(`a handoff that is ${state} cannot be ${action}`);
  }
}

/**
 * @returns what changes on the row.
 * @throws HandoffError when this state does not allow the action.
 */
export function transition(state: HandoffState, action: HandoffAction): HandoffChange {
  if (!allowed[state].includes(action.type)) throw new HandoffError('not-allowed', state, action.type);
  switch (action.type) {
    case 'claim':
    case 'transfer':
      return { state: 'assigned', assignedTo: action.staffId, assignedAt: action.now };
    case 'release':
      return { state: 'requested', assignedTo: null, assignedAt: null };
    case 'raise':
      return { urgent: true };
    case 'withdraw':
      return { state: 'closed', closedAt: action.now, outcome: 'withdrawn' };
    case 'close':
      return { state: 'closed', closedAt: action.now, outcome: action.outcome };
    case 'expire':
      return { state: 'expired', closedAt: action.now, outcome: 'expired' };
  }
}
