/** What a mediator sends: their own words, or an approved answer chosen in one language and read in another. */
import { randomUUID } from 'node:crypto';
import {
  advance,
  type Block,
  cheapCharacters,
  newSession,
  type Reply,
  render,
  splitText,
  type World,
} from '../../../bot';
import { belgianTime } from '../../handoff/hours';
import type { ContactRow, HandoffRow, NewOutboxRow, Repositories } from '../../store/store';
import type { Viewer } from '../accounts';
import type { ApiContext } from '../context';
import { ApiError, invalidField } from '../errors';
import { changeHandoff, demand } from './change';
import { blockedBy, windowOf } from './presenters';

export type Sent = { messages: string[]; delivery: 'queued' | 'waiting'; reviewed: boolean };
type Said = { part: NewOutboxRow['part']; blocks: Block[] };

/** Sends free text. It counts as reviewed only when the mediator holds the language. */
export function sendMessage(
  context: ApiContext,
  viewer: Viewer,
  id: string,
  { text, language, key = randomUUID() }: { text: string; language: string; key?: string },
): Promise<Sent> {
  const reviewed = viewer.staff.languages.includes(language);
  return changeHandoff(context, viewer, id, async ({ handoff, contact }, repositories) => {
    await demandAnswer(viewer, handoff, contact, repositories);
    const said = splitText(affordable(text, contact), context.profiles[contact.channel].text).map(
      (piece): Said => ({ part: { type: 'text', text: piece }, blocks: [] }),
    );
    const draft = { key, language, reviewed, said };
    const result = await put(context, viewer, { handoff, contact }, repositories, draft);
    // An empty change still raises the revision: a message cannot slip out after the conversation changed hands.
    return { change: {}, action: 'handoff.messaged', details: { reviewed }, result };
  });
}

/** Sends a topic's answer as the bot would give it to this person, now, in their language. */
export function sendApproved(
  context: ApiContext,
  viewer: Viewer,
  id: string,
  { topic, language, key = randomUUID() }: { topic: string; language?: string; key?: string },
): Promise<Sent> {
  if (!context.release().topics[topic]) throw invalidField('topic', 'unknown-topic');
  return changeHandoff(context, viewer, id, async ({ handoff, contact }, repositories) => {
    await demandAnswer(viewer, handoff, contact, repositories);
    const theirs = contact.language ?? handoff.language ?? language;
    if (!theirs) throw invalidField('language', 'language-needed');
    const said = approvedAnswer(context, { ...contact, language: theirs }, topic).flatMap((reply) =>
      partsOf(reply, context, contact),
    );
    const draft = { key, language: theirs, reviewed: true, said };
    const result = await put(context, viewer, { handoff, contact }, repositories, draft);
    return { change: {}, action: 'handoff.answered', details: { topic }, result };
  });
}

async function demandAnswer(
  viewer: Viewer,
  handoff: HandoffRow,
  contact: ContactRow,
  repositories: Repositories,
): Promise<void> {
  await demand('answer', viewer, handoff, repositories);
  const blocked = blockedBy(contact);
  if (blocked) throw new ApiError(blocked);
}

/** Curly quotes and dashes would make an SMS cost twice as much. */
const affordable = (text: string, { channel }: ContactRow): string =>
  channel === 'sms' ? cheapCharacters(text) : text;

/**
 * Asks the core, on a session nobody keeps: facts, conditions and language are then right, and what its turn would
 * have done besides (needs, position) is left aside.
 * @throws ApiError `not-in-language` rather than giving a text in another language, or none.
 */
export function approvedAnswer(context: ApiContext, contact: ContactRow, topic: string): Reply[] {
  const release = context.release();
  if (!release.languages.some(({ code }) => code === contact.language)) throw new ApiError('not-in-language');
  const input = { type: 'choice', id: `topic:${topic}`, title: '' } as const;
  const { replies } = advance(worldFor(context, contact), newSession(release.id), input);
  const lacking = replies.some(({ blocks }) => blocks.some(({ key }) => key === 'bot:missing-text'));
  if (lacking || replies.length === 0) throw new ApiError('not-in-language');
  return replies;
}

function worldFor(context: ApiContext, contact: ContactRow): World {
  const { language, languageChosen, municipality, status } = contact;
  const now = context.now();
  // Whole, not in pages: nobody would be there to answer "more".
  const { segments: _, windowHours: __, ...channel } = context.profiles[contact.channel];
  return {
    release: context.release(),
    now: now.toISOString(),
    today: belgianTime(now).day,
    turnId: 'approved',
    channel,
    contact: {
      ...{ language, languageChosen, municipality, status },
      optedOut: false,
      greeted: true,
      handoff: null,
      reminders: 0,
    },
    desk: { open: true, opensAt: null },
    listens: false,
  };
}

/** Without its buttons: while a person answers, the bot would not react to them. */
function partsOf(reply: Reply, context: ApiContext, contact: ContactRow): Said[] {
  const blocks = reply.blocks.map((block) => ({ ...block, text: affordable(block.text, contact) }));
  const plain = { ...reply, blocks, options: [] };
  return render(plain, context.profiles[contact.channel]).map((part, index) => ({
    part,
    blocks: index === 0 ? reply.blocks : [],
  }));
}

type Draft = { key: string; language: string; reviewed: boolean; said: Said[] };

/** Ids come from the key: the same key sent again adds nothing. */
async function put(
  context: ApiContext,
  viewer: Viewer,
  { handoff, contact }: { handoff: HandoffRow; contact: ContactRow },
  { outbox }: Repositories,
  { key, language, reviewed, said }: Draft,
): Promise<Sent> {
  const now = context.now();
  const rows = said.map(
    ({ part, blocks }, index): NewOutboxRow => ({
      id: `staff:${handoff.id}:${key}.${index}`,
      contactId: contact.id,
      author: { type: 'staff', staffId: viewer.staff.id, reviewed },
      language,
      part,
      blocks,
      options: [],
      template: null,
      createdAt: now.toISOString(),
    }),
  );
  await outbox.add(rows);
  const { open } = windowOf(context.profiles[contact.channel], contact, now);
  return { messages: rows.map((row) => row.id), delivery: open ? 'queued' : 'waiting', reviewed };
}
