/** The closed list of ways a send can fail, and what each asks of us. Decided in one place: `outbox.ts`. */

export type SendErrorCode =
  | 'throttled'
  | 'refused'
  | 'ambiguous'
  | 'opted-out'
  | 'blocked'
  | 'outside-window'
  | 'recipient-invalid'
  | 'unreachable'
  | 'content-rejected'
  | 'template-rejected'
  | 'channel-config'
  | 'unknown';

type Consequence = {
  /** The provider certainly did not accept it and a later try may succeed. */
  retry: boolean;
  /** An operator should know. */
  alert: boolean;
};

export const consequences: Readonly<Record<SendErrorCode, Consequence>> = {
  /** HTTP 429 or a rate code: not accepted. */
  throttled: { retry: true, alert: false },
  /** The connection was refused before anything was sent. */
  refused: { retry: true, alert: true },
  /** Timed out or the answer could not be read: it may have been accepted. Never sent again blindly. */
  ambiguous: { retry: false, alert: false },
  'opted-out': { retry: false, alert: false },
  blocked: { retry: false, alert: false },
  /** Waits for the next inbound message, or goes as a template. */
  'outside-window': { retry: false, alert: false },
  'recipient-invalid': { retry: false, alert: false },
  unreachable: { retry: false, alert: false },
  'content-rejected': { retry: false, alert: true },
  'template-rejected': { retry: false, alert: true },
  'channel-config': { retry: false, alert: true },
  unknown: { retry: false, alert: true },
};

export type SendError = {
  code: SendErrorCode;
  /** The provider's own code, e.g. `21610`. */
  providerCode?: string;
  /** Milliseconds to wait, when the provider said so. */
  retryAfterMs?: number;
};

/** Callbacks come in any order: a message only ever moves up in this rank; 'failed' is final unless it was delivered. */
export const deliveryRank = { queued: 1, sent: 2, failed: 3, delivered: 4, read: 5 } as const;

/** A received file that is not kept, with the reason the person is told. */
export class MediaError extends Error {
  constructor(readonly reason: 'too-large' | 'kind-not-kept' | 'not-available') {
    super(`media ${reason}`);
  }
}
