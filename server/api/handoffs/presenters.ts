/** A conversation as its mediators see it: a pseudonym, never an address. */
import type { z } from 'zod';
import type { Release } from '../../../bot';
import { windowOpen } from '../../outbox';
import type { ContactRow, HandoffRow, StaffRow, TranscriptLine } from '../../store/store';
import type { Viewer } from '../accounts';
import type { ApiContext, ApiProfile } from '../context';
import type { UiLanguage } from '../language';
import { can, handoffPolicies } from '../policies';
import type { handoffSchema, Line } from './schema';
import { translateBlocks, translateOption } from './translate';

export type Frame = {
  viewer: Viewer;
  /** Language the viewer reads. */
  reader: UiLanguage;
  release: Release;
  now: Date;
  profiles: ApiContext['profiles'];
  /** People of the viewer's organisation by id. */
  colleagues: ReadonlyMap<string, StaffRow>;
};

export function presentHandoff(
  handoff: HandoffRow,
  contact: ContactRow,
  frame: Frame,
): z.infer<typeof handoffSchema> {
  const { id, state, reason, urgent, summary, requestedAt, assignedAt, closedAt, outcome } = handoff;
  return {
    ...{ id, state, reason, urgent, summary, requestedAt, assignedAt, closedAt, outcome },
    topic: topicFor(handoff.topic, frame),
    language: contact.language ?? handoff.language,
    municipality: placeFor(contact.municipality ?? handoff.municipality, frame),
    pseudonym: contact.pseudonym,
    channel: contact.channel,
    waitingSeconds: state === 'requested' ? secondsSince(requestedAt, frame.now) : null,
    assignedTo: personFor(handoff.assignedTo, frame),
    expiresAt: state === 'requested' ? handoff.expiresAt : null,
    window: windowOf(frame.profiles[contact.channel], contact, frame.now),
    blocked: blockedBy(contact),
    can: can(handoffPolicies, frame.viewer, handoff),
  };
}

const secondsSince = (instant: string, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - Date.parse(instant)) / 1000));

function topicFor(id: string | null, { release, reader }: Frame) {
  return id === null ? null : { id, title: release.texts.get(reader, `topics:${id}.title`) ?? id };
}

function placeFor(nis: string | null, { release, reader }: Frame) {
  if (nis === null) return null;
  const place = release.places.byNis(nis);
  const name = reader === 'en' ? place?.officialName : place?.names[reader];
  return { nis, name: name ?? nis };
}

function personFor(id: string | null, { colleagues }: Frame) {
  return id === null ? null : { id, name: colleagues.get(id)?.name ?? '' };
}

/** Why nothing may be sent to this person. */
export function blockedBy({ erasing, optedOut }: ContactRow): 'erasing' | 'opted-out' | null {
  if (erasing) return 'erasing';
  return optedOut ? 'opted-out' : null;
}

export function windowOf(profile: ApiProfile, contact: ContactRow, now: Date) {
  const { windowHours } = profile;
  const open = windowOpen({ windowHours }, contact, now);
  if (windowHours === undefined || contact.lastInboundAt === null) return { open, until: null };
  const until = Date.parse(contact.lastInboundAt) + windowHours * 3_600_000;
  return { open, until: new Date(until).toISOString() };
}

export function presentLine(line: TranscriptLine, handoffId: string, frame: Frame): Line {
  return line.direction === 'in' ? presentInbound(line, handoffId, frame) : presentOutbound(line, frame);
}

function presentInbound(
  { id, at, body, media }: Extract<TranscriptLine, { direction: 'in' }>,
  handoffId: string,
  { reader, release }: Frame,
): Line {
  const tapped = body.type === 'choice' ? translateOption(body.id, reader, release.texts) : null;
  return {
    ...{ direction: 'in', id, at, kind: body.type },
    text: body.type === 'message' ? body.text : body.type === 'choice' ? body.title : '',
    translation: tapped === null ? null : { language: reader, text: tapped },
    location: (body.type === 'message' && body.location) || null,
    media: media.map((file) => ({
      ...{ id: file.id, contentType: file.contentType, state: file.state },
      path:
        file.state === 'kept'
          ? `/api/media/${encodeURIComponent(file.id)}?handoff=${encodeURIComponent(handoffId)}`
          : null,
    })),
  };
}

function presentOutbound({ id, at, row }: Extract<TranscriptLine, { direction: 'out' }>, frame: Frame): Line {
  const { reader, release } = frame;
  const text = translateBlocks(row.blocks, row.language, reader, release);
  return {
    ...{ direction: 'out', id, at, language: row.language, text: row.part.text },
    author: authorFor(row.author, frame),
    options: row.options.map((option) => option.title),
    translation: text === null ? null : { language: reader, text },
    delivery: { state: row.state, error: row.error?.code ?? null, at: row.updatedAt },
  };
}

type Author = Extract<TranscriptLine, { direction: 'out' }>['row']['author'];

function authorFor(author: Author, { colleagues, viewer }: Frame) {
  if (author.type === 'bot') return author;
  const { staffId, reviewed } = author;
  const name = colleagues.get(staffId)?.name ?? null;
  return { type: author.type, name, mine: staffId === viewer.staff.id, reviewed };
}
