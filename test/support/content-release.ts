/** The content of the repository with a stand-in for understanding, for tests to which that does not matter. */
import path from 'node:path';
import { createPlaces, type Release } from '../../bot';
import { readContent } from '../../server/content/files';
import { createRelease } from '../../server/content/release';

export const projectRoot = path.resolve(__dirname, '../..');

/** Real content; a message is understood as the topic it names, `topic:<id>`, else not at all. */
export function contentRelease(): Release {
  const bundle = readContent(projectRoot);
  return createRelease(bundle, createPlaces(bundle.municipalities), {
    understand(text, { language }) {
      const topic = /^topic:(.+)$/.exec(text)?.[1] ?? null;
      return {
        language: { code: language ?? 'fr', confidence: 1, doubtful: false, romanised: false },
        kind: topic ? 'topic' : 'unknown',
        topic,
        command: null,
        danger: null,
        decision: topic ? 'answer' : 'handoff',
        confidence: topic ? 0.9 : 0,
        candidates: topic ? [{ topic, confidence: 0.9 }] : [],
        polarity: null,
      };
    },
    findEntities: () => ({ dates: [], number: null, places: [], status: null }),
  });
}
