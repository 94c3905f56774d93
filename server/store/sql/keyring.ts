/** Opening the encryption of a database: the right key, and the secret of its keyed hashes. */
import { randomBytes } from 'node:crypto';
import { createHashes, type Hashes } from '../../privacy/address';
import {
  createVault,
  DecryptionError,
  KeyError,
  type KeyRing,
  type Place,
  type Vault,
} from '../../privacy/encryption';
import type { Runner } from './prepared';
import { getOrPutSetting, OWN_PREFIX, putSetting } from './settings';

const CHECK = `${OWN_PREFIX}key-check`;
const SECRET = `${OWN_PREFIX}hash-secret`;
const CHECK_TEXT = 'passerelle';

/**
 * A new database gets its check and its secret; a known one is opened with them. Both are rewritten when the ring
 * has a new first key. The secret itself never changes: the hashes of addresses survive a rotation.
 * @throws KeyError when no key of the ring fits this database.
 */
export function openEncryption(runner: Runner, keys: KeyRing): Promise<{ vault: Vault; hashes: Hashes }> {
  const vault = createVault(keys);
  return runner.db.transaction().execute(async (db) => {
    const inside = { ...runner, db };
    await ownValue(inside, vault, CHECK, () => Buffer.from(CHECK_TEXT));
    const secret = await ownValue(inside, vault, SECRET, () => randomBytes(32));
    return { vault, hashes: createHashes(secret) };
  });
}

async function ownValue(runner: Runner, vault: Vault, name: string, make: () => Buffer): Promise<Buffer> {
  const place: Place = `setting.value:${name}`;
  const seal = (value: Buffer) => vault.sealBytes(place, value).toString('base64');
  const sealed = Buffer.from(await getOrPutSetting(runner, name, () => seal(make())), 'base64');
  const value = openOwn(vault, place, sealed);
  if (!vault.isCurrent(sealed)) await putSetting(runner, name, seal(value));
  return value;
}

function openOwn(vault: Vault, place: Place, sealed: Buffer): Buffer {
  try {
    return vault.openBytes(place, sealed);
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error;
    throw new KeyError(
      'This database was encrypted with another key. Set DATA_KEY to the key it was made with; ' +
        'to change keys, put the new one first: DATA_KEY=new:<base64>,old:<base64>',
    );
  }
}
