/** The words all checks share. A check is a function from the content to issues; it reads, it never repairs. */
import type { TextTree } from '../../../bot';
import type { ContentBundle } from '../files';

export type ContentIssue = { where: string; language?: string; problem: string };

/** language -> `namespace:key` -> text */
export type FlatTexts = ReadonlyMap<string, ReadonlyMap<string, string>>;

export type Check = (bundle: ContentBundle, texts: FlatTexts) => ContentIssue[];

/** `namespace:path.to.key` -> text, for every language. */
export const textsOf = (bundle: ContentBundle): FlatTexts =>
  new Map(bundle.languages.map(({ code }) => [code, flatten(bundle.texts[code] ?? {})]));

export function flatten(namespaces: Record<string, TextTree>): Map<string, string> {
  const flat = new Map<string, string>();
  const walk = (tree: TextTree, prefix: string): void => {
    for (const [key, value] of Object.entries(tree)) {
      if (typeof value === 'string') flat.set(prefix + key, value);
      else walk(value, `${prefix}${key}.`);
    }
  };
  for (const [namespace, tree] of Object.entries(namespaces)) walk(tree, `${namespace}:`);
  return flat;
}

export const liveCodes = (bundle: ContentBundle): string[] =>
  bundle.languages.filter((language) => language.live).map((language) => language.code);

const placeholder = /\{\{([^}]+)\}\}/g;

export const placeholdersOf = (text: string): string[] =>
  [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ''))].sort();

/** @param by put in the place of each, e.g. the longest value that may stand there. */
export const withoutPlaceholders = (text: string, by = ' '): string => text.replace(placeholder, by);
