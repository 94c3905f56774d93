/** What every repository works with. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Hashes } from '../../privacy/address';
import type { Vault } from '../../privacy/encryption';
import type { DialectTraits } from './dialect';
import type { Runner } from './prepared';

export type Context = Runner & {
  traits: DialectTraits;
  vault: Vault;
  hashes: Hashes;
};

/** Runs `work` in the transaction under way, or else in one of its own. */
export function atomically<T>(context: Context, work: (context: Context) => Promise<T>): Promise<T> {
  if (context.db.isTransaction) return work(context);
  return context.db.transaction().execute((db) => work({ ...context, db }));
}

export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

/** `column in ('a', 'b')` with the values in the text: a partial index serves only a condition it can read. */
export function oneOf(column: string, values: readonly string[]): RawBuilder<SqlBool> {
  const list = sql.join(values.map((value) => sql.lit(value)));
  return sql`${sql.ref(column)} in (${list})`;
}

/** A column of JSON that only this store writes. */
export function parseList(text: string): string[] {
  return JSON.parse(text);
}
