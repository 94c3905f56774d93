import { createInterface } from 'node:readline/promises';
import {
  advance,
  type Contact,
  contactAfter,
  type Input,
  newSession,
  plainText,
  profiles,
  type Release,
  type Session,
  type World,
} from '../../bot';
import { loadRelease } from '../content/load';
import { belgianTime } from '../handoff/hours';
import { projectRoot } from '../root';
import { readArguments } from './arguments';

const kinds = ['whatsapp', 'sms', 'web'] as const;

/** `chat`: talk to the bot in the terminal; nothing is stored. A number chooses an option. An empty line or Ctrl-D ends. */
export async function run(args: string[]): Promise<number> {
  const given = readArguments(args, ['lang', 'channel'], []);
  const kind = kinds.find((one) => one === (given.value('channel') ?? 'whatsapp'));
  if (!kind) {
    console.error(`--channel is one of ${kinds.join(', ')}.`);
    return 2;
  }
  const release = await loadRelease(projectRoot, (text) => console.error(text));
  const language = given.value('lang') ?? null;
  if (language !== null && !release.languages.some(({ code }) => code === language)) {
    console.error(`--lang is one of ${release.languages.map(({ code }) => code).join(', ')}.`);
    return 2;
  }
  await converse(release, kind, language);
  return 0;
}

async function converse(
  release: Release,
  kind: (typeof kinds)[number],
  language: string | null,
): Promise<void> {
  let session = newSession(release.id);
  let contact: Contact = {
    language,
    languageChosen: language !== null,
    municipality: null,
    status: null,
    optedOut: false,
    greeted: false,
    handoff: null,
    reminders: 0,
  };
  const terminal = createInterface({ input: process.stdin, output: process.stderr, prompt: '> ' });
  terminal.prompt();
  let turnId = 0;
  for await (const line of terminal) {
    if (line.trim() === '') break;
    turnId += 1;
    const world = worldAt(release, kind, contact, `chat${turnId}`);
    const turn = advance(world, session, inputOf(line, session));
    session = turn.session;
    contact = turn.effects.reduce(contactAfter, contact);
    for (const reply of turn.replies) console.log(`\n${plainText(reply.blocks, reply.options, '\n\n')}`);
    for (const effect of turn.effects) console.error(`  * ${effect.type}`);
    terminal.prompt();
  }
  terminal.close();
}

function worldAt(release: Release, kind: (typeof kinds)[number], contact: Contact, turnId: string): World {
  const now = new Date();
  return {
    release,
    now: now.toISOString(),
    today: belgianTime(now).day,
    turnId,
    channel: profiles[kind],
    contact,
    desk: { open: true, opensAt: null },
    listens: false,
  };
}

function inputOf(line: string, session: Session): Input {
  const option = /^\d{1,2}$/.test(line.trim()) ? session.offered[Number(line) - 1] : undefined;
  return option
    ? { type: 'choice', id: option.id, title: option.title }
    : { type: 'message', text: line, media: [] };
}
