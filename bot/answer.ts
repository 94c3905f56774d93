/** Answers a topic: up to three sentences that hold for this person, where they come from, one thing to do next. */
import { variablesOf } from './condition';
import type { Fact, Sentence, Topic, TopicId } from './content';
import { currentFact, effect, isTrue, languageOf, option, type Scene, say, variable, words } from './scene';
import type { Block, ReplyOption } from './session';
import { formatDay, formatFact } from './values';

const mostSentences = 3;

/**
 * Says the answer to a topic.
 * @param follow options for what one may want next; left out inside a flow, which goes on by itself.
 * @returns false when the release has no such topic.
 */
export function answerTopic(scene: Scene, id: TopicId, follow: boolean): boolean {
  const topic = scene.world.release.topics[id];
  if (!topic) return false;
  const { blocks, facts, lapsed } = sentencesFor(scene, topic);
  const careful = facts.some((fact) => fact.lawInMotion || fact.confidence === 'low');
  const all = [
    words(scene, 'bot:answer.title', { title: words(scene, `topics:${id}.title`).text }),
    ...blocks,
    ...(lapsed ? [words(scene, 'bot:answer.lapsed')] : []),
    ...(careful && !lapsed ? [words(scene, 'bot:answer.care')] : []),
    ...nextStep(scene, topic),
    ...sourceOf(scene, facts),
  ];
  say(scene, all, follow ? { options: followUps(scene, topic, lapsed || careful) } : {});
  scene.session.topic = id;
  effect(scene, {
    type: 'record_need',
    topic: id,
    outcome: lapsed && blocks.length === 0 ? 'unanswered' : 'answered',
  });
  return true;
}

/** Marks an answer as said, for this place and this situation, so that a procedure begun from it does not repeat it. */
export const saidAs = (scene: Scene, id: TopicId): string =>
  [id, scene.contact.municipality, scene.contact.status].join(' ');

function sentencesFor(scene: Scene, topic: Topic): { blocks: Block[]; facts: Fact[]; lapsed: boolean } {
  const blocks: Block[] = [];
  const facts: Fact[] = [];
  let lapsed = false;
  for (const sentence of topic.sentences) {
    if (blocks.length === mostSentences) break;
    if (sentence.when && !isTrue(scene, sentence.when)) continue;
    const said = sentenceBlock(scene, topic.id, sentence);
    if (said) {
      blocks.push(said.block);
      facts.push(...said.facts);
    } else {
      lapsed = true;
    }
  }
  return { blocks, facts, lapsed };
}

/** @returns null when one of its facts has lapsed: an old value is never told. */
function sentenceBlock(
  scene: Scene,
  topic: TopicId,
  sentence: Sentence,
): { block: Block; facts: Fact[] } | null {
  const facts: Fact[] = [];
  const values: Record<string, string> = {};
  for (const id of sentence.facts) {
    const fact = currentFact(scene, id);
    if (!fact) return null;
    facts.push(fact);
    const written = formatFact(fact, languageOf(scene), scene.world.release.texts);
    if (written !== undefined) values[id] = written;
  }
  return { block: words(scene, `topics:${topic}.${sentence.key}`, values), facts };
}

function nextStep(scene: Scene, topic: Topic): Block[] {
  for (const sentence of topic.next) {
    if (sentence.when && !isTrue(scene, sentence.when)) continue;
    const said = sentenceBlock(scene, topic.id, sentence);
    if (said) return [said.block];
  }
  return [];
}

/** `Source: mi-is.be. Checked: 22 November 2026.` The oldest date of the facts told counts. */
function sourceOf(scene: Scene, facts: Fact[]): Block[] {
  const oldest = facts.map((fact) => fact.asOf).sort()[0];
  if (oldest === undefined) return [];
  const names = [...new Set(facts.flatMap((fact) => fact.source))]
    .filter((id) => id !== 'to-verify')
    .map((id) => scene.world.release.sources[id]?.name ?? '')
    .filter((name) => name !== '')
    .slice(0, 2);
  const date = formatDay(oldest, languageOf(scene), scene.world.release.texts);
  if (names.length === 0) return [words(scene, 'bot:answer.unverified', { date })];
  return [words(scene, 'bot:answer.source', { source: names.join(', '), date })];
}

function followUps(scene: Scene, topic: Topic, personFirst: boolean): ReplyOption[] {
  const person = option(scene, 'command:person', 'bot:option.person');
  const options: ReplyOption[] = [];
  if (personFirst) options.push(person);
  // "Help near me" below knows the domain already and asks less.
  const nearby = topic.flow === 'find-help' && topic.domain !== undefined;
  if (topic.flow && !nearby && scene.world.release.flows[topic.flow]) {
    options.push(
      option(
        scene,
        `flow:${topic.flow}/${topic.id}`,
        `flows:${topic.flow}.title`,
        `flows:${topic.flow}.about`,
      ),
    );
  }
  options.push(...whatWouldHelp(scene, topic));
  if (topic.domain) options.push(option(scene, `near:${topic.domain}`, 'bot:option.near'));
  options.push(...neighboursOf(scene, topic));
  if (!personFirst) options.push(person);
  options.push(option(scene, 'command:menu', 'bot:option.menu'));
  return options;
}

/** When the answer depends on the municipality or the status and we do not know it, offers to tell it. */
function whatWouldHelp(scene: Scene, topic: Topic): ReplyOption[] {
  const read = new Set(
    topic.sentences.flatMap((sentence) => (sentence.when ? variablesOf(sentence.when) : [])),
  );
  const options: ReplyOption[] = [];
  const placeMatters = ['region', 'community', 'municipality'].some((name) => read.has(name));
  if (placeMatters && variable(scene, 'municipality') === undefined) {
    options.push(option(scene, `tell:municipality/${topic.id}`, 'bot:option.tell-municipality'));
  }
  if (read.has('status') && variable(scene, 'status') === undefined) {
    options.push(option(scene, `tell:status/${topic.id}`, 'bot:option.tell-status'));
  }
  return options;
}

function neighboursOf(scene: Scene, topic: Topic): ReplyOption[] {
  return topic.neighbours.slice(0, 2).map((id) => topicOption(scene, id));
}

/** A topic to tap, with its short title and what it is about. */
export function topicOption(scene: Scene, id: TopicId): ReplyOption {
  return option(scene, `topic:${id}`, `topics:${id}.title`, `topics:${id}.about`);
}
