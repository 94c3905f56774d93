/**
 * `cli understand`: JSON lines in, JSON lines out, each message read as the first of a person.
 *
 *   {"text": "ik heb een brief van het ocmw", "lang": "nl"}
 */

import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Understand } from '../../bot';
import { modelFile } from '../content/load';
import { loadUnderstand } from '../content/training';
import { projectRoot } from '../root';

const lineSchema = z.object({ text: z.string(), lang: z.string().nullish() });

/** @returns exit code: 1 when a line was no message. */
export async function run(_args: string[] = []): Promise<number> {
  const understand = loadUnderstand(projectRoot, modelFile(projectRoot), showProgress('training'));
  let failed = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const answer = answerLine(line, understand);
    if (answer === null) {
      failed = 1;
      console.log(JSON.stringify({ error: 'not a message: expected {"text": "..."}' }));
    } else console.log(JSON.stringify(answer));
  }
  return failed;
}

/** @returns null when the line is no message. `lang` stands for what a test expects, not for what is known. */
export function answerLine(line: string, understand: Understand): object | null {
  const message = parseLine(line);
  if (!message) return null;
  const { language, kind, topic, decision, confidence, candidates } = understand(message.text, {
    language: null,
  });
  return {
    lang: language.code,
    kind,
    topic,
    decision,
    confidence: rounded(confidence),
    candidates: candidates.map((candidate) => ({
      topic: candidate.topic,
      confidence: rounded(candidate.confidence),
    })),
  };
}

function parseLine(line: string): z.infer<typeof lineSchema> | null {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

const rounded = (share: number): number => Math.round(share * 1000) / 1000;

/** Progress on the error stream, so that output stays JSON lines; one line, rewritten on a terminal. */
export function showProgress(what: string): (share: number) => void {
  let shown = -1;
  return (share) => {
    const percent = Math.floor(share * 10) * 10;
    if (percent === shown) return;
    shown = percent;
    const end = process.stderr.isTTY ? '\r' : '\n';
    process.stderr.write(`${what} ${percent} %${percent === 100 ? '\n' : end}`);
  };
}
