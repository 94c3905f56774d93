/** Carries out what a turn decided, inside the turn's transaction. One function per effect; a new effect without one does not compile. */
import type { Effect, Turn, World } from '../bot';
import { transition } from './handoff/handoff';
import { belgianInstant } from './handoff/hours';
import { isoWeek } from './needs/week';
import type { ContactRow, HandoffRow, Repositories } from './store/store';

/** Reminders are sent in the morning, Belgian time. */
const reminderTime = '09:00';

export type EffectDependencies = {
  /** Organisation whose mediators answer this contact. */
  organisationFor(contact: Pick<ContactRow, 'municipality' | 'language'>): Promise<string>;
  /** Address of a page with everything kept about the contact, good for a day. */
  exportLink(contactId: string, now: Date): string;
  /** Days after which a handoff that nobody took expires. */
  handoffDays: number;
};

export type EffectContext = {
  turn: Turn;
  contact: ContactRow;
  handoff: HandoffRow | undefined;
  world: World;
};

type Runner<T extends Effect['type']> = (
  effect: Extract<Effect, { type: T }>,
  context: EffectContext,
  repositories: Repositories,
  dependencies: EffectDependencies,
) => Promise<void>;

export async function applyEffects(
  dependencies: EffectDependencies,
  repositories: Repositories,
  context: EffectContext,
): Promise<void> {
  const changed = { ...context, contact: { ...context.contact } };
  for (const effect of context.turn.effects) {
    await run(effect, changed, repositories, dependencies);
    changed.contact = contactAfter(changed.contact, effect);
  }
}

function run<T extends Effect['type']>(
  effect: Extract<Effect, { type: T }>,
  context: EffectContext,
  repositories: Repositories,
  dependencies: EffectDependencies,
): Promise<void> {
  const runner: Runner<T> = runners[effect.type as T];
  return runner(effect, context, repositories, dependencies);
}

/** Later effects of the same turn see the language and municipality found in it. */
function contactAfter(contact: ContactRow, effect: Effect): ContactRow {
  if (effect.type === 'set_language') return { ...contact, language: effect.language };
  if (effect.type === 'set_municipality') return { ...contact, municipality: effect.nis };
  return contact;
}

const runners: { [T in Effect['type']]: Runner<T> } = {
  open_handoff: openHandoff,
  relay: async () => {},
  raise_handoff: (_, context, repositories) => moveHandoff(context, repositories, { type: 'raise' }),
  withdraw_handoff: (_, context, repositories) =>
    moveHandoff(context, repositories, { type: 'withdraw', now: context.world.now }),
  set_language: (effect, { contact }, { contacts }) =>
    contacts.change(contact.id, {
      language: effect.language,
      languageChosen: contact.languageChosen || effect.chosen,
    }),
  set_municipality: (effect, { contact }, { contacts }) =>
    contacts.change(contact.id, { municipality: effect.nis }),
  set_status: (effect, { contact }, { contacts }) => contacts.change(contact.id, { status: effect.status }),
  set_greeted: (_, { contact }, { contacts }) => contacts.change(contact.id, { greeted: true }),
  opt_out: (_, { contact }, { contacts }) => contacts.change(contact.id, { optedOut: true }),
  opt_in: (_, { contact }, { contacts }) => contacts.change(contact.id, { optedOut: false }),
  set_timer: setTimer,
  cancel_timers: async (_, { contact }, { timers }) => {
    await timers.cancelAll(contact.id);
  },
  record_need: recordNeed,
  erase: (_, { contact }, { contacts }) => contacts.change(contact.id, { erasing: true }),
  export: sendExportLink,
};

async function openHandoff(
  effect: Extract<Effect, { type: 'open_handoff' }>,
  { contact, world }: EffectContext,
  repositories: Repositories,
  dependencies: EffectDependencies,
): Promise<void> {
  await repositories.handoffs.add({
    id: effect.id,
    contactId: contact.id,
    state: 'requested',
    reason: effect.reason,
    urgent: effect.urgent,
    topic: effect.topic,
    summary: effect.summary,
    language: contact.language,
    municipality: contact.municipality,
    organisationId: await dependencies.organisationFor(contact),
    assignedTo: null,
    requestedAt: world.now,
    assignedAt: null,
    closedAt: null,
    expiresAt: new Date(Date.parse(world.now) + dependencies.handoffDays * 86_400_000).toISOString(),
    outcome: null,
  });
}

async function moveHandoff(
  { handoff }: EffectContext,
  { handoffs }: Repositories,
  action: Parameters<typeof transition>[1],
): Promise<void> {
  if (!handoff || handoff.state === 'closed' || handoff.state === 'expired') return;
  const moved = await handoffs.change(handoff.id, handoff.revision, transition(handoff.state, action));
  if (!moved) throw new Error('the handoff was changed meanwhile');
}

async function setTimer(
  effect: Extract<Effect, { type: 'set_timer' }>,
  { contact }: EffectContext,
  { timers }: Repositories,
): Promise<void> {
  await timers.add({
    id: effect.id,
    contactId: contact.id,
    timer: effect.timer,
    dueAt: belgianInstant(effect.on, reminderTime).toISOString(),
    data: { reminder: effect.reminder, values: effect.values },
  });
}

async function recordNeed(
  effect: Extract<Effect, { type: 'record_need' }>,
  { contact, world }: EffectContext,
  { needs }: Repositories,
): Promise<void> {
  await needs.add({
    municipality: contact.municipality,
    topic: effect.topic,
    language: contact.language,
    week: isoWeek(world.today),
    channel: contact.channel,
    outcome: effect.outcome,
  });
}

async function sendExportLink(
  effect: Effect,
  { contact, world }: EffectContext,
  { outbox }: Repositories,
  dependencies: EffectDependencies,
): Promise<void> {
  const language = contact.language ?? 'fr';
  const link = dependencies.exportLink(contact.id, new Date(world.now));
  const text = world.release.texts.get(language, 'bot:export.link', { link });
  if (text === null) return;
  await outbox.add([
    {
      id: `${effect.id}.link`,
      contactId: contact.id,
      author: { type: 'bot' },
      language,
      part: { type: 'text', text },
      blocks: [{ key: 'bot:export.link', values: {}, text: '' }],
      options: [],
      template: null,
      createdAt: world.now,
    },
  ]);
}
