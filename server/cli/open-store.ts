import { type Config, readConfig } from '../config';
import { embeddedKey } from '../embedded-key';
import { readKeys } from '../privacy/encryption';
import { createSqlStore } from '../store/sql/store';
import type { Store } from '../store/store';

/** Opens the configured store for a command. */
export async function openStore(config: Config = readConfig(process.env)): Promise<Store> {
  return createSqlStore({
    url: config.databaseUrl,
    keys: readKeys(config.dataKey ?? embeddedKey(config).key),
  });
}
