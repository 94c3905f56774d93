/** What anybody may know of the service: its languages, how complete and reviewed they are, when topics were checked. */
import { z } from 'zod';
import type { Release } from '../../../bot';
import { publicRoute } from '../route';

const languageSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  englishName: z.string(),
  /** Languages its texts were written from. */
  madeFrom: z.array(z.string()),
  /** `reviewed`: approved by a native reader; the rest is drafted. */
  texts: z.strictObject({ wanted: z.int(), present: z.int(), reviewed: z.int() }),
});

const topicSchema = z.strictObject({
  id: z.string(),
  /** Day of the source of its oldest fact; null when it rests on none. */
  checked: z.iso.date().nullable(),
  /** First day on which one of its facts is no longer told. */
  lapses: z.iso.date().nullable(),
});

const transparencySchema = z.strictObject({
  languages: z.array(languageSchema),
  topics: z.array(topicSchema),
});

export const transparencyRoutes = [
  publicRoute({
    method: 'get',
    path: '/transparency',
    summary: 'Languages and topics: how complete, how reviewed, when last checked',
    success: { status: 200, description: 'Figures for the transparency page', schema: transparencySchema },
    async handle(_, { release, languages }) {
      const live = languages().filter((language) => language.live);
      return {
        languages: live.map(({ code, name, englishName, madeFrom, texts }) => ({
          ...{ code, name, englishName, madeFrom, texts },
        })),
        topics: topicsOf(release()),
      };
    },
  }),
];

function topicsOf({ topics, facts }: Release): z.input<typeof topicSchema>[] {
  const byId = new Map<string, { asOf: string; validUntil: string }[]>();
  for (const fact of facts.all()) byId.set(fact.id, [...(byId.get(fact.id) ?? []), fact]);
  return Object.values(topics).map(({ id, sentences, next }) => {
    const used = [...sentences, ...next].flatMap((sentence) =>
      sentence.facts.flatMap((fact) => byId.get(fact) ?? []),
    );
    return {
      id,
      checked: used.map(({ asOf }) => asOf).sort()[0] ?? null,
      lapses: used.map(({ validUntil }) => validUntil).sort()[0] ?? null,
    };
  });
}
