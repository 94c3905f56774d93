/** Test and training messages in JSON lines: `{"text","intent","lang"}`. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const rowSchema = z.object({ text: z.string(), intent: z.string(), lang: z.string().nullish() });
export type Row = z.infer<typeof rowSchema>;

/** Intent of messages that nothing should answer. */
export const beyondIntent = 'oos';

/** @throws Error naming the line that is no message. */
export function readRows(file: string): Row[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [parseRow(line, `${file}:${at + 1}`)]));
}

function parseRow(line: string, where: string): Row {
  try {
    return rowSchema.parse(JSON.parse(line));
  } catch {
    throw new Error(`${where}: expected {"text": "...", "intent": "...", "lang": "..."}`);
  }
}
