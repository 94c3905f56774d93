import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeys } from '../../../server/privacy/encryption';
import { createSqlStore } from '../../../server/store/sql/store';
import { storeContract } from '../../contracts/store.contract';

const keys = readKeys(randomBytes(32).toString('base64'));
const folder = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
storeContract('SQLite in memory', () => createSqlStore({ url: 'sqlite::memory:', keys }));
storeContract('SQLite in a file', () =>
  createSqlStore({ url: `sqlite:${folder}/${++files}/store.db`, keys }),
);
