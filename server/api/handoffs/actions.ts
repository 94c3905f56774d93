/** What staff do to a conversation, each as a decision inside one transaction. */
import { type HandoffOutcome, transition } from '../../handoff/handoff';
import { belgianTime } from '../../handoff/hours';
import { isoWeek } from '../../needs/week';
import type { NeedCell, Repositories } from '../../store/store';
import type { Viewer } from '../accounts';
import type { ApiContext } from '../context';
import { invalidField } from '../errors';
import { answering } from '../policies';
import { changeHandoff, demand } from './change';
import { neverWhileAssigned, requeuedUntil } from './expiry';
import type { Conversation } from './read';

/** Atomic: of two at once one gets it, the other learns who has it. Asking again for one's own changes nothing. */
export function claim(context: ApiContext, viewer: Viewer, id: string): Promise<void> {
  return changeHandoff(context, viewer, id, async ({ handoff }, repositories) => {
    const action = 'handoff.claimed';
    if (handoff.state === 'assigned' && handoff.assignedTo === viewer.staff.id)
      return { change: null, action, result: undefined };
    await demand('claim', viewer, handoff, repositories);
    const now = context.now().toISOString();
    const moved = transition(handoff.state, { type: 'claim', staffId: viewer.staff.id, now });
    return { change: { ...moved, expiresAt: neverWhileAssigned }, action, result: undefined };
  });
}

export function release(context: ApiContext, viewer: Viewer, id: string): Promise<void> {
  return changeHandoff(context, viewer, id, async ({ handoff }, repositories) => {
    await demand('release', viewer, handoff, repositories);
    const expiresAt = requeuedUntil(context.now(), context.handoffDays);
    const change = { ...transition(handoff.state, { type: 'release' }), expiresAt };
    return { change, action: 'handoff.released', result: undefined };
  });
}

/** To a colleague who can answer; they need not confirm. */
export function transfer(context: ApiContext, viewer: Viewer, id: string, staffId: string): Promise<void> {
  return changeHandoff(context, viewer, id, async ({ handoff }, repositories) => {
    await demand('transfer', viewer, handoff, repositories);
    await checkTakesOver(repositories, viewer, staffId);
    const now = context.now().toISOString();
    const change = transition(handoff.state, { type: 'transfer', staffId, now });
    return { change, action: 'handoff.transferred', details: { to: staffId }, result: undefined };
  });
}

async function checkTakesOver({ staff }: Repositories, viewer: Viewer, staffId: string): Promise<void> {
  const colleague = await staff.get(staffId);
  const able =
    colleague?.organisationId === viewer.staff.organisationId &&
    !colleague.disabled &&
    answering.includes(colleague.role);
  if (!able) throw invalidField('staffId', 'unknown-colleague');
}

/** The end of a conversation: counted for the municipality, and the bot speaks again. */
export function close(
  context: ApiContext,
  viewer: Viewer,
  id: string,
  outcome: HandoffOutcome,
): Promise<void> {
  return changeHandoff(context, viewer, id, async (conversation, repositories) => {
    const { handoff, contact } = conversation;
    await demand('close', viewer, handoff, repositories);
    const now = context.now();
    const change = transition(handoff.state, { type: 'close', outcome, now: now.toISOString() });
    await repositories.needs.add(needOf(conversation, outcome, now));
    const body = { type: 'handoff-closed', how: 'closed' } as const;
    await repositories.inbox.addOwn(contact.id, contact.channel, `closed:${id}`, body, now.toISOString());
    return { change, action: 'handoff.closed', details: { outcome }, result: undefined };
  });
}

const needOutcomes = {
  met: 'answered',
  referred: 'told-how',
  'not-available': 'not-available',
  'sent-away': 'sent-away',
  other: 'out-of-scope',
} as const satisfies Record<HandoffOutcome, NeedCell['outcome']>;

function needOf(
  { handoff, contact }: Conversation,
  outcome: HandoffOutcome,
  now: Date,
): Omit<NeedCell, 'count'> {
  return {
    municipality: contact.municipality ?? handoff.municipality,
    topic: handoff.topic,
    language: contact.language ?? handoff.language,
    week: isoWeek(belgianTime(now).day),
    channel: contact.channel,
    outcome: needOutcomes[outcome],
  };
}

/** Hands the person back to the bot: at a point of a dialogue, or to say that it is there again. */
export function giveBack(
  context: ApiContext,
  viewer: Viewer,
  id: string,
  point: { flow?: string; node?: string },
): Promise<void> {
  const resume = nodeFor(context, point);
  return changeHandoff(context, viewer, id, async ({ handoff, contact }, repositories) => {
    await demand('return', viewer, handoff, repositories);
    const now = context.now().toISOString();
    const closed = transition(handoff.state, { type: 'close', outcome: 'other', now });
    const body = { type: 'handoff-closed', how: 'returned', ...(resume && { resume }) } as const;
    await repositories.inbox.addOwn(contact.id, contact.channel, `returned:${id}`, body, now);
    const details = { flow: resume?.flow ?? null, node: resume?.node ?? null };
    // Not an outcome: what becomes of the question is told by what the person does next.
    return {
      change: { ...closed, outcome: 'returned' },
      action: 'handoff.returned',
      details,
      result: undefined,
    };
  });
}

/** @throws ApiError `invalid` when the release has no such flow or node. */
function nodeFor({ release }: ApiContext, { flow: flowId, node }: { flow?: string; node?: string }) {
  if (flowId === undefined) return undefined;
  const flow = release().flows[flowId];
  if (!flow) throw invalidField('flow', 'unknown-node');
  const at = node ?? flow.start;
  if (!flow.nodes[at]) throw invalidField('node', 'unknown-node');
  return { flow: flowId, node: at };
}
