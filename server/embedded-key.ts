import path from 'node:path';
import type { Config } from './config';
import { loadOrCreateKey } from './privacy/encryption';

/** The embedded default: a key made once beside the database, readable by its owner only. */
export function embeddedKey(config: Config): { key: string; created: boolean; file: string } {
  const file = path.join(path.dirname(config.databaseUrl.replace(/^sqlite:/, '')), 'data.key');
  return { ...loadOrCreateKey(file), file };
}
