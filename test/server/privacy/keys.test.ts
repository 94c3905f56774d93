import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkKey, KeyError, loadOrCreateKey, readKeys } from '../../../server/privacy/encryption';

const key = () => randomBytes(32).toString('base64');
const base64 = (bytes: number[]) => Buffer.from(bytes).toString('base64');

test.each([
  ['nothing', '', 'not base64'],
  ['words', 'change me please', 'not base64'],
  ['an example', 'CHANGEME', '6 bytes'],
  ['a short key', randomBytes(16).toString('base64'), '16 bytes'],
  ['a long key', randomBytes(33).toString('base64'), '33 bytes'],
  ['all equal', base64(Array(32).fill(0)), 'guessed'],
  ['counting', base64(Array.from({ length: 32 }, (_, n) => n)), 'guessed'],
  ['a repeated block', base64(Array.from({ length: 32 }, (_, n) => [7, 99, 203, 18][n % 4]!)), 'guessed'],
  ['a typed sentence', Buffer.from('correct horse battery staple 123').toString('base64'), 'guessed'],
])('%s is refused with what to do', (_, text, says) => {
  expect(checkKey(text)).toContain(says);
  expect(checkKey(text)).toContain('openssl rand -base64 32');
  expect(() => readKeys(text)).toThrow(KeyError);
});

test('a key made by chance is good, and no message repeats a key', () => {
  for (let n = 0; n < 2000; n++) expect(checkKey(key())).toBeNull();
  const short = randomBytes(20).toString('base64');
  expect(checkKey(short)).not.toContain(short);
});

test('a ring: the first encrypts, the names are free, a bad one is named', () => {
  const [a, b] = [key(), key()];
  const ring = readKeys(`2026: ${a} , 2025:${b}`);
  expect(ring.all).toHaveLength(2);
  expect(ring.first.fingerprint).toEqual(readKeys(a).first.fingerprint);
  expect(() => readKeys(`2026:${a},2025:short`)).toThrow('Key "2025"');
  expect(() => readKeys(`${a},`)).toThrow(KeyError);
});

test('whatever is given, it is refused or read, never something else', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        readKeys(text);
      } catch (error) {
        expect(error).toBeInstanceOf(KeyError);
      }
    }),
  );
});

describe('loadOrCreateKey', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('makes a good key once, for its owner only', () => {
    const file = join(folder, 'data', 'passerelle.key');
    const made = loadOrCreateKey(file);
    expect(made.created).toBe(true);
    expect(checkKey(made.key)).toBeNull();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(loadOrCreateKey(file)).toEqual({ key: made.key, created: false });
  });

  test('a file left readable to others is closed; one that holds no key is refused and kept', () => {
    const file = join(folder, 'open.key');
    writeFileSync(file, `${key()}\n`, { mode: 0o644 });
    loadOrCreateKey(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, '');
    expect(() => loadOrCreateKey(file)).toThrow(KeyError);
    expect(statSync(file).size).toBe(0);
  });
});
