import { consequences, type SendErrorCode } from '../../../../server/channels/errors';
import { errorOfCode, errorOfResponse, twilioErrors } from '../../../../server/channels/twilio/error-codes';
import { failureOf, sendErrorOf, TwilioFailure } from '../../../../server/channels/twilio/failure';

const rows: [number, SendErrorCode, string][] = [
  [63016, 'outside-window', 'outside the 24 hours'],
  [21610, 'opted-out', 'said STOP'],
  [63014, 'blocked', 'blocked us'],
  [30004, 'blocked', 'message blocked'],
  [20429, 'throttled', 'too many requests'],
  [63017, 'throttled', 'too many a second'],
  [63018, 'throttled', 'rate or tier of the sender'],
  [63038, 'throttled', 'daily limit'],
  [21611, 'throttled', 'queue of the sender full'],
  [30001, 'throttled', 'queue overflow'],
  [20503, 'refused', 'service unavailable'],
  [21211, 'recipient-invalid', 'no such number'],
  [21614, 'recipient-invalid', 'not a mobile'],
  [21635, 'recipient-invalid', 'a landline'],
  [30005, 'recipient-invalid', 'unknown destination'],
  [30006, 'recipient-invalid', 'landline or unreachable carrier'],
  [63003, 'recipient-invalid', 'not on the channel'],
  [63015, 'recipient-invalid', 'sandbox not joined'],
  [63024, 'recipient-invalid', 'flagged by Meta'],
  [30003, 'unreachable', 'handset unreachable'],
  [30008, 'unreachable', 'unknown carrier failure'],
  [30036, 'unreachable', 'validity expired'],
  [63032, 'unreachable', 'experiment of Meta'],
  [21617, 'content-rejected', 'too long'],
  [21620, 'content-rejected', 'media address'],
  [21655, 'content-rejected', 'ContentSid'],
  [21656, 'content-rejected', 'ContentVariables'],
  [92007, 'content-rejected', 'ContentVariables of a template'],
  [30007, 'content-rejected', 'filtered'],
  [63005, 'content-rejected', 'content of the channel'],
  [63019, 'content-rejected', 'media not downloaded'],
  [63021, 'content-rejected', 'content invalid'],
  [63027, 'template-rejected', 'template missing'],
  [63028, 'template-rejected', 'number of variables'],
  [63030, 'template-rejected', 'parameter not allowed'],
  [63040, 'template-rejected', 'rejected'],
  [63041, 'template-rejected', 'paused'],
  [63042, 'template-rejected', 'disabled'],
  [63049, 'template-rejected', 'declined by Meta'],
  [20003, 'channel-config', 'credentials'],
  [20404, 'channel-config', 'not found'],
  [21212, 'channel-config', 'From invalid'],
  [21408, 'channel-config', 'country not permitted'],
  [21603, 'channel-config', 'From missing'],
  [21606, 'channel-config', 'From is not ours'],
  [21609, 'channel-config', 'status callback'],
  [63007, 'channel-config', 'From is no channel sender'],
  [63051, 'channel-config', 'sender locked'],
];

test.each(rows)('%i is %s (%s)', (code, expected) => {
  expect(errorOfCode(code)).toMatchObject({ code: expected, providerCode: String(code) });
});

test('every row of the table is named here, and every row here is in the table', () => {
  expect(rows.map(([code]) => code).sort()).toEqual(Object.keys(twilioErrors).map(Number).sort());
});

test.each([0, 1, 11205, 30010, 63000, 99999])(
  '%i has no row: unknown, final, an operator is told',
  (code) => {
    const error = errorOfCode(code);
    expect(error.code).toBe('unknown');
    expect(consequences[error.code]).toEqual({ retry: false, alert: true });
  },
);

const answers: [string, { status: number; code?: number }, SendErrorCode][] = [
  ['200 nobody can read', { status: 200 }, 'ambiguous'],
  ['a redirect', { status: 302 }, 'channel-config'],
  ['400 with a code', { status: 400, code: 21610 }, 'opted-out'],
  ['400 without', { status: 400 }, 'unknown'],
  ['401', { status: 401 }, 'channel-config'],
  ['403', { status: 403 }, 'channel-config'],
  ['404', { status: 404 }, 'channel-config'],
  ['408', { status: 408 }, 'ambiguous'],
  ['413', { status: 413 }, 'unknown'],
  ['429 without a code', { status: 429 }, 'throttled'],
  ['429 with a code nobody knows', { status: 429, code: 29999 }, 'throttled'],
  ['500', { status: 500 }, 'ambiguous'],
  ['500 with a code of ours', { status: 500, code: 21610 }, 'ambiguous'],
  ['502', { status: 502 }, 'ambiguous'],
  ['503 of an edge', { status: 503 }, 'ambiguous'],
  ['503 of Twilio itself', { status: 503, code: 20503 }, 'refused'],
  ['504', { status: 504 }, 'ambiguous'],
];
test.each(answers)('%s', (_, response, expected) => {
  expect(errorOfResponse(response).code).toBe(expected);
});

test('no answer above 499 and no doubt is ever tried again, but for 20503', () => {
  for (let status = 500; status < 600; status += 1)
    expect(consequences[errorOfResponse({ status }).code].retry).toBe(false);
});

const connect = (code: string) => Object.assign(new Error(code), { code, syscall: 'connect' });
const axios = (code: string, cause?: unknown) => Object.assign(new Error(code), { code, cause });
const network: [string, unknown, SendErrorCode][] = [
  ['refused', axios('ECONNREFUSED', connect('ECONNREFUSED')), 'refused'],
  ['no such name', axios('ENOTFOUND'), 'refused'],
  ['the name server is away', axios('EAI_AGAIN'), 'refused'],
  ['no route while connecting', axios('EHOSTUNREACH', connect('EHOSTUNREACH')), 'refused'],
  ['no answer while connecting', axios('ETIMEDOUT', connect('ETIMEDOUT')), 'refused'],
  [
    'every address refused',
    axios('ETIMEDOUT', Object.assign(new AggregateError([connect('ETIMEDOUT'), connect('ENETUNREACH')]), {})),
    'refused',
  ],
  [
    'one address refused, one broke later',
    axios('X', new AggregateError([connect('ECONNREFUSED'), axios('ECONNRESET')])),
    'ambiguous',
  ],
  ['a certificate out of date', axios('CERT_HAS_EXPIRED'), 'refused'],
  ['a certificate of another name', axios('ERR_TLS_CERT_ALTNAME_INVALID'), 'refused'],
  ['a certificate of nobody', axios('DEPTH_ZERO_SELF_SIGNED_CERT'), 'refused'],
  ['no answer in time', axios('ECONNABORTED'), 'ambiguous'],
  [
    'no route while reading',
    axios('EHOSTUNREACH', Object.assign(new Error(), { syscall: 'read' })),
    'ambiguous',
  ],
  ['broken', axios('ECONNRESET'), 'ambiguous'],
  ['broken while writing', axios('EPIPE'), 'ambiguous'],
  ['a page instead of JSON', new SyntaxError('Unexpected token <'), 'ambiguous'],
  ['anything else', 'thrown', 'ambiguous'],
  ['nothing', undefined, 'ambiguous'],
];
test.each(network)('the network: %s', (_, thrown, expected) => {
  expect(sendErrorOf(thrown)).toEqual({ code: expected });
});

describe('reading an answer', () => {
  test.each([
    ['an object', { code: 21610 }, 21610],
    ['JSON as text', '{"code":21610}', 21610],
    ['HTML', '<html>', undefined],
    ['nothing', '', undefined],
    ['undefined', undefined, undefined],
    ['a code that is a word', { code: 'no' }, undefined],
  ])('%s', (_, body, code) => {
    expect(failureOf({ statusCode: 400, body }).code).toBe(code);
  });

  test.each([
    ['2', 2000],
    ['0', 0],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
    [undefined, undefined],
  ])('Retry-After %s', (header, expected) => {
    const failure = failureOf({ statusCode: 429, body: '', headers: { 'retry-after': header } });
    expect(failure.retryAfterMs).toBe(expected);
    expect(sendErrorOf(failure)).toMatchObject({ code: 'throttled' });
  });

  test('what Twilio says of the time goes before our own', () => {
    expect(sendErrorOf(new TwilioFailure(429, 63018, 1000)).retryAfterMs).toBe(1000);
    expect(sendErrorOf(new TwilioFailure(429, 63018)).retryAfterMs).toBe(600_000);
  });
});
