/** The trained model on disk: the tables in one file, and beside it what they were made from. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Hashes of what a model was made from. `code` is null where only the compiled program is installed. */
export type Fingerprint = { inputs: string; code: string | null };

const fingerprintSchema = z.strictObject({ inputs: z.string(), code: z.string().nullable() });

const besideOf = (file: string): string => `${file}.json`;

/** @returns null when there is no model or it was made from something else. */
export function readModelFile(file: string, wanted: Fingerprint): Uint8Array | null {
  if (!existsSync(file) || !existsSync(besideOf(file))) return null;
  const made = fingerprintOf(readFileSync(besideOf(file), 'utf8'));
  if (!made || made.inputs !== wanted.inputs) return null;
  if (made.code !== null && wanted.code !== null && made.code !== wanted.code) return null;
  return readFileSync(file);
}

function fingerprintOf(text: string): Fingerprint | null {
  try {
    return fingerprintSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Whole files or none: another process may be reading, this one may be stopped. */
export function writeModelFile(file: string, model: Uint8Array, fingerprint: Fingerprint): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  replace(file, model);
  replace(besideOf(file), `${JSON.stringify(fingerprint)}\n`);
}

function replace(file: string, content: Uint8Array | string): void {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}

/** @returns one hash over the names and contents of the files, in order. */
export function hashFiles(root: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

/** @returns files of a folder with this ending, sorted; none when there is no such folder. */
export function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => path.join(folder, name));
}
