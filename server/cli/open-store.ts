import path from 'node:path';
import { type Config, readConfig } from '../config';
import { loadOrCreateKey, readKeys } from '../privacy/encryption';
import { createSqlStore } from '../store/sql/store';
import type { Store } from '../store/store';

/** Opens the configured store for a command. */
export async function openStore(config: Config = readConfig(process.env)): Promise<Store> {
  return createSqlStore({
    url: config.databaseUrl,
    keys: readKeys(config.dataKey ?? embeddedKey(config).key),
  });
}

/** The embedded default: a key made once beside the database, readable by its owner only. */
export function embeddedKey(config: Config): { key: string; created: boolean; file: string } {
  const file = path.join(path.dirname(config.databaseUrl.replace(/^sqlite:/, '')), 'data.key');
  return { ...loadOrCreateKey(file), file };
}
