/** Conversations with people: the queue, one conversation, and all that can be done with it. */
import type { Request } from 'express';
import type { Viewer } from '../accounts';
import type { ApiContext } from '../context';
import { readerLanguage, type UiLanguage } from '../language';
import { answering } from '../policies';
import { staffRoute } from '../route';
import { claim, close, giveBack, release, transfer } from './actions';
import { presentHandoff, presentLine } from './presenters';
import { findConversation, frameFor, listHandoffs, visibleLines } from './read';
import {
  approvedSchema,
  closeSchema,
  conversationSchema,
  handoffListQuery,
  handoffListSchema,
  handoffSchema,
  idParams,
  messageSchema,
  returnSchema,
  sentSchema,
  transcriptQuery,
  transferSchema,
} from './schema';
import { sendApproved, sendMessage } from './write';

const changed = (description: string) => ({ status: 200, description, schema: handoffSchema }) as const;
const written = (description: string) => ({ status: 201, description, schema: sentSchema }) as const;
const unreachable = ['wrong-state', 'not-assignee', 'opted-out', 'erasing'] as const;

const reader = (request: Request): UiLanguage => readerLanguage(request.get('accept-language'));

/** The conversation as it is after a change. */
async function present(id: string, viewer: Viewer, request: Request, context: ApiContext) {
  const { handoff, contact } = await findConversation(context.store, viewer, id);
  return presentHandoff(handoff, contact, await frameFor(viewer, context, reader(request)));
}

const reading = [
  staffRoute({
    method: 'get',
    path: '/handoffs',
    summary: 'The queue: urgent first, then those who wait longest',
    roles: answering,
    query: handoffListQuery,
    success: { status: 200, description: 'Conversations the viewer may see', schema: handoffListSchema },
    async handle({ query, viewer, http }, context) {
      return { handoffs: await listHandoffs(query, viewer, context, reader(http.request)) };
    },
  }),
  staffRoute({
    method: 'get',
    path: '/handoffs/:id',
    summary: 'One conversation with what was said',
    roles: answering,
    params: idParams,
    query: transcriptQuery,
    success: { status: 200, description: 'The conversation', schema: conversationSchema },
    async handle({ params, query, viewer }, context) {
      const conversation = await findConversation(context.store, viewer, params.id);
      const { handoff, contact } = conversation;
      const frame = await frameFor(viewer, context, query.as);
      const lines = await visibleLines(context.store, conversation, query.limit);
      const transcript = lines.map((line) => presentLine(line, handoff.id, frame));
      return { ...presentHandoff(handoff, contact, frame), transcript };
    },
  }),
];

const holding = [
  staffRoute({
    method: 'post',
    path: '/handoffs/:id/claim',
    summary: 'Take a conversation; of two at once one gets it',
    roles: answering,
    params: idParams,
    success: changed('It is the viewer’s'),
    errors: ['taken', 'wrong-state'],
    async handle({ params, viewer, http }, context) {
      await claim(context, viewer, params.id);
      return present(params.id, viewer, http.request, context);
    },
  }),
  staffRoute({
    method: 'post',
    path: '/handoffs/:id/release',
    summary: 'Put a conversation back into the queue',
    roles: answering,
    params: idParams,
    success: changed('It waits again'),
    errors: ['wrong-state', 'not-assignee'],
    async handle({ params, viewer, http }, context) {
      await release(context, viewer, params.id);
      return present(params.id, viewer, http.request, context);
    },
  }),
  staffRoute({
    method: 'post',
    path: '/handoffs/:id/transfer',
    summary: 'Give a conversation to a colleague',
    roles: answering,
    params: idParams,
    body: transferSchema,
    success: changed('It is the colleague’s'),
    errors: ['wrong-state', 'not-assignee'],
    async handle({ params, body, viewer, http }, context) {
      // Read before it goes: it may be out of the giver's sight afterwards.
      const { handoff, contact } = await findConversation(context.store, viewer, params.id);
      await transfer(context, viewer, params.id, body.staffId);
      const moved = (await context.store.handoffs.get(params.id)) ?? handoff;
      return presentHandoff(moved, contact, await frameFor(viewer, context, reader(http.request)));
    },
  }),
];

const writing = [
  staffRoute({
    method: 'post',
    path: '/handoffs/:id/messages',
    summary: 'Send free text',
    roles: answering,
    params: idParams,
    body: messageSchema,
    success: written('On its way, or waiting for the person to write'),
    errors: [...unreachable],
    async handle({ params, body, viewer, http }, context) {
      const sent = await sendMessage(context, viewer, params.id, body);
      return { ...sent, handoff: await present(params.id, viewer, http.request, context) };
    },
  }),
  staffRoute({
    method: 'post',
    path: '/handoffs/:id/approved',
    summary: 'Send the approved answer to a topic, in the person’s language',
    roles: answering,
    params: idParams,
    body: approvedSchema,
    success: written('On its way, or waiting for the person to write'),
    errors: [...unreachable, 'not-in-language'],
    async handle({ params, body, viewer, http }, context) {
      const sent = await sendApproved(context, viewer, params.id, body);
      return { ...sent, handoff: await present(params.id, viewer, http.request, context) };
    },
  }),
];

const ending = [
  staffRoute({
    method: 'post',
    path: '/handoffs/:id/return',
    summary: 'Hand the person back to the bot, at a point of a dialogue if one is named',
    roles: answering,
    params: idParams,
    body: returnSchema,
    success: changed('The bot speaks again'),
    errors: ['wrong-state', 'not-assignee'],
    async handle({ params, body, viewer, http }, context) {
      await giveBack(context, viewer, params.id, body);
      return present(params.id, viewer, http.request, context);
    },
  }),
  staffRoute({
    method: 'post',
    path: '/handoffs/:id/close',
    summary: 'End a conversation with what came of it; counted in the needs log',
    roles: answering,
    params: idParams,
    body: closeSchema,
    success: changed('The bot speaks again'),
    errors: ['wrong-state', 'not-assignee'],
    async handle({ params, body, viewer, http }, context) {
      await close(context, viewer, params.id, body.outcome);
      return present(params.id, viewer, http.request, context);
    },
  }),
];

export const handoffRoutes = [...reading, ...holding, ...writing, ...ending];
