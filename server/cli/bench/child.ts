/** Processes of the bench: how they are started, spoken to and ended. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import path from 'node:path';

/** What a child says. */
export type Word = { type: 'ready'; port: number } | { type: 'turned' } | { type: 'result'; value: number };
/** What is asked of the server: say `turned` when so many turns, in all, have been answered. */
export type Wish = { type: 'turns'; total: number };

export type Child = {
  port: number;
  process: ChildProcess;
  /** Resolves when the server has answered so many turns in all. */
  turned(total: number): Promise<void>;
  stop(): Promise<void>;
};

const patienceMs = 90_000;

/** Starts a server of this folder; resolves when it listens. */
export async function startChild(
  name: string,
  environment: Record<string, string>,
  profileFolder?: string,
): Promise<Child> {
  const child = forkChild(name, environment, profileFolder);
  const { port } = await wordOf(child, name, 'ready');
  return {
    port,
    process: child,
    async turned(total) {
      const answer = wordOf(child, name, 'turned');
      child.send({ type: 'turns', total } satisfies Wish);
      await answer;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** Runs a script of this folder to its end. @returns the number it worked out. */
export async function runChild(name: string, environment: Record<string, string> = {}): Promise<number> {
  const child = forkChild(name, environment);
  const { value } = await wordOf(child, name, 'result');
  child.disconnect();
  return value;
}

function forkChild(name: string, environment: Record<string, string>, profileFolder?: string): ChildProcess {
  const profiling = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : [];
  return fork(path.join(__dirname, `${name}.js`), {
    execArgv: profiling,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function wordOf<T extends Word['type']>(
  child: ChildProcess,
  name: string,
  type: T,
): Promise<Extract<Word, { type: T }>> {
  return new Promise((resolve, reject) => {
    const give = (result: () => void) => {
      clearTimeout(timer);
      child.off('message', hear).off('exit', exited);
      result();
    };
    const exited = (code: number | null) => give(() => reject(new Error(`bench ${name} ended with ${code}`)));
    // Only files of this folder are at the other end.
    const hear = (word: unknown) => {
      if ((word as Word).type === type) give(() => resolve(word as Extract<Word, { type: T }>));
    };
    const late = () => give(() => reject(new Error(`bench ${name} did not say "${type}" in time`)));
    const timer = setTimeout(late, patienceMs);
    child.on('message', hear).on('exit', exited);
  });
}

/** In a child: listens on any port, says so, and ends with its parent. */
export function serveAsChild(handler: RequestListener): void {
  const server = createServer(handler).listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
    const address = server.address();
    say({ type: 'ready', port: typeof address === 'object' && address ? address.port : 0 });
  });
  process.once('disconnect', () => process.exit(0));
}

export function say(word: Word): void {
  process.send?.(word);
}
