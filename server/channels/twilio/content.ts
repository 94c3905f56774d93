/**
 * Buttons and lists as Content: generic forms of which every text is a variable, so that nothing personal stays at Twilio
 * and few Contents serve all answers. The line breaks of the body belong to the form,
 * because a variable may not hold one (https://www.twilio.com/docs/api/errors/21656).
 */
import { createHash } from 'node:crypto';
import { type Part, profiles } from '../../../bot';
import type { ContentDefinition } from './api';

export type RichPart = Exclude<Part, { type: 'text' }>;

export type ContentMessage = {
  /** Hash of the form: the same for all messages of this form. */
  hash: string;
  definition: ContentDefinition;
  /** Values by number, for `ContentVariables`. */
  values: Record<string, string>;
};

const limits = {
  // https://www.twilio.com/docs/content/content-types-overview
  variables: 100,
  // https://www.twilio.com/docs/content/twilio-quick-reply: 128 where a page says 200 and another 256.
  buttonId: 128,
  // https://www.twilio.com/docs/content/twiliolist-picker
  itemId: 200,
} as const;
const interactive = profiles.whatsapp.interactive;

/** @returns undefined when the part does not fit what WhatsApp shows: then its numbered text is sent. */
export function contentFor(part: RichPart): ContentMessage | undefined {
  if (!fits(part)) return undefined;
  const slots = createSlots();
  const body = bodyOf(part.text, slots);
  const rich = part.type === 'buttons' ? quickReply(part, body, slots) : listPicker(part, body, slots);
  const types = {
    [rich.type]: rich.content,
    // What a channel without buttons would get.
    'twilio/text': { body: [body, ...rich.titles.map((title, index) => `${index + 1} ${title}`)].join('\n') },
  };
  const values = slots.values();
  const empty = Object.values(values).some((value) => value === '');
  // An empty variable is refused, and a body of nothing has no place for one.
  if (empty || body === '' || Object.keys(values).length > limits.variables) return undefined;
  return { hash: hashOf(types), definition: definitionOf(types, rich.label, values), values };
}

type Slots = { add(value: string): string; values(): Record<string, string> };

/** Numbered placeholders in the order they are asked for. */
function createSlots(): Slots {
  const kept: string[] = [];
  return {
    add: (value) => `{{${kept.push(tidy(value))}}}`,
    values: () => Object.fromEntries(kept.map((value, index) => [String(index + 1), value])),
  };
}

/**
 * What Twilio accepts in a variable: no tab, no run of spaces, no braces that look like a variable.
 * A straight apostrophe gave 21656 (https://github.com/twilio/twilio-node/issues/1082); the curly one is right in print anyway.
 */
export function tidy(value: string): string {
  return value
    .replace(/\s+/gu, ' ')
    .trim()
    .replaceAll("'", '’')
    .replaceAll('{{', '{ {')
    .replaceAll('}}', '} }');
}

const lineBreak = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;

/** A variable for each line; empty lines stay, at most one after another. */
function bodyOf(text: string, slots: Slots): string {
  const lines = text.split(lineBreak).map((line) => (tidy(line) === '' ? '' : slots.add(line)));
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

type Rich = { type: string; label: string; content: object; titles: string[] };

function quickReply(part: Extract<Part, { type: 'buttons' }>, body: string, slots: Slots): Rich {
  const actions = part.buttons.map(({ id, title }) => ({
    type: 'QUICK_REPLY',
    title: slots.add(title),
    id: slots.add(id),
  }));
  const titles = actions.map((action) => action.title);
  return {
    type: 'twilio/quick-reply',
    label: `${actions.length} buttons`,
    content: { body, actions },
    titles,
  };
}

function listPicker(part: Extract<Part, { type: 'list' }>, body: string, slots: Slots): Rich {
  const button = slots.add(part.button);
  const items = part.items.map(({ id, title, description }) => ({
    item: slots.add(title),
    id: slots.add(id),
    // An empty variable is refused, so a row without a description has none in the form either.
    ...(description && tidy(description) !== '' ? { description: slots.add(description) } : {}),
  }));
  const titles = items.map((item) => item.item);
  return {
    type: 'twilio/list-picker',
    label: `list of ${items.length}`,
    content: { body, button, items },
    titles,
  };
}

function hashOf(types: object): string {
  return createHash('sha256').update(JSON.stringify(types)).digest('hex').slice(0, 32);
}

function definitionOf(
  types: Record<string, object>,
  label: string,
  values: Record<string, string>,
): ContentDefinition {
  return {
    friendly_name: `passerelle ${label}`,
    // The form holds no word of any language.
    language: 'en',
    // Defaults, never seen: every variable is given a value when it is sent.
    variables: Object.fromEntries(Object.keys(values).map((number) => [number, '-'])),
    types,
  };
}

function fits(part: RichPart): boolean {
  if (!interactive || tidyLength(part.text) > interactive.body) return false;
  if (!different((part.type === 'buttons' ? part.buttons : part.items).map(({ id }) => id))) return false;
  if (part.type === 'buttons') {
    const { most, title } = interactive.buttons;
    return (
      part.buttons.length <= most &&
      // WhatsApp refuses two buttons with the same words.
      different(part.buttons.map((button) => tidy(button.title))) &&
      part.buttons.every((button) => within(button, title, limits.buttonId))
    );
  }
  const { most, title, description, button } = interactive.list;
  return (
    part.items.length <= most &&
    tidyLength(part.button) <= button &&
    part.items.every(
      (item) => within(item, title, limits.itemId) && tidyLength(item.description ?? '') <= description,
    )
  );
}

const within = (choice: { id: string; title: string }, title: number, id: number): boolean =>
  tidyLength(choice.title) <= title && tidy(choice.id) === choice.id && choice.id.length <= id;

const different = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** The braces we open up make a text longer. */
const tidyLength = (text: string): number =>
  Math.max(text.length, text.split(lineBreak).map(tidy).join('\n').length);
