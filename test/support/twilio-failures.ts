/** Ways in which a network and a provider let one down. */
import type { ServerResponse } from 'node:http';
import type { RecordedRequest } from './twilio-double';

/** `accept`: the request is carried out and only its answer goes wrong. That is what must never lead to a second message. */
export type Failure =
  /** An answer as Twilio gives it. */
  | { type: 'error'; status: number; code?: number; message?: string; retryAfter?: number }
  /** A page of somebody's proxy. */
  | { type: 'html'; status: number; accept?: boolean }
  | { type: 'empty'; status: number; accept?: boolean }
  /** Never an answer. */
  | { type: 'hang'; accept?: boolean }
  /** The connection breaks. */
  | { type: 'reset'; accept?: boolean };

export type FailureTarget = 'messages' | 'content' | 'approvals' | 'typing' | 'media' | 'any';

const targets: Readonly<Record<FailureTarget, RegExp>> = {
  messages: /\/Messages\.json$/,
  content: /\/v1\/Content$/,
  approvals: /\/ApprovalRequests/,
  typing: /\/Indicators\/Typing\.json$/,
  media: /\/Media\//,
  any: /^/,
};

export type PlayedFailure = {
  accept: boolean;
  play(response: ServerResponse, record: RecordedRequest): void;
};

export class Failures {
  #queue: { failure: Failure; left: number; on: FailureTarget }[] = [];

  get size(): number {
    return this.#queue.reduce((sum, { left }) => sum + left, 0);
  }

  add(failure: Failure, times: number, on: FailureTarget): void {
    this.#queue.push({ failure, left: times, on });
  }

  /** @returns the failure this request is to meet, if any. */
  take(path: string): PlayedFailure | undefined {
    const planned = this.#queue.find(({ on }) => targets[on].test(path));
    if (!planned) return undefined;
    planned.left -= 1;
    if (planned.left <= 0) this.#queue = this.#queue.filter((one) => one !== planned);
    const { failure } = planned;
    return {
      accept: failure.type !== 'error' && failure.accept === true,
      play: (response, record) => play(failure, response, record),
    };
  }
}

function play(failure: Failure, response: ServerResponse, record: RecordedRequest): void {
  if (failure.type === 'hang') return;
  if (failure.type === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  record.status = failure.status;
  if (failure.type === 'error') {
    const { status, code = 20000 + status, message = 'planned', retryAfter } = failure;
    const more_info = `https://www.twilio.com/docs/errors/${code}`;
    response.writeHead(status, {
      'Content-Type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    });
    response.end(JSON.stringify({ code, message, more_info, status }));
    return;
  }
  response.writeHead(failure.status, { 'Content-Type': 'text/html' });
  response.end(failure.type === 'html' ? '<html><body>Bad gateway</body></html>' : '');
}
