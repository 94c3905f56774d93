/** The real channels against the double, with settings in memory and a log that can be read. */
import { createTwilioChannels, type TwilioChannels } from '../../server/channels/twilio/channels';
import type { TwilioConfig } from '../../server/channels/twilio/config';
import type { Settings } from '../../server/channels/twilio/content-store';
import type { Logger } from '../../server/log';
import { startTwilioDouble, type TwilioDouble, type TwilioDoubleOptions } from './twilio-double';

export type LogLine = { level: keyof Logger; fields: object; message: string };

/** Keeps every line, to see what was said and that no number or text was. */
export function recordingLog(): Logger & { lines: LogLine[]; text(): string } {
  const lines: LogLine[] = [];
  const at = (level: keyof Logger) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return {
    lines,
    text: () =>
      lines.map(({ fields, message }) => `${message} ${JSON.stringify(fields, errorsToo)}`).join('\n'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}

const errorsToo = (_: string, value: unknown): unknown =>
  value instanceof Error ? `${value.message}\n${value.stack}` : value;

export function memorySettings(): Settings & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: async (name) => kept.get(name),
    put: async (name, value) => {
      kept.set(name, value);
    },
  };
}

export type TwilioRig = {
  twilio: TwilioDouble;
  config: TwilioConfig;
  settings: ReturnType<typeof memorySettings>;
  log: ReturnType<typeof recordingLog>;
  channels: Required<TwilioChannels>;
  /** As after a restart: new channels on what was kept. */
  restarted(changes?: Partial<TwilioConfig>): Required<TwilioChannels>;
  /** Ends the double and fails when anything broke Twilio's documents. */
  close(): Promise<void>;
};

export async function startTwilioRig(
  options: { double?: TwilioDoubleOptions; config?: Partial<TwilioConfig>; now?: () => Date } = {},
): Promise<TwilioRig> {
  warm ??= warmUp();
  await warm;
  const twilio = (await startTwilioDouble({ now: options.now, ...options.double })).unref();
  const config: TwilioConfig = {
    accountSid: twilio.accountSid,
    authToken: twilio.authToken,
    whatsappFrom: twilio.whatsappNumber,
    smsFrom: twilio.smsNumber,
    apiBaseUrl: twilio.url,
    publicUrl: twilio.publicUrl,
    requestTimeoutMs: 400,
    settleMs: 0,
    ...options.config,
  };
  const settings = memorySettings();
  const log = recordingLog();
  const restarted = (changes: Partial<TwilioConfig> = {}) =>
    createTwilioChannels(
      { ...config, ...changes },
      { settings, log, now: options.now },
    ) as Required<TwilioChannels>;
  return {
    twilio,
    config,
    settings,
    log,
    channels: restarted(),
    restarted,
    async close() {
      await twilio.close();
      if (twilio.violations.length > 0) throw new Error(twilio.violations.join('\n'));
    },
  };
}

let warm: Promise<void> | undefined;
/** Loads the client and compiles the documents once, so that short timeouts measure what they should. */
async function warmUp(): Promise<void> {
  const twilio = await startTwilioDouble();
  const { accountSid, authToken, whatsappNumber: whatsappFrom, url: apiBaseUrl, publicUrl } = twilio;
  const config = { accountSid, authToken, whatsappFrom, apiBaseUrl, publicUrl, settleMs: 0 };
  const { whatsapp } = createTwilioChannels(config, { settings: memorySettings(), log: recordingLog() });
  const choice = { id: 'a', title: 'a' };
  const part = { type: 'buttons' as const, text: 'warm', buttons: [choice], plain: 'warm' };
  const message = { id: 'warm', address: '+32470000000', language: 'nl', part };
  await whatsapp?.send(message);
  await whatsapp?.lookUp(message, new Date().toISOString(), new Set());
  await whatsapp?.typing(`SM${'0'.repeat(32)}`);
  await twilio.close();
}
