/** The live line to a console: server-sent events. */
import type { Response } from 'express';
import type { Viewer } from '../accounts';
import type { ApiContext } from '../context';
import { ApiError } from '../errors';
import { answering } from '../policies';
import { staffRoute } from '../route';
import type { ApiEvent } from './ring';

/** Keeps proxies from closing the line, and closes it on those whose session has ended. */
const heartbeatMs = 20_000;
const retryMs = 3_000;
/** Open lines of one session: a person has some windows open, not dozens. */
const mostLines = 12;

export const eventRoutes = [
  staffRoute({
    method: 'get',
    path: '/events',
    summary: 'Server-sent events: which conversation changed; resumes after Last-Event-ID',
    roles: answering,
    success: { status: 200, description: 'A stream of ids and kinds', contentType: 'text/event-stream' },
    errors: ['too-many'],
    handle: ({ viewer, http }, context) =>
      stream(http.response, viewer, context, http.request.get('last-event-id')),
  }),
];

const lines = new WeakMap<ApiContext, Map<string, number>>();

/** Counts the open lines of a session. @returns a function to call when the line is closed. */
function countLine(context: ApiContext, { session }: Viewer): () => void {
  const open = lines.get(context) ?? new Map<string, number>();
  lines.set(context, open);
  const count = open.get(session.tokenHash) ?? 0;
  if (count >= mostLines) throw new ApiError('too-many');
  open.set(session.tokenHash, count + 1);
  return () => {
    const left = (open.get(session.tokenHash) ?? 1) - 1;
    if (left === 0) open.delete(session.tokenHash);
    else open.set(session.tokenHash, left);
  };
}

async function stream(
  response: Response,
  viewer: Viewer,
  context: ApiContext,
  after: string | undefined,
): Promise<void> {
  const uncount = countLine(context, viewer);
  response.once('close', uncount);
  const { organisationId } = viewer.staff;
  const early: ApiEvent[] = [];
  let send = (event: ApiEvent): void => void early.push(event);
  const unsubscribe = await context.events.subscribe({ organisationId, send: (event) => send(event) }, after);
  response.once('close', unsubscribe);
  response.set({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  response.write(`retry: ${retryMs}\n\n${early.map(written).join('')}`);
  send = (event) => void response.write(written(event));
  keepAlive(response, viewer, context);
  // Gone while we were asking: its `close` has been and will not come again.
  if (response.destroyed) unsubscribe();
}

/** Ends the line of somebody who signed out, was disabled or may not speak with people any more. */
export function keepAlive(
  response: Pick<Response, 'write' | 'end' | 'once'>,
  viewer: Viewer,
  context: Pick<ApiContext, 'accounts' | 'store'>,
): void {
  const heartbeat = setInterval(() => {
    stillWelcome(viewer, context).then(
      (welcome) => (welcome ? response.write(': \n\n') : response.end()),
      () => response.end(),
    );
  }, heartbeatMs);
  heartbeat.unref();
  response.once('close', () => clearInterval(heartbeat));
}

/** Signed in, and still with a role that speaks with people. */
async function stillWelcome(
  { session, staff }: Viewer,
  { accounts, store }: Pick<ApiContext, 'accounts' | 'store'>,
): Promise<boolean> {
  const present = await store.staff.get(staff.id);
  return present !== undefined && answering.includes(present.role) && accounts.isOpen(session);
}

function written({ id, kind, handoffId }: ApiEvent): string {
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify({ handoffId })}\n\n`;
}
