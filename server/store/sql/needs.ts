import { sql } from 'kysely';
import type { NeedCell, Repositories } from '../store';
import type { Context } from './context';
import { prepared } from './prepared';
import type { NeedTable } from './schema';

const add = prepared((db, p: Omit<NeedTable, 'count'>) =>
  db
    .insertInto('need')
    .values({
      week: p.week,
      municipality: p.municipality,
      topic: p.topic,
      language: p.language,
      channel: p.channel,
      outcome: p.outcome,
      count: sql.lit(1),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['week', 'municipality', 'topic', 'language', 'channel', 'outcome'])
        .doUpdateSet((eb) => ({ count: eb('need.count', '+', sql.lit(1)) })),
    ),
);

const cells = prepared((db, p: { fromWeek: string; toWeek: string }) =>
  db
    .selectFrom('need')
    .selectAll()
    .where('week', '>=', p.fromWeek)
    .where('week', '<=', p.toWeek)
    .orderBy('week')
    .orderBy('municipality')
    .orderBy('topic')
    .orderBy('language')
    .orderBy('channel')
    .orderBy('outcome'),
);

export function needRepository(context: Context): Repositories['needs'] {
  return {
    async add({ week, municipality, topic, language, channel, outcome }) {
      const known = { municipality: municipality ?? '', topic: topic ?? '', language: language ?? '' };
      await add(context, { week, ...known, channel, outcome });
    },
    async cells(fromWeek, toWeek) {
      const { rows } = await cells(context, { fromWeek, toWeek });
      return rows.map(
        ({ municipality, topic, language, ...cell }): NeedCell => ({
          ...cell,
          municipality: municipality || null,
          topic: topic || null,
          language: language || null,
        }),
      );
    },
  };
}
