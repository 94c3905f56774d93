/** What has been kept long enough goes, a few hundred rows at a time: a message waits for one step at most. */
import { type SqlBool, sql } from 'kysely';
import type { Repositories } from '../store';
import { type Context, oneOf } from './context';
import { prepared, type Result, type Runner } from './prepared';

const STEP = 500;
const step = sql.lit(STEP);

type Before = { before: string };
type Step = (runner: Runner, values: Before) => Promise<Result<unknown>>;

/**
 * Rows lie in order of time: the oldest few hundred are looked at, and no index on the date is needed, which every
 * new message would have to pay for. Media go with their message.
 */
const oldInbox = prepared((db, p: Before) =>
  db
    .deleteFrom('inbox')
    .where('sequence', 'in', (eb) =>
      eb
        .selectFrom('inbox')
        .select('sequence')
        .where(oneOf('state', ['done', 'failed']))
        .orderBy('sequence')
        .limit(step),
    )
    .where('received_at', '<', p.before),
);

const oldOutbox = prepared((db, p: Before) =>
  db
    .deleteFrom('outbox')
    .where('sequence', 'in', (eb) =>
      eb
        .selectFrom('outbox')
        .select('sequence')
        .where((of) =>
          of.or([
            oneOf('state', ['sent', 'delivered', 'read', 'failed']),
            sql<SqlBool>`state = 'unknown' and not_before is null`,
          ]),
        )
        .orderBy('sequence')
        .limit(step),
    )
    .where('created_at', '<', p.before),
);

const oldSummaries = prepared((db, p: Before) =>
  db
    .updateTable('handoff')
    .set({ summary: null })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('handoff')
        .select('id')
        .where(oneOf('state', ['closed', 'expired']))
        .where('summary', 'is not', null)
        .where((of) => of(of.fn.coalesce('closed_at', 'expires_at'), '<', p.before))
        .limit(step),
    ),
);

const oldMarks = prepared((db, p: Before) =>
  db
    .deleteFrom('mark')
    .where('hash', 'in', (eb) => eb.selectFrom('mark').select('hash').where('at', '<', p.before).limit(step)),
);

const oldAudit = prepared((db, p: Before) =>
  db
    .deleteFrom('audit')
    .where('sequence', 'in', (eb) =>
      eb.selectFrom('audit').select('sequence').orderBy('sequence').limit(step),
    )
    .where('at', '<', p.before),
);

const oldSessions = prepared((db, p: Before) =>
  db
    .deleteFrom('session')
    .where('contact_id', 'in', (eb) =>
      eb.selectFrom('session').select('contact_id').where('updated_at', '<', p.before).limit(step),
    ),
);

const oldStaffSessions = prepared((db, p: Before) =>
  db.deleteFrom('staff_session').where('expires_at', '<', p.before),
);

const oldInvitations = prepared((db, p: Before) =>
  db.deleteFrom('invitation').where('expires_at', '<', p.before),
);

export function retentionRepository(context: Context): Repositories['retention'] {
  return {
    async sweep({ transcriptBefore, marksBefore, auditBefore, sessionsBefore }) {
      const plan: [Step, string][] = [
        [oldInbox, transcriptBefore],
        [oldOutbox, transcriptBefore],
        [oldSummaries, transcriptBefore],
        [oldMarks, marksBefore],
        [oldAudit, auditBefore],
        [oldSessions, sessionsBefore],
        [oldStaffSessions, sessionsBefore],
        [oldInvitations, sessionsBefore],
      ];
      let total = 0;
      for (const [remove, before] of plan) total += await repeat(context, remove, before);
      return total;
    },
  };
}

/** Until a step finds less than a full load. */
async function repeat(context: Context, remove: Step, before: string): Promise<number> {
  let total = 0;
  for (;;) {
    const { changed } = await remove(context, { before });
    total += changed;
    if (changed < STEP) return total;
    // Other work of the process, webhooks above all, comes in here.
    await new Promise((resume) => setImmediate(resume));
  }
}
