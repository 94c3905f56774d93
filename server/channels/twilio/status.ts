/**
 * Reads a status callback. They come in any order; the outbox keeps the highest rank.
 * @see https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
import { z } from 'zod';
import type { DeliveryReport } from '../channel';
import type { SendError } from '../errors';
import { errorOfCode } from './error-codes';
import { accountSid, type Form, messageSid, otherAccount, type Parsed, reasonOf } from './parse';

/** Name of our own parameter in the callback's address: the id of the outbox row. Twilio has no other place for it. */
const messageParameter = 'message';
export const statusPath = '/webhooks/twilio/status';

/** @returns the address Twilio is to report to about this message. */
export function statusCallbackUrl(publicUrl: string, messageId: string): string {
  return `${publicUrl.replace(/\/+$/, '')}${statusPath}?${new URLSearchParams({ [messageParameter]: messageId })}`;
}

const callbackSchema = z.looseObject({
  MessageSid: messageSid,
  AccountSid: accountSid,
  MessageStatus: z.string().min(1),
  ErrorCode: z
    .string()
    .regex(/^\d{0,6}$/)
    .optional(),
});

/** `canceled` was scheduled and taken back: it will not come. */
const statuses: Readonly<Record<string, DeliveryReport['status']>> = {
  accepted: 'queued',
  scheduled: 'queued',
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

/** @param query parameters of the callback's address. */
export function parseStatus(form: Form, query: Form, account: string): Parsed<DeliveryReport> {
  const read = callbackSchema.safeParse(form);
  if (!read.success) return { type: 'invalid', reason: reasonOf(read.error) };
  const { MessageSid, AccountSid, MessageStatus, ErrorCode } = read.data;
  if (AccountSid !== account) return { type: 'invalid', reason: otherAccount };
  const status = Object.hasOwn(statuses, MessageStatus) ? statuses[MessageStatus] : undefined;
  if (!status) return { type: 'ignored', reason: 'a status we do not know' };
  const messageId = query[messageParameter];
  return {
    type: 'event',
    event: {
      messageId: typeof messageId === 'string' && messageId !== '' ? messageId : null,
      providerId: MessageSid,
      status,
      ...(status === 'failed' ? { error: errorIn(ErrorCode) } : {}),
    },
  };
}

function errorIn(code: string | undefined): SendError {
  return code && Number(code) > 0 ? errorOfCode(Number(code)) : { code: 'unknown' };
}
