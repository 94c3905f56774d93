/** The environment, checked once at start: refuses what is wrong or half set, in words that say what to do. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { SpeechConfig } from './speech/recogniser';

const emptyAsAbsent = (value: unknown): unknown => (value === '' ? undefined : value);
const optional = z.preprocess(emptyAsAbsent, z.string().optional());
const flag = z
  .preprocess(emptyAsAbsent, z.enum(['true', 'false']).default('false'))
  .transform((value) => value === 'true');
const whole = (standard: number, least: number, most: number) =>
  z.preprocess(emptyAsAbsent, z.coerce.number().int().min(least).max(most).default(standard));

const environmentSchema = z.object({
  NODE_ENV: z.preprocess(emptyAsAbsent, z.enum(['development', 'production', 'test']).default('development')),
  PORT: whole(3000, 0, 65535),
  PUBLIC_URL: z.preprocess(emptyAsAbsent, z.url({ protocol: /^https?$/ }).optional()),
  DATABASE_URL: z.preprocess(
    emptyAsAbsent,
    z
      .string()
      .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:<file> or postgres://…')
      .default('sqlite:data/passerelle.db'),
  ),
  REDIS_URL: optional,
  DATA_KEY: optional,
  TWILIO_ACCOUNT_SID: z.preprocess(
    emptyAsAbsent,
    z
      .string()
      .regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hexadecimal digits')
      .optional(),
  ),
  TWILIO_AUTH_TOKEN: optional,
  /** The token before, while it is being changed. */
  TWILIO_AUTH_TOKEN_PREVIOUS: optional,
  TWILIO_API_KEY: optional,
  TWILIO_API_SECRET: optional,
  TWILIO_WHATSAPP_FROM: z.preprocess(
    emptyAsAbsent,
    z
      .string()
      .regex(/^(whatsapp:)?\+\d{7,15}$/, 'must be a number such as +32…')
      .optional(),
  ),
  TWILIO_SMS_FROM: z.preprocess(
    emptyAsAbsent,
    z
      .string()
      .regex(/^(\+\d{7,15}|[A-Za-z0-9 ]{1,11})$/, 'must be a number such as +32… or a sender name')
      .optional(),
  ),
  TWILIO_MESSAGING_SERVICE_SID: z.preprocess(
    emptyAsAbsent,
    z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/, 'must be MG and 32 hexadecimal digits')
      .optional(),
  ),
  TWILIO_CONVERSATIONS_SERVICE_SID: optional,
  TWILIO_API_BASE_URL: z.preprocess(emptyAsAbsent, z.url({ protocol: /^https?$/ }).optional()),
  LOG_LEVEL: z.preprocess(
    emptyAsAbsent,
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  ),
  /** Number of reverse proxies in front, for the client's address in rate limits. */
  TRUST_PROXY: whole(0, 0, 5),
  /** Origins of sites that may embed the web chat, separated by commas; `*` for any. */
  EMBED_ORIGINS: z.preprocess(emptyAsAbsent, z.string().default('*')),
  TRANSCRIPT_DAYS: whole(30, 1, 3650),
  CONTACT_DAYS: whole(180, 1, 3650),
  HANDOFF_DAYS: whole(3, 1, 60),
  /** Where voice notes are written down; none unless set. */
  SPEECH_URL: z.preprocess(emptyAsAbsent, z.url({ protocol: /^https?$/ }).optional()),
  SPEECH_TOKEN: optional,
  /** The web chat may be switched off. */
  WEB_CHAT_OFF: flag,
});

export type TwilioConfig = {
  accountSid: string;
  authToken: string;
  previousAuthToken?: string;
  apiKey?: { key: string; secret: string };
  whatsappFrom?: string;
  smsFrom?: string;
  messagingServiceSid?: string;
  apiBaseUrl?: string;
};

export type Config = {
  production: boolean;
  port: number;
  /** Without a slash at the end. */
  publicUrl: string;
  publicUrlGiven: boolean;
  databaseUrl: string;
  redisUrl?: string;
  /** Key ring text, or undefined: a key is then made beside the SQLite file. */
  dataKey?: string;
  /** Null: no Twilio account; its webhooks refuse everything. */
  twilio: TwilioConfig | null;
  logLevel: string;
  trustProxy: number;
  embedOrigins: string[];
  retention: { transcriptDays: number; contactDays: number; auditDays: number };
  handoffDays: number;
  webChat: boolean;
  /** Null: a person listens to voice notes. */
  speech: SpeechConfig | null;
};

/** What is wrong with the environment, one sentence a line. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

type Environment = z.infer<typeof environmentSchema>;

/**
 * @param source usually `process.env`. `NAME_FILE` is read as the file that holds NAME, for secrets mounted as files.
 * @throws ConfigError listing every problem at once.
 */
export function readConfig(source: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(withFiles(source));
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}. See .env.example.`),
    );
  }
  const problems = [...twilioProblems(parsed.data), ...keyProblems(parsed.data)];
  if (problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

function withFiles(source: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const values = { ...source };
  for (const name of Object.keys(environmentSchema.shape)) {
    const file = source[`${name}_FILE`];
    if (file && !source[name]) values[name] = readFileSync(file, 'utf8').trim();
  }
  return values;
}

function twilioProblems(env: Environment): string[] {
  const any = [
    env.TWILIO_ACCOUNT_SID,
    env.TWILIO_WHATSAPP_FROM,
    env.TWILIO_SMS_FROM,
    env.TWILIO_MESSAGING_SERVICE_SID,
    env.TWILIO_API_KEY,
  ].some(Boolean);
  const problems: string[] = [];
  if (any && !env.TWILIO_ACCOUNT_SID)
    problems.push('TWILIO_ACCOUNT_SID is missing, though other TWILIO_ settings are there.');
  // Without the token the webhook refuses everything, which is safe: it is said, not refused.
  if (
    env.TWILIO_ACCOUNT_SID &&
    !env.TWILIO_WHATSAPP_FROM &&
    !env.TWILIO_SMS_FROM &&
    !env.TWILIO_MESSAGING_SERVICE_SID
  ) {
    problems.push(
      'Set TWILIO_WHATSAPP_FROM, TWILIO_SMS_FROM or TWILIO_MESSAGING_SERVICE_SID: who the messages come from.',
    );
  }
  if (Boolean(env.TWILIO_API_KEY) !== Boolean(env.TWILIO_API_SECRET))
    problems.push('TWILIO_API_KEY and TWILIO_API_SECRET go together.');
  return problems;
}

/** A server that others can reach must not run on a key it made for itself by chance. */
function keyProblems(env: Environment): string[] {
  if (env.DATA_KEY) return [];
  const how = 'Make one with "openssl rand -base64 32", keep it safe, and set DATA_KEY (or DATA_KEY_FILE).';
  if (env.DATABASE_URL.startsWith('postgres')) return [`DATA_KEY is missing; PostgreSQL needs it. ${how}`];
  const reachable = env.PUBLIC_URL !== undefined && !isLoopback(env.PUBLIC_URL);
  const realTwilio =
    env.TWILIO_ACCOUNT_SID !== undefined && !isLoopback(env.TWILIO_API_BASE_URL ?? 'https://api.twilio.com');
  if (reachable && (realTwilio || env.NODE_ENV === 'production')) {
    return [`DATA_KEY is missing; a server that others can reach needs it. ${how}`];
  }
  return [];
}

const isLoopback = (url: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

function toConfig(env: Environment): Config {
  return {
    production: env.NODE_ENV === 'production',
    port: env.PORT,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    publicUrlGiven: env.PUBLIC_URL !== undefined,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    dataKey: env.DATA_KEY,
    twilio: twilioConfig(env),
    logLevel: env.LOG_LEVEL,
    trustProxy: env.TRUST_PROXY,
    embedOrigins: env.EMBED_ORIGINS.split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    retention: { transcriptDays: env.TRANSCRIPT_DAYS, contactDays: env.CONTACT_DAYS, auditDays: 365 },
    handoffDays: env.HANDOFF_DAYS,
    webChat: !env.WEB_CHAT_OFF,
    speech: env.SPEECH_URL ? { url: env.SPEECH_URL, token: env.SPEECH_TOKEN } : null,
  };
}

function twilioConfig(env: Environment): TwilioConfig | null {
  if (!env.TWILIO_ACCOUNT_SID || !env.TWILIO_AUTH_TOKEN) return null;
  return {
    accountSid: env.TWILIO_ACCOUNT_SID,
    authToken: env.TWILIO_AUTH_TOKEN,
    previousAuthToken: env.TWILIO_AUTH_TOKEN_PREVIOUS,
    apiKey:
      env.TWILIO_API_KEY && env.TWILIO_API_SECRET
        ? { key: env.TWILIO_API_KEY, secret: env.TWILIO_API_SECRET }
        : undefined,
    whatsappFrom: env.TWILIO_WHATSAPP_FROM?.replace(/^whatsapp:/, ''),
    smsFrom: env.TWILIO_SMS_FROM,
    messagingServiceSid: env.TWILIO_MESSAGING_SERVICE_SID,
    apiBaseUrl: env.TWILIO_API_BASE_URL,
  };
}
