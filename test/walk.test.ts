/**
 * Walks everything that can be said: every topic and every way through every flow, in every live language, on every
 * channel, with today's facts and with all facts lapsed. No missing text, no other language, no limit broken, no
 * lapsed value, always something to do.
 */
import {
  advance,
  type ChannelProfile,
  countSegments,
  type Fact,
  formatFact,
  isCurrent,
  newSession,
  profiles,
  type Reply,
  render,
  type Session,
  type World,
} from '../bot';
import { contentRelease } from './support/content-release';
import { smallWorld } from './support/small-release';

const release = contentRelease();
const channels = Object.values(profiles);
const languages = release.languages.map((language) => language.code);
const today = '2026-11-23';
const afterAll = '2099-01-01';

const statuses = [
  null,
  'refugee',
  'subsidiary',
  'temporary-protection',
  'applicant',
  'family',
  'worker',
  'student',
  'eu',
  'no-papers',
  'other',
];
/** Gent, the longest name of all (Woluwe-Saint-Lambert), Liège, Eupen, and nowhere: regions, languages, communities. */
const places = [null, '44021', '21018', '62063', '63023'];

function worldFor(
  channel: ChannelProfile,
  language: string,
  day: string,
  change: Partial<World['contact']> = {},
): World {
  const world = smallWorld(release, { channel, today: day, now: `${day}T10:00:00.000Z` });
  return { ...world, contact: { ...world.contact, language, languageChosen: true, ...change } };
}

/** Everything wrong with what one turn says on this channel. */
function problemsOf(replies: readonly Reply[], channel: ChannelProfile): string[] {
  const missing = replies
    .flatMap((reply) => reply.blocks)
    .filter((block) => block.key === 'bot:missing-text' || /\{\{|\}\}/.test(block.text));
  const limits = replies
    .flatMap((reply) => render(reply, channel))
    .flatMap((part) => partProblems(part, channel));
  return [...missing.map((block) => `missing text: ${JSON.stringify(block)}`), ...limits];
}

function partProblems(part: ReturnType<typeof render>[number], channel: ChannelProfile): string[] {
  const { interactive } = channel;
  const problems: string[] = [];
  if (part.text.trim() === '') problems.push('an empty message');
  if (part.text.length > channel.text) problems.push(`text of ${part.text.length}`);
  if (part.type === 'text' || !interactive) return problems;
  const rows = part.type === 'buttons' ? part.buttons : part.items;
  const most = part.type === 'buttons' ? interactive.buttons : interactive.list;
  if (part.text.length > interactive.body) problems.push(`body of ${part.text.length}`);
  if (rows.length > most.most) problems.push(`${rows.length} rows`);
  if (new Set(rows.map((row) => row.title)).size < rows.length)
    problems.push(`two rows alike: ${rows.map((row) => row.title).join(' | ')}`);
  for (const row of rows) {
    if (row.title.length > most.title || row.title.trim() === '') problems.push(`title "${row.title}"`);
    if (row.title.endsWith('…')) problems.push(`title was cut: "${row.title}"`);
    if (row.id.length > 100) problems.push(`id ${row.id}`);
    if ((row.description?.length ?? 0) > interactive.list.description)
      problems.push(`description "${row.description}"`);
  }
  return problems;
}

const segmentsOf = (replies: readonly Reply[]): number =>
  replies
    .flatMap((reply) => render(reply, profiles.sms))
    .reduce((sum, part) => sum + countSegments(part.text), 0);

/** Values of facts that must not be seen on this day. */
function lapsedValues(day: string): string[] {
  const language = release.languages[0];
  if (!language) return [];
  return release.facts
    .all()
    .filter(
      (fact: Fact) =>
        !isCurrent(fact, day) &&
        (fact.value.type === 'money' || fact.value.type === 'phone' || fact.value.type === 'address'),
    )
    .map((fact) => formatFact(fact, language, release.texts) ?? '')
    .filter((value) => value.length > 3);
}

describe.each(languages)('topics in %s', (language) => {
  const topics = Object.keys(release.topics);

  it.each(topics)('%s', (topic) => {
    for (const channel of channels) {
      for (const status of statuses) {
        for (const municipality of places) {
          for (const day of [today, afterAll]) {
            const turn = advance(
              worldFor(channel, language, day, { status, municipality }),
              newSession(release.id),
              { type: 'choice', id: `topic:${topic}`, title: '' },
            );
            expect(problemsOf(turn.replies, channel)).toEqual([]);
            if (channel.kind === 'sms') expect(segmentsOf(turn.replies)).toBeLessThanOrEqual(3);
            expect(turn.replies.at(-1)?.options.length).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  it('says where an answer comes from and when it was checked, or that it is to be verified', () => {
    for (const topic of topics) {
      const turn = advance(worldFor(profiles.web, language, today), newSession(release.id), {
        type: 'choice',
        id: `topic:${topic}`,
        title: '',
      });
      const keys = turn.replies.flatMap((reply) => reply.blocks.map((block) => block.key));
      const told = keys.some((key) => key === 'bot:answer.source' || key === 'bot:answer.unverified');
      expect([topic, told || keys.includes('bot:answer.lapsed')]).toEqual([topic, true]);
    }
  });

  it('never tells a value that has lapsed, and always says what to do', () => {
    const lapsed = lapsedValues(afterAll);
    expect(lapsed.length).toBeGreaterThan(5);
    for (const topic of topics) {
      const next = new Set(release.topics[topic]?.next.map((sentence) => `topics:${topic}.${sentence.key}`));
      const turn = advance(worldFor(profiles.web, language, afterAll), newSession(release.id), {
        type: 'choice',
        id: `topic:${topic}`,
        title: '',
      });
      const blocks = turn.replies.flatMap((reply) => reply.blocks);
      const text = blocks.map((block) => block.text).join('\n');
      expect(lapsed.filter((value) => text.includes(value))).toEqual([]);
      expect(blocks.some((block) => block.key !== null && next.has(block.key))).toBe(true);
      expect(turn.replies.at(-1)?.options.some((option) => option.id === 'command:person')).toBe(true);
    }
  });
});

type Walk = { turns: number; problems: string[]; segments: number[] };

/** Goes every way through a flow, tapping each option once, writing a fixed answer where something is asked. */
function walkFlow(flow: string, channel: ChannelProfile, language: string, day: string): Walk {
  const walk: Walk = { turns: 0, problems: [], segments: [] };
  const seen = new Set<string>();
  const queue: { session: Session; contact: World['contact']; tap: string }[] = [
    {
      session: newSession(release.id),
      contact: worldFor(channel, language, day).contact,
      tap: `flow:${flow}`,
    },
  ];
  for (let next = queue.pop(); next && walk.turns < 600; next = queue.pop()) {
    const world = { ...worldFor(channel, language, day), contact: next.contact };
    const turn = advance(world, next.session, { type: 'choice', id: next.tap, title: '' });
    walk.turns += 1;
    walk.segments.push(channel.kind === 'sms' ? segmentsOf(turn.replies) : 0);
    walk.problems.push(
      ...problemsOf(turn.replies, channel).map((problem) => `${flow}, ${next?.tap}: ${problem}`),
    );
    if (turn.effects.some((effect) => effect.type === 'open_handoff')) continue;
    const contact = { ...next.contact };
    for (const effect of turn.effects) if (effect.type === 'set_status') contact.status = effect.status;
    for (const option of turn.session.offered) {
      const here = `${turn.session.position?.node ?? '-'} ${option.id}`;
      if (seen.has(here) || !/^(opt|more)/.test(option.id)) continue;
      seen.add(here);
      queue.push({ session: turn.session, contact, tap: option.id });
    }
  }
  return walk;
}

describe.each(languages)('flows in %s', (language) => {
  it.each(channels.map((channel) => channel.kind))('on %s', (kind) => {
    const walks = Object.keys(release.flows).flatMap((flow) =>
      [today, afterAll].map((day) => walkFlow(flow, profiles[kind], language, day)),
    );
    expect(walks.flatMap((walk) => walk.problems)).toEqual([]);
    expect(walks.reduce((sum, walk) => sum + walk.turns, 0)).toBeGreaterThan(60);
    const segments = walks.flatMap((walk) => walk.segments).filter((count) => count > 0);
    if (kind === 'sms')
      expect(segments.filter((count) => count <= 3).length / segments.length).toBeGreaterThanOrEqual(0.95);
  });
});
