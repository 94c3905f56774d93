/** SQLite through better-sqlite3: one connection, taken in turn, with prepared statements kept. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { DialectTraits, OpenedDatabase } from './dialect';

type RawDatabase = SqliteDatabase.Database;
/** Enough for every statement of the store; more come only from lists of varying length. */
const MOST_STATEMENTS = 500;
/** Rewriting takes about 5 ms for each MB, during which nothing else runs. */
const REWRITTEN_EACH_TIME_BYTES = 64 * 1024 * 1024;
/** A tenth of the file, and not for less than 4 MB: giving pages back costs writing. */
const FREE_PAGES_WORTH_RETURNING = { share: 0.1, pages: 1000 };

const traits: DialectTraits = {
  bytesType: 'blob',
  addSequence: (table) =>
    table.addColumn('sequence', 'integer', (column) => column.primaryKey().autoIncrement()),
  isUniqueViolation: (error) =>
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'SQLITE_CONSTRAINT_UNIQUE',
};

/** @param path a file, made with its folder when missing and readable by its owner only; or `:memory:`. */
export function openSqlite(path: string): OpenedDatabase {
  const raw = new SqliteDatabase(path === ':memory:' ? path : ownFile(path));
  // Before the first table, or it needs a full VACUUM to take effect.
  raw.pragma('auto_vacuum = INCREMENTAL');
  raw.pragma('journal_mode = WAL');
  // An acknowledged message survives a power cut; NORMAL would lose the last commits.
  raw.pragma('synchronous = FULL');
  raw.pragma('busy_timeout = 5000');
  raw.pragma('foreign_keys = ON');
  raw.pragma('secure_delete = ON');
  raw.pragma('temp_store = MEMORY');
  raw.pragma('cache_size = -32000');
  raw.pragma('trusted_schema = OFF');
  const driver = new SqliteDriver(raw);
  const dialect: Dialect = {
    createDriver: () => driver,
    createAdapter: () => new TransactionalSqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
  return { dialect, traits, scrub: (thorough) => driver.alone(() => scrub(raw, thorough)) };
}

function ownFile(path: string): string {
  const file = resolve(path);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  return file;
}

/**
 * secure_delete overwrites what is deleted, but not the copies that SQLite leaves in the unused middle of a page when
 * it has moved rows to another page (about one in a thousand). Only a rewrite takes those.
 */
function scrub(raw: RawDatabase, thorough: boolean): void {
  const pages = pragmaNumber(raw, 'page_count');
  const large = pages * pragmaNumber(raw, 'page_size') > REWRITTEN_EACH_TIME_BYTES;
  if (thorough || !large) rewrite(raw, large);
  else giveBackFreePages(raw, pages);
  const [result] = raw.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (result?.busy !== 0) throw new Error('scrub: another process is reading the database, try again');
}

function rewrite(raw: RawDatabase, large: boolean): void {
  // A large copy does not fit into memory.
  if (large) raw.pragma('temp_store = FILE');
  try {
    raw.exec('vacuum');
  } finally {
    if (large) raw.pragma('temp_store = MEMORY');
  }
}

function giveBackFreePages(raw: RawDatabase, pages: number): void {
  const free = pragmaNumber(raw, 'freelist_count');
  const { share, pages: least } = FREE_PAGES_WORTH_RETURNING;
  if (free > least && free > pages * share) raw.pragma('incremental_vacuum');
}

function pragmaNumber(raw: RawDatabase, name: string): number {
  return Number(raw.pragma(name, { simple: true }));
}

/** SQLite can create tables inside a transaction: a migration killed half-way leaves nothing behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class SqliteDriver implements Driver {
  readonly #raw: RawDatabase;
  readonly #connection: SqliteConnection;
  readonly #queue: (() => void)[] = [];
  #taken = false;

  constructor(raw: RawDatabase) {
    this.#raw = raw;
    this.#connection = new SqliteConnection(raw);
  }

  async init(): Promise<void> {}

  /** First come, first served; the connection is handed over, so nobody can slip in between. */
  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#taken) await new Promise<void>((resume) => this.#queue.push(resume));
    this.#taken = true;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    const next = this.#queue.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }

  /** IMMEDIATE: what is read inside cannot change before it is written, nor fail with "locked" half-way. */
  async beginTransaction(): Promise<void> {
    this.#connection.begin();
  }

  async commitTransaction(): Promise<void> {
    this.#connection.commit();
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.rollback();
  }

  async alone(work: () => void): Promise<void> {
    await this.acquireConnection();
    try {
      work();
    } finally {
      await this.releaseConnection();
    }
  }

  async destroy(): Promise<void> {
    await this.alone(() => this.#raw.close());
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #raw: RawDatabase;
  readonly #statements = new Map<string, SqliteDatabase.Statement>();
  #begun = false;

  constructor(raw: RawDatabase) {
    this.#raw = raw;
  }

  begin(): void {
    this.#run('begin immediate');
    this.#begun = true;
  }

  commit(): void {
    this.#assertAlive();
    this.#run('commit');
    this.#begun = false;
  }

  /** A full disk makes SQLite roll back by itself: then there is nothing left to do, and the first error counts. */
  rollback(): void {
    this.#begun = false;
    if (this.#raw.inTransaction) this.#run('rollback');
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.#assertAlive();
    const statement = this.#statement(query.sql);
    if (statement.reader) return { rows: statement.all(query.parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(query.parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  // biome-ignore lint/correctness/useYield: part of Kysely's interface, not offered here.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the store does not stream');
  }

  /** After a rollback by the database, later statements would be kept one by one: never half a turn. */
  #assertAlive(): void {
    if (this.#begun && !this.#raw.inTransaction)
      throw new Error('the database has rolled this transaction back');
  }

  #run(sql: string): void {
    this.#statement(sql).run();
  }

  #statement(sql: string): SqliteDatabase.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    const statement = this.#raw.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
