/** Encryption at rest: AES-256-GCM under a ring of keys. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DataKey, KeyRing } from './keys';

export { checkKey, KeyError, type KeyRing, loadOrCreateKey, readKeys } from './keys';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const KEY_ID = { from: 1, to: 5 };
const NONCE = { from: 5, to: 17 };
const TAG = { from: 17, to: 33 };

/** Where a ciphertext lives: `table.column:row`. Authenticated, so that a ciphertext moved elsewhere does not open. */
export type Place = `${string}.${string}:${string}`;

/** A ciphertext that does not open: another key, another place, or changed bytes. Holds no content. */
export class DecryptionError extends Error {
  override name = 'DecryptionError';
}

export type Vault = {
  seal(place: Place, text: string): Buffer;
  /** @throws DecryptionError */
  open(place: Place, sealed: Uint8Array): string;
  sealBytes(place: Place, bytes: Uint8Array): Buffer;
  /** @throws DecryptionError */
  openBytes(place: Place, sealed: Uint8Array): Buffer;
  sealJson(place: Place, value: unknown): Buffer;
  /** The shape is the caller's: what comes out is what was put in, GCM vouches for it. @throws DecryptionError */
  openJson<T>(place: Place, sealed: Uint8Array): T;
  /** Whether this ciphertext was made with the first key of the ring. */
  isCurrent(sealed: Uint8Array): boolean;
};

/** Layout: version (1) | key fingerprint (4) | nonce (12) | tag (16) | ciphertext. */
export function createVault(keys: KeyRing): Vault {
  const sealBytes = (place: Place, bytes: Uint8Array) => encrypt(keys.first, place, bytes);
  const openBytes = (place: Place, sealed: Uint8Array) => decrypt(keyOf(keys, place, sealed), place, sealed);
  const seal = (place: Place, text: string) => sealBytes(place, Buffer.from(text, 'utf8'));
  const open = (place: Place, sealed: Uint8Array) => openBytes(place, sealed).toString('utf8');
  return {
    seal,
    open,
    sealBytes,
    openBytes,
    sealJson: (place, value) => seal(place, JSON.stringify(value)),
    openJson: (place, sealed) => JSON.parse(open(place, sealed)),
    isCurrent: (sealed) => keys.first.fingerprint.equals(sealed.subarray(KEY_ID.from, KEY_ID.to)),
  };
}

function encrypt(key: DataKey, place: Place, bytes: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE.to - NONCE.from);
  const cipher = createCipheriv(ALGORITHM, key.secret, nonce);
  cipher.setAAD(Buffer.from(place, 'utf8'));
  const body = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([Buffer.of(VERSION), key.fingerprint, nonce, cipher.getAuthTag(), body]);
}

function keyOf(keys: KeyRing, place: Place, sealed: Uint8Array): DataKey {
  const fingerprint = sealed.subarray(KEY_ID.from, KEY_ID.to);
  const key = keys.all.find((candidate) => candidate.fingerprint.equals(fingerprint));
  if (sealed[0] !== VERSION || sealed.length < TAG.to || key === undefined) {
    throw new DecryptionError(`${columnOf(place)} was encrypted with a key that DATA_KEY does not hold`);
  }
  return key;
}

function decrypt(key: DataKey, place: Place, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv(ALGORITHM, key.secret, sealed.subarray(NONCE.from, NONCE.to));
  decipher.setAAD(Buffer.from(place, 'utf8'));
  decipher.setAuthTag(sealed.subarray(TAG.from, TAG.to));
  try {
    const body = decipher.update(sealed.subarray(TAG.to));
    decipher.final();
    return body;
  } catch {
    throw new DecryptionError(`${columnOf(place)} was changed or belongs to another row`);
  }
}

/** The row is left out of messages: some rows are named by what they hide. */
function columnOf(place: Place): string {
  return place.slice(0, place.indexOf(':'));
}
