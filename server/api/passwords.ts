/** Passwords: argon2id with the parameters OWASP recommends (19 MiB, two passes, one lane). */
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;
const shortest = 12;
/** Longer ones only cost us time. */
const longest = 200;

/** The first that are tried among those long enough; compared without case, spaces and signs. */
const worst = new Set(
  (
    '123456789012 1234567890123 12345678901234 123456789123 1234567890qwerty 123123123123 111222333444 ' +
    '098765432109 987654321098 qwertyuiop12 qwertyuiop123 qwertyuiopasdf qwertyqwerty qwerty123456 ' +
    'qwertz123456 azertyuiop12 azertyuiop123 azertyuiopqsdf azertyazerty azerty123456 1q2w3e4r5t6y 1qaz2wsx3edc ' +
    'asdfghjklqwerty abcdefghijkl abcdefghijklm abcdabcdabcd abc123abc123 password1234 password12345 ' +
    'password123456 passwordpassword passw0rd1234 p4ssw0rd1234 motdepasse12 motdepasse123 motdepasse1234 ' +
    'wachtwoord12 wachtwoord123 wachtwoord1234 passwort1234 passwort12345 welcome12345 welkom123456 ' +
    'bienvenue123 willkommen12 willkommen123 administrator administrator1 admin1234567 adminadminadmin ' +
    'letmein12345 iloveyou1234 iloveyouiloveyou changeme1234 changemechangeme passerelle12 passerelle123 ' +
    'passerelle1234 passerelle2026 passerellepasserelle mediator1234 mediateur123 bruxelles123 brussel12345'
  ).split(' '),
);

/** The same password typed on another keyboard is the same. */
const normal = (password: string): string => password.normalize('NFKC');

function isWeak(password: string): boolean {
  const plain = normal(password)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return worst.has(plain) || new Set(plain).size < 4;
}

export const passwordSchema = z
  .string()
  .min(shortest)
  .max(longest)
  .refine((password) => !isWeak(password), { error: 'weak-password' });

export const hashPassword = (password: string): Promise<string> => hash(normal(password), parameters);

/** @returns whether it is the password; false, never an error, for a hash that cannot be read. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  return verify(stored, normal(password)).catch(() => false);
}
