/** The commands: `npm run --silent cli -- <command>`. One file each beside this one, loaded when called. */

import { ConfigError } from '../config';
import { ContentError } from '../content/files';
import { KeyError } from '../privacy/encryption';

type Command = { usage: string; load(): Promise<{ run(args: string[]): Promise<number> }> };

const commands: Readonly<Record<string, Command>> = {
  chat: {
    usage: 'chat [--lang L] [--channel whatsapp|sms|web]   talk to the bot in this terminal',
    load: async () => import('./chat'),
  },
  understand: {
    usage: 'understand                                     JSON lines in, what each means out',
    load: async () => import('./understand'),
  },
  evaluate: {
    usage: 'evaluate [--train F --test F] [--json]         how well messages are understood',
    load: async () => import('./evaluate'),
  },
  content: {
    usage: 'content check                                  all checks of flows, texts, topics and facts',
    load: async () => import('./content'),
  },
  train: {
    usage: 'train                                          trains the understanding and keeps it',
    load: async () => import('./train'),
  },
  needs: {
    usage: 'needs report [--from 2026-W01] [--to 2026-W52] [--csv]   published cells only',
    load: async () => import('./needs'),
  },
  staff: {
    usage: 'staff invite --role administrator [--email E]  makes an invitation link',
    load: async () => import('./staff'),
  },
  erase: {
    usage: 'erase --channel whatsapp --address +32...      erases a contact',
    load: async () => import('./erase'),
  },
  templates: {
    usage: 'templates submit|refresh                       WhatsApp templates for outside the 24-hour window',
    load: async () => import('./templates'),
  },
  bench: {
    usage: 'bench [--json]                                 measures speed and memory',
    load: async () => import('./bench'),
  },
};

async function main(args: string[]): Promise<number> {
  const [name = '', ...rest] = args;
  const command = commands[name];
  if (!command) {
    const usages = Object.values(commands).map(({ usage }) => `  ${usage}`);
    console.error(`${name ? `There is no command "${name}". ` : ''}Commands:\n${usages.join('\n')}`);
    return name === '' || name === 'help' || name === '--help' ? 0 : 2;
  }
  return (await command.load()).run(rest);
}

/** What the person at the terminal can mend is said in a sentence; anything else shows where it happened. */
function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof ContentError || error instanceof KeyError)
    return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(explain(error));
    process.exitCode = 1;
  },
);
