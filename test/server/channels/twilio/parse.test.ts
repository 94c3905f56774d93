import fc from 'fast-check';
import { readAddress, writeAddress } from '../../../../server/channels/twilio/address';
import { mediaKind, parseInbound } from '../../../../server/channels/twilio/parse';
import { parseStatus } from '../../../../server/channels/twilio/status';
import { inboundForm } from '../../../support/twilio-webhooks';

const account = `AC${'0123456789abcdef'.repeat(2)}`;
const names = [
  ...['MessageSid', 'AccountSid', 'From', 'Body', 'NumMedia', 'MediaUrl0', 'MediaContentType0', 'OptOutType'],
  ...[
    'ButtonPayload',
    'ButtonText',
    'ListId',
    'ListTitle',
    'Latitude',
    'Longitude',
    'MessageStatus',
    'ErrorCode',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'],
];
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.constantFrom(
    account,
    `SM${'0'.repeat(32)}`,
    '+32470123456',
    'whatsapp:+32470123456',
    'STOP',
    '7',
    'toString',
  ),
);
const anyForm = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value, {
  noNullPrototype: false,
});
const message = inboundForm(
  { accountSid: account, from: 'whatsapp:+32470123456', to: 'whatsapp:+32460000001' },
  'hi',
);

test('no form makes it throw, and a reason is one sentence', () => {
  fc.assert(
    fc.property(anyForm, anyForm, (form, query) => {
      for (const parsed of [parseInbound(form, account), parseStatus(form, query, account)])
        if (parsed.type !== 'event') expect(parsed.reason).toMatch(/^[^\n]{5,120}$/);
    }),
    { numRuns: 500 },
  );
});

test('a message stays a message whatever stands beside it, and its text is not touched', () => {
  const extra = fc.dictionary(
    fc.string().filter((name) => !names.includes(name)),
    fc.string(),
  );
  fc.assert(
    fc.property(extra, fc.string({ unit: 'binary' }), (others, Body) => {
      const parsed = parseInbound({ ...others, ...message, Body }, account);
      expect(parsed).toMatchObject({ type: 'event', event: { body: { type: 'message', text: Body } } });
    }),
  );
});

test.each([
  ['+32470123456', { channel: 'sms', address: '+32470123456' }],
  ['whatsapp:+32470123456', { channel: 'whatsapp', address: '+32470123456' }],
  ['whatsapp:BE.1502576394655843', { channel: 'whatsapp', address: 'BE.1502576394655843' }],
  ['whatsapp:US.ENT.9aZ', { channel: 'whatsapp', address: 'US.ENT.9aZ' }],
  [`whatsapp:BE.${'a'.repeat(129)}`, undefined],
  ['whatsapp:32470123456', undefined],
  ['whatsapp:', undefined],
  ['WHATSAPP:+32470123456', undefined],
  ['+0470123456', undefined],
  ['+324', undefined],
  ['+32470123456 ', undefined],
  ['rcs:agent', undefined],
])('the address %s', (from, expected) => {
  expect(readAddress(from)).toEqual(expected);
  if (expected) expect(writeAddress(expected.channel as 'sms', expected.address)).toBe(from);
});

test('a sender may be configured with or without its prefix', () => {
  expect(writeAddress('whatsapp', 'whatsapp:+32460000001')).toBe('whatsapp:+32460000001');
  expect(writeAddress('whatsapp', '+32460000001')).toBe('whatsapp:+32460000001');
});

test.each([
  ['image/webp', 'image'],
  ['audio/ogg; codecs=opus', 'audio'],
  ['VIDEO/MP4', 'video'],
  ['application/pdf', 'document'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
  ['text/plain', 'document'],
  ['text/vcard', 'other'],
  ['application/x-msdownload', 'other'],
  ['', 'other'],
])('%s is %s', (contentType, kind) => {
  expect(mediaKind(contentType)).toBe(kind);
});
