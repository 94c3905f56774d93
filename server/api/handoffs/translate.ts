/** The bot's words in the viewer's language: the same keys and values, another language's text. */
import { type Block, formatDay, type Language, type Release } from '../../../bot';

type Texts = Release['texts'];

/**
 * @param from language the blocks were said in.
 * @returns the blocks in `to`; null when one of them has no key or no text there.
 */
export function translateBlocks(
  blocks: readonly Block[],
  from: string,
  to: string,
  release: Pick<Release, 'texts' | 'languages'>,
): string | null {
  const said = blocks.filter((block) => block.text.trim() !== '' || block.key !== null);
  if (said.length === 0) return null;
  const lines = said.map((block, index) => {
    if (block.key === null) return null;
    const values = titled(block, said[index + 1], to, release.texts);
    return release.texts.get(to, block.key, translateValues(values, from, to, release));
  });
  return lines.every((line) => line !== null) ? lines.join('\n\n') : null;
}

/** The title of an answer is itself a text: the sentence after it says of which topic. */
function titled(block: Block, next: Block | undefined, to: string, texts: Texts): Record<string, string> {
  const topic = /^topics:([^.]+)\./.exec(next?.key ?? '')?.[1];
  if (block.key !== 'bot:answer.title' || topic === undefined) return block.values;
  const title = texts.get(to, `topics:${topic}.title`);
  return title === null ? block.values : { ...block.values, title };
}

/** Days and weekdays were written in the person's language; whatever else a value is stays as it was. */
function translateValues(
  values: Record<string, string>,
  from: string,
  to: string,
  { texts, languages }: Pick<Release, 'texts' | 'languages'>,
): Record<string, string> {
  const [theirs, ours] = [from, to].map((code) => languages.find((language) => language.code === code));
  if (!theirs || !ours) return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const day = dayOf(value, theirs, texts);
      if (day !== undefined) return [name, formatDay(day, ours, texts)];
      return [name, translateWeekday(value, from, to, texts) ?? value];
    }),
  );
}

/** The day a value was written from: the one that, written again, gives the very same words. */
function dayOf(value: string, language: Language, texts: Texts): string | undefined {
  const [day, year] = [/(?<!\d)\d{1,2}(?!\d)/.exec(value)?.[0], /\d{4}/.exec(value)?.[0]];
  if (day === undefined || year === undefined) return undefined;
  const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));
  return months
    .map((month) => `${year}-${month}-${day.padStart(2, '0')}`)
    .find((candidate) => formatDay(candidate, language, texts) === value);
}

function translateWeekday(value: string, from: string, to: string, texts: Texts): string | null {
  const weekday = [1, 2, 3, 4, 5, 6, 7].find((number) => texts.get(from, `bot:weekday.${number}`) === value);
  return weekday === undefined ? null : texts.get(to, `bot:weekday.${weekday}`);
}

const optionKeys: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/^topic:(.+)$/, ([, id]) => `topics:${id}.title`],
  [/^flow:(.+)$/, ([, id]) => `flows:${id}.title`],
  [/^opt:([^/]+)\/([^/]+)\/(.+)$/, ([, flow, node, option]) => `flows:${flow}.${node}.options.${option}`],
  [/^command:(.+)$/, ([, id]) => `bot:option.${id}`],
  [/^tell:([^/]+)/, ([, what]) => `bot:option.tell-${what}`],
  [/^near:/, () => 'bot:option.near'],
  [/^more$/, () => 'bot:option.more'],
  [/^none-of-these$/, () => 'bot:option.none-of-these'],
];

/** What a person tapped, in that language; null when its id stands for no text. */
export function translateOption(id: string, language: string, texts: Texts): string | null {
  for (const [pattern, keyOf] of optionKeys) {
    const found = pattern.exec(id);
    if (found) return texts.get(language, keyOf(found));
  }
  return null;
}
