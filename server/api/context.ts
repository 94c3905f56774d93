/** What the endpoints work with. Interfaces only: the composition root brings the implementations. */
import type { ChannelProfile, Release } from '../../bot';
import type { ChannelKind } from '../channels/channel';
import type { LanguageStatus } from '../content/status';
import type { Logger } from '../log';
import type { Bus } from '../store/bus';
import type { Store } from '../store/store';
import type { Accounts } from './accounts';
import type { EventHub } from './events/hub';

/** What a channel can carry, with the hours after the person's last message in which free text may be sent. */
export type ApiProfile = ChannelProfile & { windowHours?: number };

export type ApiContext = {
  store: Store;
  bus: Bus;
  accounts: Accounts;
  release(): Release;
  /** How complete and how reviewed each language is. */
  languages(): readonly LanguageStatus[];
  now(): Date;
  log: Logger;
  /** Without a slash at the end. */
  publicUrl: string;
  secureCookies: boolean;
  profiles: Readonly<Record<ChannelKind, ApiProfile>>;
  /** Days after which a conversation given back to the queue expires. */
  handoffDays: number;
  events: EventHub;
};
