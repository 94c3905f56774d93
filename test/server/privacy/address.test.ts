import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createHashes, pseudonymOf } from '../../../server/privacy/address';
import { natureWords } from '../../../server/privacy/words';

const secret = randomBytes(32);
const hashes = createHashes(secret);

test('a hash says which one it is and nothing else: secret, channel and purpose all count', () => {
  const hash = hashes.address('sms', '+32470000001');
  expect(hash).toHaveLength(32);
  expect(createHashes(secret).address('sms', '+32470000001')).toEqual(hash);
  const others = [
    hashes.address('whatsapp', '+32470000001'),
    hashes.address('sms', '+32470000002'),
    hashes.event('sms', '+32470000001'),
    hashes.email('+32470000001'),
    createHashes(randomBytes(32)).address('sms', '+32470000001'),
    createHash('sha256').update('+32470000001').digest(),
  ];
  for (const other of others) expect(other).not.toEqual(hash);
});

test('an e-mail address is the same in any case', () => {
  expect(hashes.email(' Amina@Example.ORG ')).toEqual(hashes.email('amina@example.org'));
});

test('a pseudonym: two different words and a number, stable, spread over the words', () => {
  const ids = Array.from({ length: 3000 }, () => randomUUID());
  const seen = new Set<string>();
  for (const id of ids) {
    const name = pseudonymOf(id);
    expect(name).toMatch(/^([A-Z][a-z]+) (?!\1 )([A-Z][a-z]+) [1-9]\d$/);
    expect(pseudonymOf(id)).toBe(name);
    for (const word of name.split(' ').slice(0, 2)) seen.add(word);
  }
  expect(seen.size).toBe(natureWords.length);
  expect(new Set(natureWords).size).toBe(64);
});
