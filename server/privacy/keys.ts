/** Data keys: reading, judging and making them. A key never appears in a message or a log. */
import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const KEY_BYTES = 32;
const HOW_TO = 'Make one with: openssl rand -base64 32';

/** A data key that cannot be used, with a sentence that says what to do. */
export class KeyError extends Error {
  override name = 'KeyError';
}

export type DataKey = {
  /** Four bytes worked out from the key: they travel with every ciphertext, whatever the operator calls the key. */
  fingerprint: Buffer;
  secret: Buffer;
};

/** The first key encrypts; all of them decrypt. */
export type KeyRing = { first: DataKey; all: readonly DataKey[] };

/**
 * Judges one key as it stands in the environment (base64, 32 bytes).
 * @returns null when it is good, otherwise a sentence for the operator that does not repeat the key.
 */
export function checkKey(text: string): string | null {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed)) return `The data key is not base64. ${HOW_TO}`;
  const bytes = Buffer.from(trimmed, 'base64');
  if (bytes.length !== KEY_BYTES) {
    return `The data key has ${bytes.length} bytes, it must have exactly ${KEY_BYTES}. ${HOW_TO}`;
  }
  if (isGuessable(bytes)) return `The data key can be guessed: it was not made by chance. ${HOW_TO}`;
  return null;
}

/** Few different bytes, few different steps between them, or typed text: a key made by chance is none of these. */
function isGuessable(bytes: Buffer): boolean {
  const steps = [...bytes].map((byte, index) => (byte - (bytes[index - 1] ?? 0)) & 0xff);
  const typed = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return typed || new Set(bytes).size < 16 || new Set(steps).size < 12;
}

/**
 * Reads `DATA_KEY`: one key, or several for a rotation as `id:base64,id:base64`, the newest first.
 * The ids are for the operator's eyes only.
 * @throws KeyError when a key is missing or weak.
 */
export function readKeys(text: string): KeyRing {
  const entries = text.split(',').map((entry) => entry.trim());
  const keys = entries.map((entry) => {
    const separator = entry.indexOf(':');
    const problem = checkKey(entry.slice(separator + 1));
    if (problem !== null) {
      throw new KeyError(separator > 0 ? `Key "${entry.slice(0, separator)}": ${problem}` : problem);
    }
    return dataKey(Buffer.from(entry.slice(separator + 1), 'base64'));
  });
  const [first] = keys;
  if (first === undefined) throw new KeyError(`There is no data key. ${HOW_TO}`);
  return { first, all: keys };
}

function dataKey(bytes: Buffer): DataKey {
  return {
    fingerprint: createHash('sha256').update('passerelle key id').update(bytes).digest().subarray(0, 4),
    secret: Buffer.from(hkdfSync('sha256', bytes, '', 'passerelle data', KEY_BYTES)),
  };
}

/**
 * The key file of the embedded default: read, or made once with owner-only permission.
 * @returns the key as text for `readKeys`, and whether it was made just now.
 * @throws KeyError when the file holds something else than a good key.
 */
export function loadOrCreateKey(file: string): { key: string; created: boolean } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = randomBytes(KEY_BYTES).toString('base64');
  try {
    // 'wx' fails when the file exists: two processes starting at once agree on one key.
    writeFileSync(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' });
    return { key: fresh, created: true };
  } catch (error) {
    if (!isObject(error) || error['code'] !== 'EEXIST') throw error;
  }
  chmodSync(file, 0o600);
  const key = readFileSync(file, 'utf8').trim();
  readKeys(key);
  return { key, created: false };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
