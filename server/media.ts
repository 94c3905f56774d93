/** Files that people sent: fetched from the provider, kept encrypted, voice notes written down where that is set up. */
import type { Channel, ChannelKind, InboundMedia } from './channels/channel';
import { MediaError } from './channels/errors';
import type { Logger } from './log';
import type { Recogniser } from './speech/recogniser';
import type { Bus } from './store/bus';
import type { ContactRow, MediaRow, Store } from './store/store';

const mostAttempts = 5;
/** Fetched side by side; more wait for the next sweep. */
const atOnce = 10;

export type MediaDependencies = {
  store: Store;
  bus: Bus;
  channel(kind: ChannelKind): Channel | undefined;
  /** Absent: a person listens to voice notes. */
  recogniser?: Recogniser;
  now(): Date;
  log: Logger;
};

/**
 * @param busy ids of files being fetched; a slow one is not begun twice.
 * @returns one promise for each file begun; none rejects.
 */
export async function fetchMediaDue(
  dependencies: MediaDependencies,
  busy: Set<string>,
): Promise<Promise<void>[]> {
  const due = await dependencies.store.media.toFetch(atOnce + busy.size);
  return due
    .filter(({ id }) => !busy.has(id))
    .slice(0, atOnce)
    .map((media) => {
      busy.add(media.id);
      return fetchOne(dependencies, media)
        .catch((error: unknown) => dependencies.log.error({ err: error, mediaId: media.id }, 'media failed'))
        .finally(() => busy.delete(media.id));
    });
}

async function fetchOne(dependencies: MediaDependencies, media: MediaRow): Promise<void> {
  const contact = await dependencies.store.contacts.get(media.contactId);
  const from = contact && dependencies.channel(contact.channel);
  if (!from) return;
  try {
    const { bytes, contentType } = await from.fetchMedia(media.source);
    await keep(dependencies, contact, media, bytes, contentType);
  } catch (error) {
    await failed(dependencies, contact, media, error);
  }
}

/** The file and what was heard in it are kept together: one is never there without the other. */
async function keep(
  { store, recogniser, bus, now }: MediaDependencies,
  contact: ContactRow,
  { id, source }: MediaRow,
  bytes: Uint8Array,
  contentType: string,
): Promise<void> {
  if (!recogniser || !isVoice(source)) return store.media.keep(id, bytes, contentType);
  const text = await recogniser({ bytes, contentType }, contact.language);
  await store.transaction(async ({ media, inbox }) => {
    await media.keep(id, bytes, contentType);
    await inbox.addOwn(
      contact.id,
      contact.channel,
      `transcript:${id}`,
      transcript(text),
      now().toISOString(),
    );
  });
  bus.wake(contact.id);
}

async function failed(
  { store, recogniser, bus, log, now }: MediaDependencies,
  contact: ContactRow,
  { id, source }: MediaRow,
  error: unknown,
): Promise<void> {
  const reason = error instanceof MediaError ? error.reason : 'not-available';
  const attempts = await store.media.failedAttempt(id);
  log.warn({ mediaId: id, attempts, reason }, 'media not fetched');
  if (reason === 'not-available' && attempts < mostAttempts) return;
  await store.transaction(async ({ media, inbox }) => {
    await media.refuse(id, reason);
    // Somebody waits for an answer to it: a person is called instead.
    if (recogniser && isVoice(source))
      await inbox.addOwn(
        contact.id,
        contact.channel,
        `transcript:${id}`,
        transcript(null),
        now().toISOString(),
      );
  });
  bus.wake(contact.id);
}

const isVoice = ({ kind }: InboundMedia): boolean => kind === 'audio';
const transcript = (text: string | null) => ({ type: 'transcript' as const, text });
