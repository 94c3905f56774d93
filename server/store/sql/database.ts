import type { OpenedDatabase } from './dialect';
import { openSqlite } from './sqlite';

/** A DATABASE_URL of a kind this store does not know. Does not repeat the URL: it may hold a password. */
export class DatabaseUrlError extends Error {
  override name = 'DatabaseUrlError';
}

/** Each kind of database by the scheme of its URL. */
const openers: Record<string, (rest: string) => OpenedDatabase> = {
  sqlite: openSqlite,
};

/** @throws DatabaseUrlError */
export function openDatabase(url: string): OpenedDatabase {
  const [, scheme = '', rest = ''] = /^(\w+):(.+)$/.exec(url) ?? [];
  const open = Object.hasOwn(openers, scheme) ? openers[scheme] : undefined;
  if (open === undefined) {
    throw new DatabaseUrlError(`DATABASE_URL must begin with one of: ${Object.keys(openers).join(':, ')}:`);
  }
  return open(rest);
}
