/**
 * Templates WhatsApp has approved: the only thing that may be sent outside the 24 hours.
 * What we submitted and what became of it is kept in the settings, one record for each name and language.
 */
import { z } from 'zod';
import type { Logger } from '../../log';
import type { OutboundMessage } from '../channel';
import type { OutgoingMessage, TwilioApi } from './api';
import { tidy } from './content';
import type { Settings } from './content-store';
import { sendErrorOf } from './failure';
import { fillVariables, type NumberedText, numberVariables, templateProblems } from './template-text';

/** A template to have approved. `text` has named placeholders, e.g. `{{date}}`; every one needs a sample. */
export type TemplateText = {
  /** As in a message's `template.name`: lower-case letters, digits, underscore. */
  name: string;
  text(language: string): string | undefined;
  samples: Readonly<Record<string, string>>;
};

export type TemplateState = {
  name: string;
  language: string;
  /** WhatsApp's word: `received`, `pending`, `approved`, `rejected`, `paused`, …; or ours: `no text`, `not submitted`. */
  status: string;
  reason?: string;
};

export type Templates = {
  /** Submits what is new or changed. An approved text stays in use until its successor is approved. */
  submit(texts: readonly TemplateText[], languages: readonly string[]): Promise<TemplateState[]>;
  /** Asks Twilio what became of those submitted; to be called from time to time, there is no webhook. */
  refresh(names: readonly string[], languages: readonly string[]): Promise<TemplateState[]>;
  has(name: string, language: string): Promise<boolean>;
  /** @returns what to send, or undefined when it is not approved or a value is missing. */
  message(
    template: NonNullable<OutboundMessage['template']>,
    language: string,
  ): Promise<Pick<OutgoingMessage, 'contentSid' | 'contentVariables'> | undefined>;
  /** The words the person reads, to find the message again. */
  text(template: OutboundMessage['template'], language: string): Promise<string | undefined>;
};

const versionSchema = z.object({
  sid: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  /** Numbered text and what its numbers stand for. */
  body: z.string(),
  names: z.array(z.string()),
  version: z.number(),
});
const recordSchema = z.object({ approved: versionSchema.optional(), submitted: versionSchema.optional() });
type Version = z.infer<typeof versionSchema>;
type TemplateRecord = z.infer<typeof recordSchema>;

/** What may have to be sent outside the 24 hours: that an answer waits, and a reminder. Texts: `bot:template.<name>`. */
export const templateNames = ['waiting', 'reminder'] as const;

/** WhatsApp wants a country with some languages. @see https://www.twilio.com/docs/content/whatsapp-supported-languages */
const whatsappLanguages: Readonly<Record<string, string>> = { pt: 'pt_PT' };

type Dependencies = { api: TwilioApi; settings: Settings; log: Logger };

export function createTemplates(dependencies: Dependencies): Templates {
  const { settings } = dependencies;
  const approved = async (name: string, language: string): Promise<Version | undefined> =>
    (await read(settings, name, language)).approved;
  return {
    submit: (texts, languages) =>
      each(texts, languages, (text, language) => submitOne(dependencies, text, language)),
    refresh: (names, languages) =>
      each(names, languages, (name, language) => refreshOne(dependencies, name, language)),
    has: async (name, language) => (await approved(name, language)) !== undefined,
    async message({ name, values }, language) {
      const version = await approved(name, language);
      const filled = version && valuesFor(version, values);
      if (!version || !filled) return undefined;
      const numbered = Object.fromEntries(filled.map((value, index) => [String(index + 1), value]));
      return {
        contentSid: version.sid,
        ...(filled.length > 0 ? { contentVariables: JSON.stringify(numbered) } : {}),
      };
    },
    async text(template, language) {
      const version = template && (await approved(template.name, language));
      return version && fillVariables(version.body, valuesFor(version, template.values) ?? [undefined]);
    },
  };
}

/** One after the other: it is a command's work, and Twilio counts requests. */
async function each<T>(
  things: readonly T[],
  languages: readonly string[],
  work: (thing: T, language: string) => Promise<TemplateState>,
): Promise<TemplateState[]> {
  const states: TemplateState[] = [];
  for (const thing of things) for (const language of languages) states.push(await work(thing, language));
  return states;
}

/** In the order of the numbers, on one line each; undefined when one is missing. */
function valuesFor({ names }: Version, values: Readonly<Record<string, string>>): string[] | undefined {
  const filled = names.map((name) => tidy(values[name] ?? ''));
  return filled.includes('') ? undefined : filled;
}

async function submitOne(
  dependencies: Dependencies,
  template: TemplateText,
  language: string,
): Promise<TemplateState> {
  const { name, samples } = template;
  const text = template.text(language);
  if (text === undefined) return { name, language, status: 'no text' };
  const numbered = numberVariables(text);
  const problems = templateProblems(numbered);
  const unsampled = numbered.names.filter((variable) => !samples[variable]);
  if (unsampled.length > 0) problems.push(`has no sample for ${unsampled.join(', ')}`);
  if (problems.length > 0) return { name, language, status: 'not submitted', reason: problems.join('; ') };
  const record = await read(dependencies.settings, name, language);
  const last = record.submitted ?? record.approved;
  if (last && last.body === numbered.body && last.status !== 'rejected')
    return stateOf(name, language, record);
  return submitVersion(dependencies, template, language, {
    record,
    numbered,
    version: (last?.version ?? 0) + 1,
  });
}

async function submitVersion(
  { api, settings, log }: Dependencies,
  { name, samples }: TemplateText,
  language: string,
  { record, numbered, version }: { record: TemplateRecord; numbered: NumberedText; version: number },
): Promise<TemplateState> {
  // A name WhatsApp rejected or that was deleted is blocked for 30 days: every text has its own.
  const providerName = `passerelle_${name}_${language}${version > 1 ? `_${version}` : ''}`;
  try {
    const sid = await api.createContent({
      friendly_name: providerName,
      language: whatsappLanguages[language] ?? language,
      variables: samplesFor(numbered.names, samples),
      types: { 'twilio/text': { body: numbered.body } },
    });
    const status = await api.requestApproval(sid, providerName);
    record.submitted = { sid, status, reason: null, ...numbered, version };
    await settings.put(keyOf(name, language), JSON.stringify(record));
    return stateOf(name, language, record);
  } catch (error) {
    const { code, providerCode } = sendErrorOf(error);
    log.warn({ template: name, language, code, providerCode }, 'template not submitted');
    return { name, language, status: 'not submitted', reason: `Twilio: ${providerCode ?? code}` };
  }
}

const samplesFor = (names: readonly string[], samples: Readonly<Record<string, string>>) =>
  Object.fromEntries(names.map((name, index) => [String(index + 1), samples[name] ?? '']));

async function refreshOne(
  { api, settings, log }: Dependencies,
  name: string,
  language: string,
): Promise<TemplateState> {
  const record = await read(settings, name, language);
  const before = JSON.stringify(record);
  try {
    if (record.approved) await ask(api, record.approved);
    if (record.submitted) await ask(api, record.submitted);
    settle(record);
  } catch (error) {
    const { code, providerCode } = sendErrorOf(error);
    log.warn({ template: name, language, code, providerCode }, 'template status not to be had');
  }
  if (JSON.stringify(record) !== before) await settings.put(keyOf(name, language), JSON.stringify(record));
  return stateOf(name, language, record);
}

async function ask(api: TwilioApi, version: Version): Promise<void> {
  Object.assign(version, await api.fetchApproval(version.sid));
}

/** What is approved is used; what Meta has paused or disabled is not, since sending it would fail. */
function settle(record: TemplateRecord): void {
  if (record.approved && record.approved.status !== 'approved') {
    record.submitted ??= record.approved;
    delete record.approved;
  }
  if (record.submitted?.status === 'approved') {
    record.approved = record.submitted;
    delete record.submitted;
  }
}

function stateOf(name: string, language: string, record: TemplateRecord): TemplateState {
  const latest = record.submitted ?? record.approved;
  if (!latest) return { name, language, status: 'not submitted' };
  return { name, language, status: latest.status, ...(latest.reason ? { reason: latest.reason } : {}) };
}

const keyOf = (name: string, language: string): string => `template:${name}:${language}`;

async function read(settings: Settings, name: string, language: string): Promise<TemplateRecord> {
  const kept = await settings.get(keyOf(name, language));
  return kept ? recordSchema.parse(JSON.parse(kept)) : {};
}
