/**
 * What must hold before content may be published: whole, consistent, inside the channels' limits, no fact typed
 * into a sentence. Each check is a function from the bundle to issues; `cli content check` and the tests run all.
 */
import { checkFlow, type Fact, type TextTree, type Topic } from '../../bot';
import type { ContentBundle } from './files';

export type ContentIssue = { where: string; language?: string; problem: string };

const titleLength = 24;
const aboutLength = 72;
const buttonLength = 20;
/** A WhatsApp interactive body: three sentences, a step, a source and their title must fit together. */
const sentenceLength = 220;
const longestValue = '0'.repeat(12);

type Check = (bundle: ContentBundle, texts: FlatTexts) => ContentIssue[];
/** language -> `namespace:key` -> text */
type FlatTexts = ReadonlyMap<string, ReadonlyMap<string, string>>;

const checks: readonly Check[] = [
  sameKeysEverywhere,
  samePlaceholdersEverywhere,
  flowsHold,
  topicsHold,
  factsHold,
  noTypedFacts,
  insideLimits,
  counterCardsExist,
];

/** @returns every issue found; none means that the content may be published. */
export function checkContent(bundle: ContentBundle): ContentIssue[] {
  const texts = new Map(bundle.languages.map(({ code }) => [code, flatten(bundle.texts[code] ?? {})]));
  return checks.flatMap((check) => check(bundle, texts));
}

/** `namespace:path.to.key` -> text. */
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

const liveCodes = (bundle: ContentBundle): string[] =>
  bundle.languages.filter((language) => language.live).map((language) => language.code);

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

export const placeholdersOf = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{([^}]+)\}\}/g)].map((match) => match[1] ?? ''))].sort();

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

/** Names of papers, articles, cards, levels and helplines' kinds hold digits that are no facts. */
const officialNames =
  /(?:annex(?:e|es)?|bijlagen?|anlage|art(?:\.|icle|ikel)?|المادة|مادة|الملحق|ملحق)\s*(?:\([^)]*\)\s*)?\d+(?:bis|ter|quinquies)?(?:\s*(?:,|\/|-|and|et|en|ou|of|or|و|أو)\s*\d+(?:bis|ter|quinquies)?)*|\b9(?:bis|ter)\b|\b\d{1,2}(?:bis|ter|quinquies)\b|\b[ABC][12]\b|\bcode 207\b|\b207\b|\bart(?:icle|ikel|\.)? ?\d+\b/giu;
/** 112 must be told even when everything has lapsed. */
const typedOnPurpose = new Set([
  'bot:danger.first-plain',
  'bot:ask.not-understood.place',
  'bot:web.too-large',
]);

/** A number in a text is a fact that nobody would find when it changes. */
function noTypedFacts(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  return liveCodes(bundle).flatMap((language) =>
    [...(texts.get(language) ?? [])]
      .filter(([key]) => !typedOnPurpose.has(key))
      .filter(([, text]) => /\p{Nd}/u.test(text.replace(/\{\{[^}]+\}\}/g, '').replace(officialNames, '')))
      .map(([where, text]) => ({
        where,
        language,
        problem: `a number is typed into the sentence; make it a fact: ${text.slice(0, 80)}`,
      })),
  );
}

function lengthLimit(key: string): number | undefined {
  if (/^topics:[^.]+\.title$/.test(key) || /^flows:[^.]+\.title$/.test(key)) return titleLength;
  if (/^topics:[^.]+\.about$/.test(key) || /^flows:[^.]+\.about$/.test(key)) return aboutLength;
  if (
    key.startsWith('bot:option.') ||
    key === 'bot:erase.yes' ||
    key === 'bot:erase.no' ||
    key === 'bot:list-button'
  )
    return buttonLength;
  if (/^flows:.*\.options\.[^.]+$/.test(key)) return titleLength;
  if (key.startsWith('topics:')) return sentenceLength;
  return undefined;
}

function insideLimits(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  return liveCodes(bundle).flatMap((language) =>
    [...(texts.get(language) ?? [])].flatMap(([where, text]) => {
      const most = lengthLimit(where);
      // A placeholder's name may be longer than any value it stands for.
      const length = text.replace(/\{\{[^}]+\}\}/g, longestValue).length;
      if (most === undefined || length <= most) return [];
      return [{ where, language, problem: `has ${length} characters; at most ${most} fit` }];
    }),
  );
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
