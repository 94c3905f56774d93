/**
 * Pages for channels that are paid by length: a turn costs at most so many segments; the rest is read by asking for
 * more. Nothing is dropped: what does not fit stays in the session.
 */
import { type Draft, type Scene, words } from '../scene';
import type { Block, ReplyOption } from '../session';
import { splitText } from './clip';
import { plainText } from './plain';
import { cheapCharacters, countSegments, safeLength } from './segments';

type Pages = { now: Draft[]; unread: Block[]; unreadOptions: ReplyOption[] };

/** Numbers of danger are never cut into pages: they may cost this much. */
const segmentsInDanger = 10;

const inDanger = (scene: Scene): boolean =>
  scene.effects.some(
    (done) => (done.type === 'open_handoff' || done.type === 'raise_handoff') && done.reason === 'danger',
  );

/** Least options shown beside "more" when a menu is too long for one page. */
const fewestOptions = 2;

export function paginate(scene: Scene, drafts: Draft[]): Pages {
  const limit = scene.world.channel.segments;
  if (limit === undefined || drafts.length === 0) return { now: drafts, unread: [], unreadOptions: [] };
  const most = inDanger(scene) ? Math.max(limit, segmentsInDanger) : limit;
  const template = drafts.find((draft) => draft.template)?.template;
  const blocks = drafts.flatMap((draft) => draft.blocks).flatMap((block) => shortEnough(block, most));
  const options = (drafts.at(-1)?.options ?? []).map((option) => ({
    ...option,
    title: cheapCharacters(option.title),
  }));
  const page = firstPage(blocks, options, more(scene), most);
  return { ...page, now: page.now.map((draft) => (template ? { ...draft, template } : draft)) };
}

const more = (scene: Scene): ReplyOption => ({ id: 'more', title: words(scene, 'bot:option.more').text });

function firstPage(blocks: Block[], options: ReplyOption[], more: ReplyOption, most: number): Pages {
  const fits = (count: number, shown: ReplyOption[]) =>
    countSegments(plainText(blocks.slice(0, count), shown)) <= most;
  const page = (count: number, shown: ReplyOption[], left: ReplyOption[]): Pages => ({
    now: [{ blocks: blocks.slice(0, count), options: shown, alone: false }],
    unread: blocks.slice(count),
    unreadOptions: left,
  });
  if (fits(blocks.length, options)) return page(blocks.length, options, []);
  for (let shown = options.length - 1; shown >= fewestOptions; shown--) {
    const some = [...options.slice(0, shown), more];
    if (fits(blocks.length, some)) return page(blocks.length, some, options.slice(shown));
  }
  for (let count = blocks.length; count > 1; count--) {
    if (fits(count, [more])) return page(count, [more], options);
  }
  return page(Math.min(1, blocks.length), [more], options);
}

/** A block that could not stand on any page is cut at a sentence or a space. */
function shortEnough(block: Block, most: number): Block[] {
  const text = cheapCharacters(block.text);
  const room = safeLength(most) - 20;
  if (countSegments(`${text}\n1 ........`) <= most) return [{ ...block, text }];
  return splitText(text, room).map((piece, index) =>
    index === 0 ? { ...block, text: piece } : { key: null, values: {}, text: piece },
  );
}
