/** Photos and voice notes, decrypted for those who see the line they came with, and kept nowhere on the way. */
import type { Response } from 'express';
import type { HandoffRow, MediaRow } from '../../store/store';
import type { Viewer } from '../accounts';
import type { ApiContext } from '../context';
import { ApiError } from '../errors';
import { idParams } from '../fields';
import { findConversation, visibleLines } from '../handoffs/read';
import { answering } from '../policies';
import { staffRoute } from '../route';
import { mediaQuery } from './schema';

/** Shown in the page; everything else, SVG with its scripts included, is only saved. */
const shown = /^(image\/(jpeg|png|webp|gif)|audio\/[a-z0-9.+-]+)$/;
/** So far back a file may lie. */
const searchedLines = 1000;

export const mediaRoutes = [
  staffRoute({
    method: 'get',
    path: '/media/:id',
    summary: 'The bytes of a received file',
    roles: answering,
    params: idParams,
    query: mediaQuery,
    success: { status: 200, description: 'The file', contentType: 'application/octet-stream' },
    errors: ['not-ready'],
    async handle({ params, query, viewer, http }, context) {
      const media = await context.store.media.get(params.id);
      if (!media || !(await seesMedia(media, query.handoff, viewer, context)))
        throw new ApiError('not-found');
      if (media.state === 'to-fetch') throw new ApiError('not-ready');
      if (media.state === 'refused' || !media.bytes) throw new ApiError('not-found');
      sendFile(http.response, media, media.bytes);
    },
  }),
];

/** Who sees the line may see its file. */
async function seesMedia(
  media: MediaRow,
  handoffId: string | undefined,
  viewer: Viewer,
  { store }: ApiContext,
): Promise<boolean> {
  const open: HandoffRow | undefined = handoffId
    ? await store.handoffs.get(handoffId)
    : await store.handoffs.openOf(media.contactId);
  if (open?.contactId !== media.contactId) return false;
  const conversation = await findConversation(store, viewer, open.id);
  const lines = await visibleLines(store, conversation, searchedLines);
  return lines.some((line) => line.direction === 'in' && line.media.some(({ id }) => id === media.id));
}

function sendFile(response: Response, { id, contentType }: MediaRow, bytes: Uint8Array): void {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  const inline = shown.test(type);
  response.set({
    'content-type': inline ? type : 'application/octet-stream',
    'content-disposition': inline ? 'inline' : `attachment; filename="file-${id.replace(/[^\w-]/g, '')}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
  });
  response.end(bytes);
}
