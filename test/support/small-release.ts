/** A release small enough to see through: texts show their key, understanding knows a few fixed words. */
import {
  type Actor,
  createPlaces,
  type Entities,
  type Fact,
  type Flow,
  flowSchema,
  type Municipality,
  profiles,
  type Release,
  type Topic,
  topicSchema,
  type Understanding,
  type World,
} from '../../bot';

type Parts = {
  flows?: unknown[];
  topics?: unknown[];
  facts?: Fact[];
  actors?: Actor[];
  understand?: Record<string, Partial<Understanding>>;
  entities?: Record<string, Partial<Entities>>;
};

const gent: Municipality = {
  nis: '44021',
  names: { nl: 'Gent', fr: 'Gand', de: 'Gent' },
  officialName: 'Gent',
  region: 'flanders',
  province: 'Oost-Vlaanderen',
  languages: ['nl'],
  facilities: [],
  community: 'flemish',
  postcodes: ['9000', '9030'],
  aliases: ['Ghent'],
  mergedFrom: [],
  location: { latitude: 51.05, longitude: 3.72 },
};
const brussels: Municipality = {
  ...gent,
  nis: '21004',
  names: { nl: 'Brussel', fr: 'Bruxelles', de: 'Brüssel' },
  officialName: 'Bruxelles / Brussel',
  region: 'brussels',
  languages: ['fr', 'nl'],
  community: 'bilingual',
  postcodes: ['1000', '1050'],
  aliases: [],
  location: { latitude: 50.85, longitude: 4.35 },
};
const ixelles: Municipality = {
  ...brussels,
  nis: '21009',
  names: { nl: 'Elsene', fr: 'Ixelles', de: 'Ixelles' },
  officialName: 'Ixelles / Elsene',
  postcodes: ['1050'],
};

export const appealMonths: Fact = {
  id: 'appeal-months',
  says: 'An appeal must be made within three months.',
  value: { type: 'number', value: 3, unit: 'month' },
  source: ['p1'],
  asOf: '2026-01-22',
  validUntil: '2027-12-31',
  owner: 'administrator',
  layer: 'federal',
  confidence: 'high',
  lawInMotion: false,
};

const nothingUnderstood: Understanding = {
  language: { code: 'en', confidence: 0.99, doubtful: false, romanised: false },
  kind: 'unknown',
  topic: null,
  command: null,
  danger: null,
  decision: 'handoff',
  confidence: 0,
  candidates: [],
  polarity: null,
};
const nothingFound: Entities = { dates: [], number: null, places: [], status: null };

export function smallRelease(parts: Parts = {}): Release {
  const flows = (parts.flows ?? []).map((flow) => flowSchema.parse(flow));
  const topics = (parts.topics ?? []).map((topic) => topicSchema.parse(topic));
  const facts = parts.facts ?? [appealMonths];
  return {
    id: 'small',
    languages: [
      {
        code: 'en',
        name: 'English',
        englishName: 'English',
        direction: 'ltr',
        script: 'Latn',
        order: 1,
        decimal: '.',
        live: true,
        madeFrom: [],
      },
      {
        code: 'fr',
        name: 'Français',
        englishName: 'French',
        direction: 'ltr',
        script: 'Latn',
        order: 2,
        decimal: ',',
        live: true,
        madeFrom: [],
      },
    ],
    flows: Object.fromEntries(flows.map((flow): [string, Flow] => [flow.id, flow])),
    topics: Object.fromEntries(topics.map((topic): [string, Topic] => [topic.id, topic])),
    sources: { p1: { id: 'p1', name: 'mi-is.be', kind: 'federal', date: '2026' } },
    actors: parts.actors ?? [],
    texts: {
      get: (language, key, values = {}) =>
        /-about$|\.about$/.test(key)
          ? null
          : [`${language}/${key}`, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)].join(
              ' ',
            ),
    },
    facts: { get: (id) => facts.find((fact) => fact.id === id), all: () => facts },
    places: createPlaces([gent, brussels, ixelles]),
    understand: (text) => ({ ...nothingUnderstood, ...parts.understand?.[text] }),
    findEntities: (text) => ({
      ...nothingFound,
      number: /^\d{1,2}$/.test(text) ? Number(text) : null,
      ...parts.entities?.[text],
    }),
  };
}

export function smallWorld(release: Release, change: Partial<World> = {}): World {
  return {
    release,
    now: '2026-11-23T10:00:00.000Z',
    today: '2026-11-23',
    turnId: 't1',
    channel: profiles.whatsapp,
    contact: {
      language: 'en',
      languageChosen: false,
      municipality: null,
      status: null,
      optedOut: false,
      greeted: true,
      handoff: null,
      reminders: 0,
    },
    desk: { open: true, opensAt: null },
    listens: false,
    ...change,
  };
}
