/** A reply in the form of a channel, inside its limits. */
import type { ReplyOption } from '../session';
import type { ChannelProfile, Reply } from '../turn';
import { clip, splitText } from './clip';
import type { Part } from './part';
import { plainText } from './plain';

type Interactive = NonNullable<ChannelProfile['interactive']>;

/** @returns the parts to send, in order; never empty for a reply that says something. */
export function render(reply: Reply, channel: ChannelProfile): Part[] {
  const blocks = reply.blocks.filter((block) => block.text.trim() !== '');
  const { interactive } = channel;
  if (!interactive) return splitText(plainText(blocks, reply.options), channel.text).map(textPart);
  const text = blocks.map((block) => block.text).join('\n\n');
  if (reply.options.length === 0) return splitText(text, channel.text).map(textPart);
  const pieces = splitText(text, interactive.body);
  const last = pieces.at(-1) ?? reply.listLabel;
  return [...pieces.slice(0, -1).map(textPart), withOptions(last, reply, interactive)];
}

const textPart = (text: string): Part => ({ type: 'text', text });

/** Up to three short titles become buttons; more, longer or explained ones a list. */
function withOptions(text: string, reply: Reply, limits: Interactive): Part {
  const { buttons } = limits;
  const plain = plainText([{ text }], reply.options);
  const short = reply.options.every((option) => option.title.length <= buttons.title);
  if (reply.options.length <= buttons.most && short) {
    return { type: 'buttons', text, buttons: reply.options.map(({ id, title }) => ({ id, title })), plain };
  }
  return {
    type: 'list',
    text,
    button: clip(reply.listLabel, limits.list.button),
    items: reply.options.slice(0, limits.list.most).map((option) => listItem(option, limits.list)),
    plain,
  };
}

function listItem(option: ReplyOption, limits: Interactive['list']) {
  const title = clip(option.title, limits.title);
  // A title too long for its row goes whole into the line below it.
  const description = option.description ?? (title === option.title ? undefined : option.title);
  return description === undefined
    ? { id: option.id, title }
    : { id: option.id, title, description: clip(description, limits.description) };
}
