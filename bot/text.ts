/** Texts by key through i18next: exactly the asked language or nothing. */
import i18next, { type i18n } from 'i18next';
import type { Language, LanguageCode, TextKey } from './content';
import type { Texts } from './release';

/** Nested texts of one language: namespace -> tree of strings. */
export type TextTree = { [key: string]: string | TextTree };
export type TextResources = Record<LanguageCode, Record<string, TextTree>>;

/** A value to fill in, or another text to put in its place. */
const hasSlots = /\{\{|\$t\(/;

/** Numbers, phones and Latin names keep their order inside right-to-left text (Unicode UAX #9, LRI…PDI). */
const isolate = (value: string): string => `\u2066${value}\u2069`;

const rightToLeftMark = '\u200f';
const slots = /\{\{[^}]*\}\}|\$t\([^)]*\)/g;
const firstStrong = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}]/u;

/**
 * WhatsApp gives each line the direction of its first letter (UAX #9, rule P2): a right-to-left line that begins with
 * "CPAS" would be laid out from the left. A mark before it, which nobody sees, sets it right.
 */
function directed(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const first = firstStrong.exec(line.replace(slots, ''))?.[0] ?? '';
      const turns = /\p{Script=Latin}/u.test(first) && /\p{Script=Arabic}|\p{Script=Hebrew}/u.test(line);
      return turns ? rightToLeftMark + line : line;
    })
    .join('\n');
}

/**
 * @param resources language -> namespace -> nested texts, as in `locales/`.
 * @returns a finder that never falls back to another language.
 */
export function createTexts(languages: readonly Language[], resources: TextResources): Texts {
  const rightToLeft = new Set(languages.filter((l) => l.direction === 'rtl').map((l) => l.code));
  const trees = Object.fromEntries(
    Object.entries(resources).map(([code, own]) => [code, rightToLeft.has(code) ? directedTree(own) : own]),
  );
  const instance = initialise(trees);
  const texts = new Map(Object.entries(trees).map(([code, own]) => [code, flatTexts(own)]));
  const translators = new Map(Object.keys(trees).map((code) => [code, instance.getFixedT(code)]));
  return {
    get(language, key, values = {}) {
      const text = texts.get(language)?.get(key);
      // Most texts stand alone: i18next takes 20 times as long to find that out.
      if (text !== undefined && !hasSlots.test(text)) return text;
      const translate = translators.get(language);
      if (!translate || !instance.exists(key, { lng: language })) return null;
      return translate(key, rightToLeft.has(language) ? isolated(values) : values);
    },
  };
}

function directedTree<T extends TextTree>(tree: T): T {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      typeof value === 'string' ? directed(value) : directedTree(value),
    ]),
  ) as T;
}

/** `namespace:path.to.key` -> text. */
function flatTexts(trees: Record<string, TextTree>): Map<TextKey, string> {
  const flat = new Map<TextKey, string>();
  const walk = (tree: TextTree, prefix: string): void => {
    for (const [key, value] of Object.entries(tree)) {
      if (typeof value === 'string') flat.set(prefix + key, value);
      else walk(value, `${prefix}${key}.`);
    }
  };
  for (const [namespace, tree] of Object.entries(trees)) walk(tree, `${namespace}:`);
  return flat;
}

function initialise(resources: TextResources): i18n {
  const namespaces = [...new Set(Object.values(resources).flatMap((tree) => Object.keys(tree)))];
  const instance = i18next.createInstance();
  instance.init({
    resources,
    ns: namespaces,
    lng: 'cimode',
    fallbackLng: false,
    // WhatsApp and SMS show plain text; the web page sets text content, never HTML.
    interpolation: { escapeValue: false, skipOnVariables: true },
    returnNull: true,
    initAsync: false,
    showSupportNotice: false,
  });
  return instance;
}

function isolated(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isLatinOrNumber(value) ? isolate(value) : value]),
  );
}

function isLatinOrNumber(value: string): boolean {
  return !/[\u0590-\u08ff\ufb1d-\ufefc]/.test(value);
}
