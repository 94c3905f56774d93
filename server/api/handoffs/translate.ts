/** The bot's words in the viewer's language: the same keys and values, another language's text. */
import type { Block, Release } from '../../../bot';

type Texts = Release['texts'];

/**
 * @returns the blocks in that language; null when one of them has no key or no text there.
 * Values (days, amounts) stay as they were written for the person.
 */
export function translateBlocks(blocks: readonly Block[], language: string, texts: Texts): string | null {
  const said = blocks.filter((block) => block.text.trim() !== '' || block.key !== null);
  if (said.length === 0) return null;
  const lines = said.map((block, index) => {
    if (block.key === null) return null;
    return texts.get(language, block.key, valuesIn(block, said[index + 1], language, texts));
  });
  return lines.every((line) => line !== null) ? lines.join('\n\n') : null;
}

/** The title of an answer is itself a text: the sentence after it says of which topic. */
function valuesIn(
  block: Block,
  next: Block | undefined,
  language: string,
  texts: Texts,
): Record<string, string> {
  const topic = /^topics:([^.]+)\./.exec(next?.key ?? '')?.[1];
  if (block.key !== 'bot:answer.title' || topic === undefined) return block.values;
  const title = texts.get(language, `topics:${topic}.title`);
  return title === null ? block.values : { ...block.values, title };
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
