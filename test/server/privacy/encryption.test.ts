import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createVault, DecryptionError, readKeys } from '../../../server/privacy/encryption';

const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const vault = createVault(readKeys(first));

test('what goes in comes out: text of any script, bytes, JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), fc.jsonValue(), (text, bytes, value) => {
      expect(vault.open('a.b:1', vault.seal('a.b:1', text))).toBe(text);
      expect(Buffer.from(bytes).equals(vault.openBytes('a.b:1', vault.sealBytes('a.b:1', bytes)))).toBe(true);
      expect(vault.openJson('a.b:1', vault.sealJson('a.b:1', value))).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});

test('the same text never looks the same twice', () => {
  const seen = new Set(Array.from({ length: 1000 }, () => vault.seal('a.b:1', 'oui').toString('hex')));
  expect(seen.size).toBe(1000);
});

test('one changed bit anywhere, or a cut, and it does not open', () => {
  const sealed = vault.seal('a.b:1', 'je suis malade');
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(() => vault.open('a.b:1', changed)).toThrow(DecryptionError);
  }
  for (let length = 0; length < sealed.length; length++) {
    expect(() => vault.open('a.b:1', sealed.subarray(0, length))).toThrow(DecryptionError);
  }
});

test.each(['a.b:2', 'a.c:1', 'c.b:1'] as const)('in the place %s it does not open', (place) => {
  expect(() => vault.open(place, vault.seal('a.b:1', 'x'))).toThrow(DecryptionError);
});

test('errors name the column, not the row nor the content', () => {
  const sealed = createVault(readKeys(second)).seal('staff.email:amina@example.org', 'secret');
  expect(() => vault.open('staff.email:amina@example.org', sealed)).toThrow(
    new DecryptionError('staff.email was encrypted with a key that DATA_KEY does not hold'),
  );
});

test('rotation: the first key encrypts, every key decrypts, whatever it is called', () => {
  const old = vault.seal('a.b:1', 'old');
  const ring = createVault(readKeys(`new:${second},old:${first}`));
  expect(ring.open('a.b:1', old)).toBe('old');
  expect(ring.isCurrent(old)).toBe(false);
  const fresh = ring.seal('a.b:1', 'fresh');
  expect(ring.isCurrent(fresh)).toBe(true);
  expect(() => vault.open('a.b:1', fresh)).toThrow(DecryptionError);
  expect(createVault(readKeys(second)).open('a.b:1', fresh)).toBe('fresh');
});
