/** "My data": a link that is good for a day, sent by chat, with everything kept about one contact. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import express, { type Router } from 'express';
import type { Store, TranscriptLine } from '../store/store';

const day = 86_400_000;

export type MyDataLinks = {
  link(contactId: string, now: Date): string;
  router: Router;
};

/**
 * @param secret key the links are signed with; nothing about them is stored.
 * @param publicUrl without a slash at the end.
 */
export function createMyData(dependencies: {
  store: Store;
  secret: Uint8Array;
  publicUrl: string;
  now(): Date;
}): MyDataLinks {
  const sign = (text: string) =>
    createHmac('sha256', dependencies.secret).update(`my-data:${text}`).digest('base64url');
  const router = express.Router();
  router.get('/:contactId/:expires/:signature', async (request, response) => {
    const { contactId, expires, signature } = request.params;
    const expected = sign(`${contactId}:${expires}`);
    const valid = equal(expected, signature) && Number(expires) > dependencies.now().getTime();
    const data = valid ? await collect(dependencies.store, contactId) : undefined;
    response.set('cache-control', 'no-store');
    if (!data) {
      response.status(404).json({
        error: {
          code: 'not-found',
          message: 'This link is not valid any more. Write "my data" to get a new one.',
        },
      });
      return;
    }
    response.attachment('my-data.json').json(data);
  });
  return {
    router,
    link(contactId, now) {
      const expires = now.getTime() + day;
      return `${dependencies.publicUrl}/my-data/${contactId}/${expires}/${sign(`${contactId}:${expires}`)}`;
    },
  };
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Everything kept, in a form a person or another service can read. */
async function collect(store: Store, contactId: string): Promise<object | undefined> {
  const contact = await store.contacts.get(contactId);
  if (!contact || contact.erasing) return undefined;
  const { channel, address, language, municipality, status, createdAt, lastInboundAt } = contact;
  const handoff = await store.handoffs.openOf(contactId);
  return {
    you: { channel, address, language, municipality, status, since: createdAt, lastMessage: lastInboundAt },
    reminders: await store.timers.count(contactId),
    personAsked: handoff ? { since: handoff.requestedAt, state: handoff.state } : null,
    messages: (await store.transcript.of(contactId, 2000)).map(readable),
  };
}

function readable(line: TranscriptLine): object {
  if (line.direction === 'out')
    return {
      from: line.row.author.type === 'bot' ? 'program' : 'person',
      at: line.at,
      text: line.row.part.text,
    };
  const { body } = line;
  if (body.type === 'message') return { from: 'you', at: line.at, text: body.text, files: line.media.length };
  if (body.type === 'choice') return { from: 'you', at: line.at, text: body.title };
  return { from: 'you', at: line.at, event: body.type };
}
