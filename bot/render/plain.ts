import type { Block, ReplyOption } from '../session';

/** Text with numbered options: for SMS, and as the form of a WhatsApp message without buttons. */
export function plainText(
  blocks: readonly Pick<Block, 'text'>[],
  options: readonly Pick<ReplyOption, 'title'>[],
  gap = '\n',
): string {
  const text = blocks.map((block) => block.text).join(gap);
  const numbered = options.map((option, index) => `${index + 1} ${option.title}`).join('\n');
  return [text, numbered].filter((part) => part !== '').join('\n');
}
