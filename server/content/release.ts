/** Turns checked content into a release the core can use. */
import { createHash } from 'node:crypto';
import {
  createTexts,
  type Fact,
  type FindEntities,
  type Places,
  type Release,
  type Understand,
} from '../../bot';
import type { ContentBundle } from './files';

export type Understanding = { understand: Understand; findEntities: FindEntities };

/** @returns an immutable release named by the hash of its contents. */
export function createRelease(bundle: ContentBundle, places: Places, understanding: Understanding): Release {
  const live = bundle.languages.filter((language) => language.live);
  return {
    id: releaseId(bundle),
    languages: live,
    flows: byId(bundle.flows),
    topics: byId(bundle.topics),
    sources: byId(bundle.sources),
    actors: bundle.actors,
    texts: createTexts(bundle.languages, bundle.texts),
    facts: createFacts(bundle.facts, places),
    places,
    ...understanding,
  };
}

function byId<T extends { id: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}

/** First 16 hexadecimal digits of the SHA-256 of the content, keys in a fixed order. */
function releaseId(bundle: ContentBundle): string {
  return createHash('sha256').update(JSON.stringify(bundle)).digest('hex').slice(0, 16);
}

/** Facts by id and layer; the layer closest to the person wins. */
function createFacts(facts: readonly Fact[], places: Places): Release['facts'] {
  const layers = new Map<string, Map<string, Fact>>();
  for (const fact of facts) {
    const ofFact = layers.get(fact.id) ?? new Map<string, Fact>();
    ofFact.set(fact.layer, fact);
    layers.set(fact.id, ofFact);
  }
  return {
    all: () => facts,
    get(id, nis) {
      const ofFact = layers.get(id);
      const place = nis === null ? undefined : places.byNis(nis);
      return (
        ofFact?.get(`municipality:${nis}`) ??
        (place && ofFact?.get(`region:${place.region}`)) ??
        ofFact?.get('federal')
      );
    },
  };
}
