/** What Twilio and WhatsApp make of a Content: its rules, and what the person then sees. */

type Choice = { id: string; title: string; description?: string };
/** A message as it appears on the phone. */
export type Shown =
  | { type: 'text'; text: string }
  | { type: 'buttons'; text: string; buttons: Choice[] }
  | { type: 'list'; text: string; button: string; items: Choice[] };

export type TwilioRefusal = { status: number; code: number; message: string };
export type StoredContent = {
  sid: string;
  language: string;
  variables: Record<string, string>;
  types: Record<string, Record<string, unknown>>;
  approval: { name: string; status: string; rejection_reason: string } | undefined;
};

const knownTypes = ['twilio/list-picker', 'twilio/quick-reply', 'twilio/text'];

/** @returns what is wrong with a Content to be made: Twilio's own document lets any name of a type pass. */
export function contentProblems(types: Record<string, unknown>): string[] {
  const names = Object.keys(types);
  const problems = names.filter((name) => !knownTypes.includes(name)).map((name) => `${name} is not a type`);
  return names.length === 0 ? ['types is empty'] : problems;
}

/**
 * Fills in the variables and chooses the richest type the channel shows.
 * @returns a refusal where Twilio gives one (https://www.twilio.com/docs/api/errors/21656 and 63021).
 */
export function showContent(
  content: StoredContent,
  given: string | undefined,
  channel: 'whatsapp' | 'sms',
): Shown | TwilioRefusal {
  const variables = readVariables(given);
  if (!variables) return refusal(21656, 'The ContentVariables Parameter is invalid');
  const values = { ...content.variables, ...variables };
  if (Object.values(values).some(isInvalid)) return refusal(21656, 'A variable is empty or has a line break');
  const name = channel === 'sms' ? 'twilio/text' : knownTypes.find((type) => type in content.types);
  const type = name && content.types[name];
  if (!type) return refusal(63005, 'No type for this channel');
  const filled = JSON.parse(fill(JSON.stringify(type), values)) as Record<string, unknown>;
  const shown = shownOf(name, filled);
  return limitsBroken(shown) ? refusal(63021, 'Channel invalid content error') : shown;
}

const refusal = (code: number, message: string): TwilioRefusal => ({ status: 400, code, message });

function readVariables(given: string | undefined): Record<string, string> | undefined {
  if (given === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(given);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, string>) : undefined;
  } catch {
    return undefined;
  }
}

const isInvalid = (value: unknown): boolean =>
  typeof value !== 'string' || value.trim() === '' || value.length > 1600 || /[\n\r\t']| {5,}/.test(value);

function fill(json: string, values: Record<string, string>): string {
  return json.replace(/\{\{(\w+)\}\}/g, (_, name: string) => JSON.stringify(values[name] ?? '').slice(1, -1));
}

function shownOf(type: string, filled: Record<string, unknown>): Shown {
  const text = String(filled['body']);
  if (type === 'twilio/quick-reply') {
    const buttons = (filled['actions'] as Choice[]).map(({ id, title }) => ({ id, title }));
    return { type: 'buttons', text, buttons };
  }
  if (type !== 'twilio/list-picker') return { type: 'text', text };
  const items = (filled['items'] as { id: string; item: string; description?: string }[]).map(
    ({ id, item, description }) => ({ id, title: item, ...(description ? { description } : {}) }),
  );
  return { type: 'list', text, button: String(filled['button']), items };
}

/** In session, without approval: 3 buttons. */
function limitsBroken(shown: Shown): boolean {
  if (shown.type === 'text') return shown.text.length > 1600;
  const choices = shown.type === 'buttons' ? shown.buttons : shown.items;
  const [most, title, id] = shown.type === 'buttons' ? [3, 20, 128] : [10, 24, 200];
  return (
    shown.text.length > 1024 ||
    choices.length < 1 ||
    choices.length > most ||
    new Set(choices.map((choice) => choice.id)).size < choices.length ||
    choices.some(
      (choice) =>
        choice.title.length > title || choice.id.length > id || (choice.description ?? '').length > 72,
    ) ||
    (shown.type === 'list' && shown.button.length > 20)
  );
}
