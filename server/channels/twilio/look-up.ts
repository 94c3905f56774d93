/**
 * Did Twilio accept this message? Asked after a send whose answer never came.
 * Twilio has no idempotency key, so it is found by whom it went to, when, and its words.
 */
import type { LookUpResult, OutboundMessage } from '../channel';
import { writeAddress } from './address';
import type { ListedMessage, TwilioApi } from './api';
import { defaultRequestTimeoutMs, type TwilioConfig } from './config';
import { tidy } from './content';
import { plainOf, senderOf } from './send';
import type { Templates } from './templates';

/** Twilio gives whole seconds, by its own clock. */
const clockSlackMs = 60_000;
const latestMessages = 50;

export type LookUpDependencies = {
  api: Pick<TwilioApi, 'listMessages'>;
  templates: Pick<Templates, 'text'>;
  config: TwilioConfig;
  now(): Date;
};

type LookUp = (message: OutboundMessage, since: string, known: ReadonlySet<string>) => Promise<LookUpResult>;

export function createLookUp(kind: 'whatsapp' | 'sms', dependencies: LookUpDependencies): LookUp {
  const { api, templates, config, now } = dependencies;
  return async (message, since, known) => {
    try {
      await settle(Date.parse(since), now, config.settleMs ?? defaultRequestTimeoutMs);
      const to = writeAddress(kind, message.address);
      const { from } = senderOf(kind, config);
      // No `dateSentAfter`: a message still in the queue has no date of sending, and would be missed.
      const listed = await api.listMessages(from ? { to, from } : { to }, latestMessages);
      const texts = [...textsOf(message), await templates.text(message.template, message.language)];
      const candidates = listed.filter((one) => isCandidate(one, Date.parse(since), known));
      const found = candidates.find((one) => saysTheSame(one.body, texts)) ?? candidates.find(hasNoBody);
      return found ? { type: 'found', providerId: found.sid } : { type: 'absent' };
    } catch {
      return { type: 'unavailable' };
    }
  };
}

/** A process that died during the call may ask before Twilio has finished with it. */
function settle(since: number, now: () => Date, settleMs: number): Promise<void> {
  const wait = Math.min(since + settleMs - now().getTime(), settleMs);
  return wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : Promise.resolve();
}

function isCandidate(listed: ListedMessage, since: number, known: ReadonlySet<string>): boolean {
  const created = listed.createdAt instanceof Date ? listed.createdAt.getTime() : Number.NaN;
  const recent = Number.isNaN(created) || created >= since - clockSlackMs;
  return recent && listed.direction.startsWith('outbound') && !known.has(listed.sid);
}

/** Twilio shows no words when the account has message redaction on. One message at a time goes to a contact, so it is ours. */
const hasNoBody = ({ body }: ListedMessage): boolean => body.trim() === '';

function textsOf({ part }: OutboundMessage): string[] {
  if (part.type === 'text') return [part.text];
  const choices = part.type === 'buttons' ? part.buttons : part.items;
  const numbered = [part.text, ...choices.map(({ title }, index) => `${index + 1} ${title}`)].join('\n');
  return [part.text, part.plain, plainOf(part), numbered];
}

function saysTheSame(body: string, texts: readonly (string | undefined)[]): boolean {
  const letters = lettersOf(body);
  return texts.some((text) => {
    if (text === undefined || text.trim() === '') return false;
    return letters === '' ? tidy(text) === tidy(body) : lettersOf(text) === letters;
  });
}

/** Smart encoding may have changed quotes, dashes and spaces on the way. */
const lettersOf = (text: string): string => text.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '');
