/** A small release with real texts, facts and places, so that these tests do not depend on the content in force. */
import {
  createPlaces,
  createTexts,
  type Entities,
  type Fact,
  type Language,
  type Municipality,
  type Release,
  type TextTree,
  topicSchema,
  type Understanding,
} from '../../../bot';

const language = (code: string, direction: 'ltr' | 'rtl' = 'ltr'): Language => ({
  code,
  name: code,
  englishName: code,
  direction,
  script: direction === 'rtl' ? 'Arab' : 'Latn',
  order: 1,
  decimal: ',',
  live: true,
  madeFrom: [],
});

const languages = [language('fr'), language('nl'), language('en'), language('ar', 'rtl')];

const bot = (words: Record<string, string>): TextTree => ({
  'list-button': '…',
  'missing-text': '?',
  sorry: '?',
  menu: { text: words['menu'] ?? '' },
  answer: { title: '{{title}}', source: `${words['source']} {{source}} {{date}}`, lapsed: '!', care: '!' },
  option: { menu: 'Menu', person: words['person'] ?? '', language: 'Aa' },
  handoff: {
    closed: words['closed'] ?? '',
    expired: '!',
    requested: words['requested'] ?? '',
    open: 'o',
    later: 'l',
  },
  intro: { who: 'Passerelle', privacy: '…' },
  format: { day: '{{day}} {{month}} {{year}}' },
  month: { 11: 'nov' },
});

const texts = createTexts(languages, {
  fr: {
    bot: bot({
      menu: 'De quoi s’agit-il ?',
      source: 'Source :',
      person: 'Une personne',
      closed: 'Fini.',
      requested: 'Je demande.',
    }),
    flows: { register: { title: 'M’inscrire', hello: { text: 'Allez à la commune.' } } },
    topics: {
      'cpas-ask': {
        title: 'Demander au CPAS',
        about: 'a',
        rule: 'Le CPAS répond en {{cpas-days}} jours.',
        go: 'Allez-y.',
      },
      'only-french': { title: 'Seulement en français', about: 'a', go: 'Voilà.' },
    },
  },
  nl: {
    bot: bot({
      menu: 'Waarover gaat het?',
      source: 'Bron:',
      person: 'Een mens',
      closed: 'Gedaan.',
      requested: 'Ik vraag.',
    }),
    flows: { register: { title: 'Inschrijven', hello: { text: 'Ga naar de gemeente.' } } },
    topics: {
      'cpas-ask': {
        title: 'Het OCMW vragen',
        about: 'a',
        rule: 'Het OCMW antwoordt in {{cpas-days}} dagen.',
        go: 'Ga.',
      },
    },
  },
  en: { bot: bot({}), flows: {}, topics: {} },
  ar: {
    bot: bot({ menu: 'ما الموضوع؟', source: 'المصدر:', person: 'شخص', closed: 'انتهى', requested: 'أطلب' }),
    flows: { register: { title: 'تسجيل', hello: { text: 'اذهب إلى البلدية.' } } },
    topics: {
      'cpas-ask': {
        title: 'طلب من CPAS',
        about: 'a',
        rule: 'يجيب CPAS خلال {{cpas-days}} يوماً.',
        go: 'اذهب.',
      },
    },
  },
});

const fact: Fact = {
  id: 'cpas-days',
  says: 'Days in which the CPAS decides',
  value: { type: 'number', value: 30, unit: 'day' },
  source: ['mi-is'],
  asOf: '2026-11-01',
  validUntil: '2027-11-01',
  owner: 'editor',
  layer: 'federal',
  confidence: 'high',
  lawInMotion: false,
};

const place = (nis: string, name: string, postcodes: string[], mergedFrom: string[] = []): Municipality => ({
  nis,
  names: { nl: name, fr: name, de: name },
  officialName: name,
  region: 'flanders',
  province: 'p',
  languages: ['nl'],
  facilities: [],
  community: 'flemish',
  postcodes,
  aliases: [],
  mergedFrom,
});

/** Two share a postcode; one is a merger. */
export const places = createPlaces([
  { ...place('44021', 'Gent', ['9000']), names: { nl: 'Gent', fr: 'Gand', de: 'Gent' } },
  place('21004', 'Brussel', ['1000', '1020']),
  place('21015', 'Schaarbeek', ['1030', '1000']),
  place('44088', 'Merelbeke-Melle', ['9820'], ['44043', '44040']),
]);

const nothing: Entities = { dates: [], number: null, places: [], status: null };

/** Understands "person" and "menu", nothing else. */
function understand(text: string): Understanding {
  const language = { code: 'fr', confidence: 1, doubtful: false, romanised: false };
  const base = { language, topic: null, danger: null, confidence: 0, candidates: [], polarity: null };
  if (text === 'person') return { ...base, kind: 'human', command: 'person', decision: 'handoff' };
  if (text === 'menu') return { ...base, kind: 'command', command: 'menu', decision: 'command' };
  return { ...base, kind: 'unknown', command: null, decision: 'clarify' };
}

const topic = (id: string, sentences: object[]) =>
  topicSchema.parse({ id, area: 'cpas', neighbours: [], sentences, next: [{ key: 'go' }] });

export const release: Release = {
  id: 'r1',
  languages,
  flows: {
    register: {
      id: 'register',
      start: 'hello',
      menu: 1,
      takes: {},
      nodes: {
        hello: { type: 'say', values: {}, next: 'end' },
        end: { type: 'end', menu: false },
      },
    },
  },
  topics: {
    'cpas-ask': topic('cpas-ask', [{ key: 'rule', facts: ['cpas-days'] }]),
    'only-french': topic('only-french', [{ key: 'go' }]),
  },
  sources: { 'mi-is': { id: 'mi-is', name: 'mi-is.be', kind: 'official', date: '2026-11-01' } },
  actors: [],
  texts,
  facts: { all: () => [fact], get: (id) => (id === fact.id ? fact : undefined) },
  places,
  understand,
  findEntities: () => nothing,
};
