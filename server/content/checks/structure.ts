/** Nothing missing, nothing dangling: texts, flows, topics and facts fit together. */
import { checkFlow, type Fact, type Topic } from '../../../bot';
import type { ContentBundle } from '../files';
import { type Check, type ContentIssue, type FlatTexts, liveCodes, placeholdersOf } from './check';

export const structure: readonly Check[] = [
  sameKeysEverywhere,
  samePlaceholdersEverywhere,
  flowsHold,
  topicsHold,
  factsHold,
  counterCardsExist,
];

/** The keys are read out of all languages together, never from a list kept by hand. */
function sameKeysEverywhere(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  const live = liveCodes(bundle);
  const all = new Set(live.flatMap((code) => [...(texts.get(code)?.keys() ?? [])]));
  return [...all].flatMap((key) =>
    live
      .filter((code) => !texts.get(code)?.get(key))
      .map((language) => ({ where: key, language, problem: 'the text is missing' })),
  );
}

function samePlaceholdersEverywhere(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  const [source, ...others] = liveCodes(bundle);
  if (!source) return [{ where: 'locales', problem: 'no live language' }];
  return [...(texts.get(source) ?? [])].flatMap(([key, text]) => {
    const expected = placeholdersOf(text).join(' ');
    return others
      .filter((code) => placeholdersOf(texts.get(code)?.get(key) ?? text).join(' ') !== expected)
      .map((language) => ({
        where: key,
        language,
        problem: `must contain exactly: ${expected || 'no placeholder'}`,
      }));
  });
}

function flowsHold(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  const around = {
    flows: new Set(bundle.flows.map((flow) => flow.id)),
    topics: new Set(bundle.topics.map((topic) => topic.id)),
    facts: new Set(bundle.facts.map((fact) => fact.id)),
    languagesLacking: (key: string) => liveCodes(bundle).filter((code) => !texts.get(code)?.get(key)),
  };
  return bundle.flows
    .flatMap((flow) => checkFlow(flow, around))
    .map((issue) => ({
      where: `flow ${issue.flow}, node ${issue.node}`,
      problem: `${issue.problem}: ${issue.detail}`,
    }));
}

function topicsHold(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  return bundle.topics.flatMap((topic) => [
    ...topicReferences(bundle, topic),
    ...topicTexts(bundle, topic, texts),
  ]);
}

function topicReferences(bundle: ContentBundle, topic: Topic): ContentIssue[] {
  const issue = (problem: string): ContentIssue => ({ where: `topic ${topic.id}`, problem });
  const topics = new Set(bundle.topics.map((other) => other.id));
  const facts = new Set(bundle.facts.map((fact) => fact.id));
  const last = topic.next.at(-1);
  return [
    ...topic.neighbours.filter((id) => !topics.has(id)).map((id) => issue(`neighbour ${id} does not exist`)),
    ...(topic.flow && !bundle.flows.some((flow) => flow.id === topic.flow)
      ? [issue(`flow ${topic.flow} does not exist`)]
      : []),
    ...[...topic.sentences, ...topic.next].flatMap((sentence) =>
      sentence.facts.filter((id) => !facts.has(id)).map((id) => issue(`fact ${id} does not exist`)),
    ),
    ...(last && (last.when || last.facts.length > 0)
      ? [issue('the last next step must always apply and rest on no fact')]
      : []),
  ];
}

function topicTexts(bundle: ContentBundle, topic: Topic, texts: FlatTexts): ContentIssue[] {
  const keys = ['title', 'about', ...[...topic.sentences, ...topic.next].map((sentence) => sentence.key)];
  const missing = liveCodes(bundle).flatMap((language) =>
    keys
      .filter((key) => !texts.get(language)?.get(`topics:${topic.id}.${key}`))
      .map((key) => ({ where: `topics:${topic.id}.${key}`, language, problem: 'the text is missing' })),
  );
  return [
    ...missing,
    ...liveCodes(bundle).flatMap((language) => sentencePlaceholders(topic, language, texts)),
  ];
}

/** A sentence shows only facts it says it rests on, and shows each that has a value. */
function sentencePlaceholders(topic: Topic, language: string, texts: FlatTexts): ContentIssue[] {
  return [...topic.sentences, ...topic.next].flatMap((sentence) => {
    const key = `topics:${topic.id}.${sentence.key}`;
    return placeholdersOf(texts.get(language)?.get(key) ?? '')
      .filter((name) => !sentence.facts.includes(name))
      .map((name) => ({ where: key, language, problem: `shows {{${name}}}, which is not among its facts` }));
  });
}

function factsHold(bundle: ContentBundle): ContentIssue[] {
  const sources = new Set(bundle.sources.map((source) => source.id));
  const seen = new Set<string>();
  return bundle.facts.flatMap((fact) => {
    const name = `${fact.id} (${fact.layer})`;
    const twice = seen.has(name) ? [{ where: `fact ${name}`, problem: 'stands twice' }] : [];
    seen.add(name);
    return [...twice, ...factIssues(fact, sources)];
  });
}

function factIssues(fact: Fact, sources: ReadonlySet<string>): ContentIssue[] {
  const where = `fact ${fact.id}`;
  const unknown = fact.source
    .filter((id) => !sources.has(id))
    .map((id) => ({ where, problem: `source ${id} does not exist` }));
  const order = fact.validUntil < fact.asOf ? [{ where, problem: 'lapses before it was checked' }] : [];
  return [...unknown, ...order];
}

/** A clerk reads the card in an official language, which need not be one the bot speaks. */
function counterCardsExist(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  const cards = new Set(
    bundle.flows
      .flatMap((flow) => Object.values(flow.nodes))
      .flatMap((node) => (node.type === 'card' ? [node.card] : [])),
  );
  return [...cards].flatMap((card) =>
    ['fr', 'nl', 'de'].flatMap((language) =>
      ['title', 'ask', 'bring', 'receipt']
        .map((part) => `bot:card.${card}.${part}`)
        .filter((key) => !texts.get(language)?.get(key))
        .map((where) => ({
          where,
          language,
          problem: 'a counter card must exist in every official language',
        })),
    ),
  );
}
