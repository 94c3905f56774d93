/**
 * The tables as Kysely sees them, the same in every dialect: instants are ISO texts, booleans are 0 or 1,
 * `Sealed` columns hold ciphertexts.
 */
import type { Generated } from 'kysely';
import type { ChannelKind } from '../../channels/channel';
import type { HandoffRow, MediaRow, NeedCell, OutboxState, Role, TimerRow } from '../store';

type Sealed = Uint8Array;
type Flag = 0 | 1;

export type Tables = {
  contact: ContactTable;
  inbox: InboxTable;
  mark: { hash: Uint8Array; at: string };
  session: { contact_id: string; data: Sealed; revision: number; updated_at: string };
  outbox: OutboxTable;
  handoff: HandoffTable;
  timer: { id: string; contact_id: string; timer: TimerRow['timer']; due_at: string; data: Sealed };
  need: NeedTable;
  media: MediaTable;
  organisation: { id: string; name: string; municipalities: string; languages: string; hours: string };
  staff: StaffTable;
  staff_session: StaffSessionTable;
  invitation: InvitationTable;
  audit: AuditTable;
  setting: { name: string; value: string };
};

export type ContactTable = {
  id: string;
  channel: ChannelKind;
  address_hash: Uint8Array;
  address: Sealed;
  language: string | null;
  language_chosen: Flag;
  municipality: string | null;
  /** Residence status: the most dangerous thing we know of a person. */
  status: Sealed | null;
  opted_out: Flag;
  greeted: Flag;
  erasing: Flag;
  last_inbound_at: string | null;
  /** Last inbound message, or else the creation: what retention counts from. */
  active_at: string;
  created_at: string;
};

export type InboxTable = {
  /** Order of arrival. */
  sequence: Generated<number>;
  id: string;
  contact_id: string;
  channel: ChannelKind;
  event_id: string;
  body: Sealed;
  state: 'pending' | 'done' | 'failed';
  attempts: number;
  received_at: string;
};

export type OutboxTable = {
  sequence: Generated<number>;
  id: string;
  contact_id: string;
  /** Null: the bot. */
  staff_id: string | null;
  reviewed: Flag;
  language: string;
  /** Part, blocks, options and template. */
  content: Sealed;
  state: OutboxState;
  provider_id: string | null;
  error: string | null;
  attempts: number;
  attempted_at: string | null;
  not_before: string | null;
  created_at: string;
  updated_at: string;
};

export type HandoffTable = {
  id: string;
  contact_id: string;
  state: HandoffRow['state'];
  reason: HandoffRow['reason'];
  urgent: Flag;
  topic: string | null;
  summary: Sealed | null;
  language: string | null;
  municipality: string | null;
  organisation_id: string;
  assigned_to: string | null;
  requested_at: string;
  assigned_at: string | null;
  closed_at: string | null;
  expires_at: string;
  outcome: string | null;
  revision: number;
};

export type NeedTable = {
  week: string;
  /** Empty text for "not known": a null would make every row a cell of its own in a unique index. */
  municipality: string;
  topic: string;
  language: string;
  channel: ChannelKind;
  outcome: NeedCell['outcome'];
  count: number;
};

export type MediaTable = {
  sequence: Generated<number>;
  id: string;
  contact_id: string;
  inbox_id: string;
  source: Sealed;
  state: MediaRow['state'];
  reason: string | null;
  content_type: string;
  size: number;
  attempts: number;
  bytes: Sealed | null;
};

export type StaffTable = {
  id: string;
  organisation_id: string;
  email_hash: Uint8Array;
  email: Sealed;
  name: Sealed;
  role: Role;
  languages: string;
  municipalities: string;
  password_hash: string | null;
  disabled: Flag;
  created_at: string;
};

export type StaffSessionTable = {
  token_hash: string;
  staff_id: string;
  csrf: string;
  created_at: string;
  expires_at: string;
  last_seen_at: string;
};

export type InvitationTable = {
  token_hash: string;
  organisation_id: string;
  role: Role;
  email: Sealed | null;
  expires_at: string;
};

export type AuditTable = {
  sequence: Generated<number>;
  id: string;
  at: string;
  actor: string;
  action: string;
  subject: string;
  details: string;
};
