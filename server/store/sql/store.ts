/** The store on a SQL database: the same repositories for every dialect. */
import { type CompiledQuery, Kysely, Migrator, sql } from 'kysely';
import type { KeyRing } from '../../privacy/encryption';
import { migrations } from '../migrations';
import type { Repositories, Store } from '../store';
import { auditRepository } from './audit';
import { contactRepository } from './contacts';
import type { Context } from './context';
import { openDatabase } from './database';
import type { DialectTraits } from './dialect';
import { createGuard } from './guard';
import { handoffRepository } from './handoffs';
import { inboxRepository } from './inbox';
import { openEncryption } from './keyring';
import { mediaRepository } from './media';
import { needRepository } from './needs';
import { organisationRepository } from './organisations';
import { outboxRepository } from './outbox';
import { retentionRepository } from './retention';
import type { Tables } from './schema';
import { sessionRepository } from './sessions';
import { settingRepository } from './settings';
import { staffRepository } from './staff';
import { timerRepository } from './timers';
import { transcriptRepository } from './transcript';

export type SqlStoreOptions = {
  /** `sqlite:<path>` or `sqlite::memory:`. */
  url: string;
  keys: KeyRing;
};

/**
 * Opens the database, brings its tables up to date and checks the key.
 * @throws KeyError when the database was encrypted with a key that is not in the ring; DatabaseUrlError for a URL
 * of an unknown kind; what the database throws when it cannot be opened or migrated.
 */
export async function createSqlStore({ url, keys }: SqlStoreOptions): Promise<Store> {
  const database = openDatabase(url);
  const guard = createGuard();
  const db = new Kysely<Tables>({ dialect: guard.guarding(database.dialect) });
  try {
    await migrate(db, database.traits);
    const compiled = new Map<object, CompiledQuery>();
    const encryption = await openEncryption({ db, compiled }, keys);
    const context: Context = { db, compiled, traits: database.traits, ...encryption };
    return {
      ...repositories(context),
      transaction: (work) =>
        guard.run((inside) =>
          db
            .transaction()
            .execute((transaction) => inside(() => work(repositories({ ...context, db: transaction })))),
        ),
      async scrub(how) {
        guard.refuseInside();
        await database.scrub(how?.thorough ?? false);
      },
      async ping() {
        await sql`select 1`.execute(db);
      },
      close: () => db.destroy(),
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function repositories(context: Context): Repositories {
  return {
    contacts: contactRepository(context),
    inbox: inboxRepository(context),
    sessions: sessionRepository(context),
    outbox: outboxRepository(context),
    handoffs: handoffRepository(context),
    timers: timerRepository(context),
    needs: needRepository(context),
    media: mediaRepository(context),
    transcript: transcriptRepository(context),
    organisations: organisationRepository(context),
    staff: staffRepository(context),
    audit: auditRepository(context),
    settings: settingRepository(context),
    retention: retentionRepository(context),
  };
}

async function migrate(db: Kysely<Tables>, traits: DialectTraits): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(traits) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
