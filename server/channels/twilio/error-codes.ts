/**
 * Twilio's error codes, in our closed list. One row per code; a code without a row is `unknown`: final, and an operator is told.
 * @see https://www.twilio.com/docs/api/errors
 */
import type { SendError, SendErrorCode } from '../errors';

type Row = { code: SendErrorCode; retryAfterMs?: number };

const minute = 60_000;

export const twilioErrors: Readonly<Record<number, Row>> = {
  // Outside the 24 hours in which free text may be sent, or content that cannot start a conversation.
  63016: { code: 'outside-window' },

  // The person said STOP, and Twilio keeps to it.
  21610: { code: 'opted-out' },
  // Blocked us, or opted out in WhatsApp itself.
  63014: { code: 'blocked' },
  30004: { code: 'blocked' },

  20429: { code: 'throttled' },
  // Account above its messages a second.
  63017: { code: 'throttled' },
  // Rate or tier of the sender: may take a day.
  63018: { code: 'throttled', retryAfterMs: 10 * minute },
  // Daily limit of the account.
  63038: { code: 'throttled', retryAfterMs: 60 * minute },
  // Queue of the sender is full.
  21611: { code: 'throttled', retryAfterMs: minute },
  30001: { code: 'throttled', retryAfterMs: minute },
  // The only server error of which Twilio says that the request may simply be made again.
  20503: { code: 'refused' },

  21211: { code: 'recipient-invalid' },
  21614: { code: 'recipient-invalid' },
  21635: { code: 'recipient-invalid' },
  30005: { code: 'recipient-invalid' },
  30006: { code: 'recipient-invalid' },
  63003: { code: 'recipient-invalid' },
  // A sandbox number the person has not joined.
  63015: { code: 'recipient-invalid' },
  63024: { code: 'recipient-invalid' },

  30003: { code: 'unreachable' },
  30008: { code: 'unreachable' },
  // Not delivered within its validity period.
  30036: { code: 'unreachable' },
  // The person takes part in an experiment of Meta's.
  63032: { code: 'unreachable' },

  21617: { code: 'content-rejected' },
  21620: { code: 'content-rejected' },
  // ContentSid, ContentVariables: see content.ts for what may stand in a variable.
  21655: { code: 'content-rejected' },
  21656: { code: 'content-rejected' },
  92007: { code: 'content-rejected' },
  30007: { code: 'content-rejected' },
  63005: { code: 'content-rejected' },
  63019: { code: 'content-rejected' },
  63021: { code: 'content-rejected' },

  63027: { code: 'template-rejected' },
  63028: { code: 'template-rejected' },
  63030: { code: 'template-rejected' },
  63040: { code: 'template-rejected' },
  63041: { code: 'template-rejected' },
  63042: { code: 'template-rejected' },
  63049: { code: 'template-rejected' },

  20003: { code: 'channel-config' },
  20404: { code: 'channel-config' },
  21212: { code: 'channel-config' },
  // SMS to that country is not permitted on the account.
  21408: { code: 'channel-config' },
  21603: { code: 'channel-config' },
  21606: { code: 'channel-config' },
  // PUBLIC_URL is not an address Twilio can reach.
  21609: { code: 'channel-config' },
  63007: { code: 'channel-config' },
  63051: { code: 'channel-config' },
};

/** An error code from a status callback or from an answer of the API. */
export function errorOfCode(code: number): SendError {
  return { ...(twilioErrors[code] ?? { code: 'unknown' as const }), providerCode: String(code) };
}

/**
 * An answer of the API that is not a success.
 * A 5xx may come after the message was accepted (https://www.twilio.com/docs/api/errors/20500 says so of sending an SMS):
 * ambiguous, except 20503, of which Twilio says to try again.
 */
export function errorOfResponse(response: {
  status: number;
  code?: number;
  retryAfterMs?: number;
}): SendError {
  const { status, code, retryAfterMs } = response;
  const known = code === undefined ? undefined : errorOfCode(code);
  const error =
    known && known.code !== 'unknown' && (status < 500 || known.code === 'refused')
      ? known
      : { ...known, code: codeOfStatus(status) };
  return retryAfterMs === undefined ? error : { ...error, retryAfterMs };
}

function codeOfStatus(status: number): SendErrorCode {
  if (status === 429) return 'throttled';
  // 2xx: a success nobody can read. 408: the edge gave up waiting, the request may have passed.
  if (status >= 500 || status === 408 || (status >= 200 && status < 300)) return 'ambiguous';
  // A redirect is never followed: TWILIO_API_BASE_URL is wrong.
  if (status === 401 || status === 403 || status === 404 || status < 400) return 'channel-config';
  return 'unknown';
}
