/** A population that writes: WhatsApp and SMS webhooks as Twilio posts and signs them. */
import { createHash } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';

export const account = {
  sid: `AC${'0123456789abcdef'.repeat(2)}`,
  token: 'bench-auth-token-of-nobody',
  publicUrl: 'https://bench.example',
  whatsapp: '+32460000001',
  sms: '+32460000002',
} as const;

const path = '/webhooks/twilio/messages';

/** Questions as people write them; no word of danger or for a person, after which the bot would be silent. */
const questions: readonly (readonly string[])[] = [
  ["j'ai reçu une lettre de refus du cpas", 'où est-ce que je dois m’inscrire à la commune ?'],
  ['ocmw heeft nog niet geantwoord na 6 weken', 'hoe schrijf ik mij in bij de gemeente?'],
  ['I just arrived in Ghent where do I register', 'which papers do I bring to the CPAS?'],
  ['ليس عندي أوراق وأحتاج طبيب', 'أين أسجل عنواني الجديد؟'],
];

type Said = { text: string; tap?: string };

/** Half of it written, half of it tapped. */
function conversation(writer: number): Said[] {
  const [first = '', second = ''] = questions[writer % questions.length] ?? [];
  return [
    { text: first },
    { text: 'menu', tap: 'command:menu' },
    { text: second },
    { text: 'register', tap: 'flow:register' },
  ];
}

export const messagesEach = 4;

/** @returns the address of a writer, as stored. */
export const addressOf = (writer: number): string => `+3247${String(writer).padStart(7, '0')}`;

/**
 * @param from number of the first writer, @param count writers: each writes a whole conversation, everybody's first
 * message before anybody's second.
 * @param channel WhatsApp, or SMS (nothing can be tapped there: the words count).
 */
export function conversations(
  from: number,
  count: number,
  channel: 'whatsapp' | 'sms' = 'whatsapp',
): Buffer[] {
  return Array.from({ length: messagesEach }, (_, turn) =>
    Array.from({ length: count }, (_, index) => {
      const writer = from + index;
      return webhook(channel, writer, turn, conversation(writer)[turn] ?? { text: 'menu' });
    }),
  ).flat();
}

function webhook(channel: 'whatsapp' | 'sms', writer: number, turn: number, said: Said): Buffer {
  const prefix = channel === 'whatsapp' ? 'whatsapp:' : '';
  const sid = `SM${createHash('md5').update(`${channel} ${writer} ${turn}`).digest('hex')}`;
  const form: Record<string, string> = {
    SmsMessageSid: sid,
    NumMedia: '0',
    ProfileName: 'Amina',
    MessageType: said.tap ? 'button' : 'text',
    SmsSid: sid,
    WaId: addressOf(writer).slice(1),
    SmsStatus: 'received',
    Body: said.text,
    ...(said.tap && channel === 'whatsapp' ? { ButtonText: said.text, ButtonPayload: said.tap } : {}),
    To: prefix + account[channel],
    NumSegments: '1',
    ReferralNumMedia: '0',
    MessageSid: sid,
    AccountSid: account.sid,
    From: prefix + addressOf(writer),
    ApiVersion: '2010-04-01',
  };
  return request(form);
}

function request(form: Record<string, string>): Buffer {
  const signature = getExpectedTwilioSignature(account.token, account.publicUrl + path, form);
  const body = new URLSearchParams(form).toString();
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: bench.example',
    'Content-Type: application/x-www-form-urlencoded; charset=UTF-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Twilio-Signature: ${signature}`,
    'User-Agent: TwilioProxy/1.1',
    'Accept: */*',
    'I-Twilio-Idempotency-Token: 00000000-0000-4000-8000-000000000000',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
