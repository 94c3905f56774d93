/** The words of one turn: what goes into `advance` and what comes out. Plain data, all of it. */
import type { IsoDate, LanguageCode, Nis, TopicId } from './content';
import type { NodeRef } from './flow';
import type { Release } from './release';
import type { Block, mediaKinds, ReplyOption, Session } from './session';

/** What a channel can show. Limits in characters (UTF-16 units) unless said otherwise. */
export type ChannelProfile = {
  kind: 'whatsapp' | 'sms' | 'web';
  /** Longest text of one message. */
  text: number;
  /** Most SMS segments one turn may cost; absent where messages are not counted in segments. */
  segments?: number;
  /** Absent: options are numbered lines of text. */
  interactive?: {
    body: number;
    buttons: { most: number; title: number };
    list: { most: number; title: number; description: number; button: number };
  };
};

/** The contact as the core may know it: no address, no name. */
export type Contact = {
  /** Null until it is known. */
  language: LanguageCode | null;
  /** The person chose it: messages in another language no longer change it. */
  languageChosen: boolean;
  municipality: Nis | null;
  status: string | null;
  optedOut: boolean;
  /** Has been told who we are and what we keep. */
  greeted: boolean;
  handoff: { id: string; state: 'requested' | 'assigned'; urgent: boolean } | null;
  /** Reminders on their way, for "my data". */
  reminders: number;
};

/** When a mediator answers. Instants are ISO 8601 in UTC. */
export type Desk = { open: boolean; opensAt: string | null };

/** All that a turn may look at besides the session and the input. */
export type World = {
  release: Release;
  /** Instant, ISO 8601 in UTC. */
  now: string;
  /** Calendar day in Belgium. */
  today: IsoDate;
  /** Unique per turn; ids of replies and effects are `<turnId>:<index>`. */
  turnId: string;
  channel: ChannelProfile;
  contact: Contact;
  desk: Desk;
  /** A speech recogniser is at work: voice notes come again as `transcript`. */
  listens: boolean;
};

export type MediaKind = (typeof mediaKinds)[number];

export type Input =
  | {
      type: 'message';
      text: string;
      media: MediaKind[];
      location?: { latitude: number; longitude: number };
    }
  | { type: 'choice'; id: string; title: string }
  /** The chat was opened, or a link to a flow was followed. */
  | { type: 'start'; flow?: string }
  /** The provider has already answered an opt-out word itself: act, do not reply. */
  | { type: 'opt-notice'; kind: 'stop' | 'start' | 'help' }
  | { type: 'timeout'; timer: 'reminder'; reminder: string; values: Record<string, string> }
  /** A voice note written down by a program; null when it could not be. */
  | { type: 'transcript'; text: string | null }
  | { type: 'handoff_closed'; how: 'closed' | 'expired' | 'returned'; resume?: NodeRef };

/** One message to the person, still free of any channel's form. */
export type Reply = {
  id: string;
  language: LanguageCode;
  blocks: Block[];
  options: ReplyOption[];
  /** Label of the button that opens a list. */
  listLabel: string;
  /** Name of the template that may carry this message outside the window, e.g. a reminder. */
  template?: { name: string; values: Record<string, string> };
};

export type HandoffReason =
  | 'asked'
  | 'unsure'
  | 'letter'
  | 'complaint'
  | 'danger'
  | 'flow'
  | 'media'
  | 'language';

export type NeedOutcome =
  | 'answered'
  | 'clarified'
  | 'unanswered'
  | 'handed-over'
  | 'out-of-scope'
  | 'language-not-spoken'
  | 'told-how'
  | 'applied'
  | 'receipt-given'
  | 'receipt-refused'
  | 'decided'
  | 'refused'
  | 'sent-away'
  | 'treated-unfairly'
  | 'not-available';

/** What the server has to do, in the same transaction as the new session. */
export type EffectBody =
  | { type: 'open_handoff'; reason: HandoffReason; urgent: boolean; topic: TopicId | null; summary: string }
  /** A person owns the conversation: pass this input on, say nothing. */
  | { type: 'relay'; handoffId: string }
  | { type: 'raise_handoff'; handoffId: string; reason: HandoffReason }
  | { type: 'withdraw_handoff'; handoffId: string }
  | { type: 'set_language'; language: LanguageCode; chosen: boolean }
  | { type: 'set_municipality'; nis: Nis }
  | { type: 'set_status'; status: string }
  | { type: 'set_greeted' }
  | { type: 'opt_out' }
  | { type: 'opt_in' }
  | { type: 'set_timer'; timer: 'reminder'; reminder: string; on: IsoDate; values: Record<string, string> }
  | { type: 'cancel_timers'; timer: 'reminder' }
  | { type: 'record_need'; topic: TopicId | null; outcome: NeedOutcome }
  | { type: 'erase' }
  /** Send the person what is kept of them. */
  | { type: 'export' };
export type Effect = EffectBody & { id: string };

/** What happened, for measures and for the mediator; never holds what the person wrote. */
export type TurnEvent =
  | {
      type: 'understood';
      kind: string;
      topic: TopicId | null;
      decision: string;
      confidence: number;
      language: string | null;
    }
  | { type: 'node_entered'; flow: string; node: string }
  | { type: 'loop_stopped'; flow: string; node: string };

export type Turn = { session: Session; replies: Reply[]; effects: Effect[]; events: TurnEvent[] };
