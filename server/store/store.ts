/**
 * The port to everything that is kept. One SQL implementation (`sql/`), two dialects.
 * Addresses, bodies, session data and media are encrypted by the implementation; callers see plain values.
 * Instants are ISO 8601 in UTC.
 */

import type { Block, EffectBody, NeedOutcome, NodeRef, Part, ReplyOption, Session } from '../../bot';
import type {
  ChannelKind,
  DeliveryReport,
  InboundBody,
  InboundEvent,
  InboundMedia,
} from '../channels/channel';
import type { SendError } from '../channels/errors';

export type ContactRow = {
  id: string;
  channel: ChannelKind;
  address: string;
  /** What mediators see instead of an address: two words and a number, from the id. */
  pseudonym: string;
  language: string | null;
  languageChosen: boolean;
  municipality: string | null;
  status: string | null;
  optedOut: boolean;
  greeted: boolean;
  /** Erasure was asked: everything goes as soon as the goodbye has left. */
  erasing: boolean;
  lastInboundAt: string | null;
  createdAt: string;
};
export type ContactChange = Partial<
  Pick<
    ContactRow,
    'language' | 'languageChosen' | 'municipality' | 'status' | 'optedOut' | 'greeted' | 'erasing'
  >
>;

export type InboxRow = {
  id: string;
  contactId: string;
  channel: ChannelKind;
  eventId: string;
  /** Who produced it: the person, or us (a timer, a closed handoff). */
  body:
    | InboundBody
    | { type: 'timer'; timer: 'reminder'; reminder: string; values: Record<string, string> }
    | { type: 'transcript'; text: string | null }
    | { type: 'handoff-closed'; how: 'closed' | 'expired' | 'returned'; resume?: NodeRef };
  receivedAt: string;
  attempts: number;
};

export type OutboxState =
  /** To be sent. */
  | 'queued'
  /** A send is under way, or was when the process died. */
  | 'sending'
  /** Outside the window: waits for the next inbound message. */
  | 'waiting'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  /** We do not know whether the provider accepted it. With a `notBefore` it is looked for again then; without, it was given up. */
  | 'unknown';

export type OutboxRow = {
  /** `<turnId>:<index>.<part>`: running a turn twice cannot create it twice. */
  id: string;
  contactId: string;
  /** Order of sending per contact. */
  sequence: number;
  author: { type: 'bot' } | { type: 'staff'; staffId: string; reviewed: boolean };
  language: string;
  part: Part;
  /** Where the words come from, for the transcript in another language. Only on the first part of a reply. */
  blocks: Block[];
  options: ReplyOption[];
  /** Template to use outside the window, if one fits this message. */
  template: { name: string; values: Record<string, string> } | null;
  state: OutboxState;
  providerId: string | null;
  error: SendError | null;
  attempts: number;
  /** When the last attempt began. */
  attemptedAt: string | null;
  /** Not before this instant. */
  notBefore: string | null;
  createdAt: string;
  /** When it reached its present state. */
  updatedAt: string;
};
export type NewOutboxRow = Pick<
  OutboxRow,
  'id' | 'contactId' | 'author' | 'language' | 'part' | 'blocks' | 'options' | 'template' | 'createdAt'
>;

export type HandoffState = 'requested' | 'assigned' | 'closed' | 'expired';
export type HandoffRow = {
  id: string;
  contactId: string;
  state: HandoffState;
  reason: Extract<EffectBody, { type: 'open_handoff' }>['reason'];
  urgent: boolean;
  topic: string | null;
  summary: string;
  language: string | null;
  municipality: string | null;
  /** Organisation whose mediators may see it. */
  organisationId: string;
  assignedTo: string | null;
  requestedAt: string;
  assignedAt: string | null;
  closedAt: string | null;
  expiresAt: string;
  outcome: string | null;
  /** Raised by one on every change; a change names the revision it saw. */
  revision: number;
};

export type TimerRow = {
  id: string;
  contactId: string;
  timer: 'reminder';
  dueAt: string;
  data: { reminder: string; values: Record<string, string> };
};

export type NeedCell = {
  municipality: string | null;
  topic: string | null;
  language: string | null;
  /** ISO week, e.g. `2026-W48`. */
  week: string;
  channel: ChannelKind;
  outcome: NeedOutcome;
  count: number;
};

export type MediaRow = {
  id: string;
  contactId: string;
  inboxId: string;
  source: InboundMedia;
  state: 'to-fetch' | 'kept' | 'refused';
  reason: string | null;
  contentType: string;
  size: number;
  attempts: number;
};

export type Role = 'mediator' | 'administrator' | 'analyst';
export type StaffRow = {
  id: string;
  organisationId: string;
  /** Lower case. */
  email: string;
  name: string;
  role: Role;
  /** Languages the person answers in. */
  languages: string[];
  /** NIS codes; empty = all of the organisation's. */
  municipalities: string[];
  passwordHash: string | null;
  disabled: boolean;
  createdAt: string;
};
export type StaffSessionRow = {
  tokenHash: string;
  staffId: string;
  csrf: string;
  createdAt: string;
  expiresAt: string;
  lastSeenAt: string;
};
export type InvitationRow = {
  tokenHash: string;
  organisationId: string;
  role: Role;
  email: string | null;
  expiresAt: string;
};

/** Weekday 1 = Monday … 7 = Sunday; times `HH:MM` in Belgium. */
export type OpeningHours = {
  weekly: { weekday: number; from: string; to: string }[];
  closedDays: string[];
  publicHolidays: boolean;
};
export type OrganisationRow = {
  id: string;
  name: string;
  municipalities: string[];
  languages: string[];
  hours: OpeningHours;
};

export type AuditEntry = {
  id: string;
  at: string;
  actor: string;
  action: string;
  subject: string;
  details: Record<string, string | number | boolean | null>;
};

/** One line of a conversation, for mediators and for "my data". */
export type TranscriptLine =
  | {
      direction: 'in';
      id: string;
      at: string;
      body: InboxRow['body'];
      media: { id: string; contentType: string; state: MediaRow['state'] }[];
    }
  | { direction: 'out'; id: string; at: string; row: OutboxRow };

export type Repositories = {
  contacts: {
    /** Finds by HMAC of the address or creates. */
    findOrCreate(channel: ChannelKind, address: string, now: string): Promise<ContactRow>;
    get(id: string): Promise<ContactRow | undefined>;
    /** Only if known; never creates. */
    findByAddress(channel: ChannelKind, address: string): Promise<ContactRow | undefined>;
    change(id: string, change: ContactChange): Promise<void>;
    touch(id: string, lastInboundAt: string): Promise<void>;
    /**
     * Deletes the contact and every row that hangs on it. A keyed hash of each event stays until `retention.sweep`
     * with `marksBefore`. Call `scrub` afterwards, outside the transaction.
     */
    erase(id: string): Promise<void>;
    erasing(): Promise<string[]>;
    /** Ids of contacts whose last message is older, except those with a reminder to come or an open handoff. */
    idleSince(before: string, limit: number): Promise<string[]>;
  };
  inbox: {
    /**
     * The whole way of a webhook in one step: finds or creates the contact and adds the row.
     * @returns undefined when (channel, eventId) was seen before; then no contact is created either, so that a
     * message delivered again after an erasure does not bring its address back.
     */
    receive(event: InboundEvent, now: string): Promise<InboxRow | undefined>;
    /** @returns the new row, or undefined when (channel, eventId) was seen before, erased contacts included. */
    add(event: InboundEvent & { contactId: string }, now: string): Promise<InboxRow | undefined>;
    /** A row of our own making (timer due, handoff closed); eventId makes it unique. */
    addOwn(
      contactId: string,
      channel: ChannelKind,
      eventId: string,
      body: InboxRow['body'],
      now: string,
    ): Promise<InboxRow | undefined>;
    /** Oldest row of this contact not yet done. */
    next(contactId: string): Promise<InboxRow | undefined>;
    done(id: string): Promise<void>;
    /** Counts a failed attempt; after `most` the row is set aside as `failed` and true is returned. */
    failedAttempt(id: string, most: number): Promise<boolean>;
    /** Contacts with pending rows, oldest first. */
    pendingContacts(limit: number): Promise<string[]>;
  };
  sessions: {
    get(contactId: string): Promise<{ data: unknown; revision: number } | undefined>;
    /** @param seen revision read, 0 for none. @returns false when another turn was faster. */
    put(contactId: string, session: Session, seen: number, now: string): Promise<boolean>;
  };
  outbox: {
    add(rows: NewOutboxRow[]): Promise<void>;
    get(id: string): Promise<OutboxRow | undefined>;
    /** Oldest row of the contact that stands in the way: queued, sending, or unknown not yet given up. */
    next(contactId: string): Promise<OutboxRow | undefined>;
    /** Contacts whose `next` row may be worked on: `notBefore` is null or past. Longest waiting first. */
    pendingContacts(now: string, limit: number): Promise<string[]>;
    /** `queued` becomes `sending`, with one more attempt, begun now. @returns false when it was not `queued` (any more). */
    claim(id: string, now: string): Promise<boolean>;
    /**
     * Moves a row; every change of state goes through here or through `claim` and `release`. A state that would undo
     * a later one (`mayMove` in `sql/delivery.ts`) is ignored, with `error` and `notBefore`; the rest is written.
     */
    change(
      id: string,
      change: Partial<
        Pick<OutboxRow, 'state' | 'providerId' | 'error' | 'attempts' | 'attemptedAt' | 'notBefore'>
      >,
      now: string,
    ): Promise<void>;
    /** `waiting` rows of the contact become `queued` again (the person wrote). */
    release(contactId: string, now: string): Promise<void>;
    findByProviderId(providerId: string): Promise<OutboxRow | undefined>;
    /** Provider ids recorded for this contact since then. */
    providerIds(contactId: string, since: string): Promise<Set<string>>;
    /** Number of rows in the way (see `next`) and age in seconds of the oldest. */
    depth(now: string): Promise<{ unsent: number; oldestSeconds: number }>;
    /** For web chat: rows after this sequence, in order. */
    after(contactId: string, sequence: number): Promise<OutboxRow[]>;
  };
  handoffs: {
    add(row: Omit<HandoffRow, 'revision'>): Promise<void>;
    get(id: string): Promise<HandoffRow | undefined>;
    openOf(contactId: string): Promise<HandoffRow | undefined>;
    /** @returns false when `seen` is not the present revision: somebody else was faster. */
    change(
      id: string,
      seen: number,
      change: Partial<Omit<HandoffRow, 'id' | 'contactId' | 'revision'>>,
    ): Promise<boolean>;
    list(filter: {
      organisationIds: string[];
      states: HandoffState[];
      assignedTo?: string;
      language?: string;
      municipality?: string;
      limit: number;
    }): Promise<HandoffRow[]>;
    expired(now: string, limit: number): Promise<HandoffRow[]>;
  };
  timers: {
    add(row: TimerRow): Promise<void>;
    due(now: string, limit: number): Promise<TimerRow[]>;
    remove(id: string): Promise<void>;
    cancelAll(contactId: string): Promise<number>;
    count(contactId: string): Promise<number>;
  };
  needs: {
    /** Adds one to a cell. */
    add(cell: Omit<NeedCell, 'count'>): Promise<void>;
    cells(fromWeek: string, toWeek: string): Promise<NeedCell[]>;
  };
  media: {
    add(row: Omit<MediaRow, 'state' | 'reason' | 'size' | 'attempts'>): Promise<void>;
    toFetch(limit: number): Promise<MediaRow[]>;
    keep(id: string, bytes: Uint8Array, contentType: string): Promise<void>;
    refuse(id: string, reason: string): Promise<void>;
    failedAttempt(id: string): Promise<number>;
    get(id: string): Promise<(MediaRow & { bytes: Uint8Array | null }) | undefined>;
  };
  /** The last `limit` lines, in order of time. */
  transcript: { of(contactId: string, limit: number): Promise<TranscriptLine[]> };
  organisations: {
    list(): Promise<OrganisationRow[]>;
    get(id: string): Promise<OrganisationRow | undefined>;
    put(row: OrganisationRow): Promise<void>;
  };
  staff: {
    count(): Promise<number>;
    get(id: string): Promise<StaffRow | undefined>;
    findByEmail(email: string): Promise<StaffRow | undefined>;
    list(organisationId: string): Promise<StaffRow[]>;
    /** @throws EmailTakenError when somebody else has this e-mail address. */
    put(row: StaffRow): Promise<void>;
    addSession(row: StaffSessionRow): Promise<void>;
    session(tokenHash: string): Promise<StaffSessionRow | undefined>;
    touchSession(tokenHash: string, now: string): Promise<void>;
    removeSession(tokenHash: string): Promise<void>;
    removeSessionsOf(staffId: string): Promise<void>;
    addInvitation(row: InvitationRow): Promise<void>;
    /** Takes it out: an invitation works once. */
    takeInvitation(tokenHash: string): Promise<InvitationRow | undefined>;
  };
  audit: {
    add(entry: AuditEntry): Promise<void>;
    /** The newest first. */
    list(limit: number): Promise<AuditEntry[]>;
  };
  /**
   * Small values kept by name: provider content ids, the key check, the release in force. Not encrypted.
   * Names that begin with `store:` are the store's own: `put` refuses them.
   */
  settings: {
    get(name: string): Promise<string | undefined>;
    put(name: string, value: string): Promise<void>;
  };
  /**
   * Deletes what is older than these instants and returns how many rows: transcriptBefore: inbox rows done or set
   * aside with their media, outbox rows sent, failed or given up, summaries of ended handoffs (blanked); marksBefore:
   * idempotency marks; auditBefore: audit; sessionsBefore: sessions of conversations, and staff sessions and
   * invitations that expired before. Runs in small steps, so that messages get through in between.
   */
  retention: {
    sweep(limits: {
      transcriptBefore: string;
      marksBefore: string;
      auditBefore: string;
      sessionsBefore: string;
    }): Promise<number>;
  };
};

/** Another member of staff has this e-mail address. */
export class EmailTakenError extends Error {
  override name = 'EmailTakenError';
}

export type Store = Repositories & {
  /**
   * Runs `work` in one transaction, rolled back when it throws. No network inside. Inside, only the repositories
   * handed to `work` may be used: a call on the store itself, `transaction` included, throws.
   */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /**
   * Makes deleted bytes disappear from the file and its log. Outside transactions.
   * @param how thorough: also the rare copies inside the pages of a large database (SQLite above 64 MB), which is
   * rewritten for it: about 5 ms for each MB, during which nothing else runs. Smaller ones are always rewritten.
   * @throws when another process holds the log open: try again later.
   */
  scrub(how?: { thorough: boolean }): Promise<void>;
  /** Cheap check that the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
};
export type { DeliveryReport };
