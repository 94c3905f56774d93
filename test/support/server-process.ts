/** The server as an operator runs it: built, started as a process of its own on a folder of its own, killed, started again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';

const root = path.resolve(__dirname, '../..');
const readyWithinMs = 40_000;

/** What of our own environment a server needs; nothing else of it may change a test. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG'] as const;

export type Environment = Record<string, string>;
export type Ended = { code: number | null; signal: NodeJS.Signals | null; afterMs: number };

const done = 'PASSERELLE_E2E_BUILT';
/** Compiles and trains what is not up to date; once for all test files of a run. */
export function build(): void {
  if (process.env[done]) return;
  for (const command of [
    ['scripts/build.mjs', '--quiet'],
    ['dist/server/cli/main.js', 'train'],
  ])
    execFileSync(process.execPath, command, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  process.env[done] = 'yes';
}

export const newDataKey = (): string => randomBytes(32).toString('base64');

/** @returns a port nobody listens on: fixed before the start, so that it stays the same after a restart. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export class ServerProcess {
  readonly folder: string;
  readonly database: string;
  readonly url: string;
  readonly #environment: Environment;
  readonly #command: readonly string[];
  #child: ChildProcess | undefined;
  #ended: Promise<Ended> | undefined;
  #output = '';

  constructor(port: number, environment: Environment, command: readonly string[]) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'passerelle-e2e-'));
    this.database = path.join(this.folder, 'data', 'passerelle.db');
    this.url = `http://127.0.0.1:${port}`;
    this.#command = command;
    this.#environment = {
      ...Object.fromEntries(
        inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
      ),
      PORT: String(port),
      DATABASE_URL: `sqlite:${this.database}`,
      LOG_LEVEL: 'info',
      ...environment,
    };
  }

  /** Everything it ever wrote, on both streams, over all its starts. */
  get output(): string {
    return this.#output;
  }

  /** Starts it without waiting. */
  launch(): void {
    const [program = '', ...options] = this.#command;
    // A group of its own: `npm start` is several processes, and a signal is for all of them.
    const child = spawn(program, options, { cwd: root, env: this.#environment, detached: true });
    const since = Date.now();
    const collect = (chunk: Buffer) => {
      this.#output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    this.#child = child;
    this.#ended = new Promise((resolve) =>
      child.once('close', (code, signal) => resolve({ code, signal, afterMs: Date.now() - since })),
    );
  }

  async start(): Promise<this> {
    this.launch();
    const ended = this.ended().then(() => 'ended' as const);
    const until = Date.now() + readyWithinMs;
    while (Date.now() < until) {
      if (await this.#isReady()) return this;
      const news = await Promise.race([ended, pause(30)]);
      if (news === 'ended') throw new Error(`the server ended at its start:\n${this.#output}`);
    }
    throw new Error(`the server is not ready after ${readyWithinMs} ms:\n${this.#output}`);
  }

  async #isReady(): Promise<boolean> {
    return fetch(`${this.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** Resolves when the process has ended, by itself or not. */
  ended(): Promise<Ended> {
    if (!this.#ended) throw new Error('the server was not started');
    return this.#ended;
  }

  signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child ?? {};
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    process.kill(-pid, signal);
  }

  /** As when the machine loses its power. */
  async kill9(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended();
  }

  /** On the same folder, port and environment. */
  restart(): Promise<this> {
    return this.start();
  }

  /** As an operator or a container stops it. @returns how long it took and with which code. */
  async stop(): Promise<Ended> {
    const from = Date.now();
    this.signal('SIGTERM');
    const ended = await this.ended();
    return { ...ended, afterMs: Date.now() - from };
  }

  /** Ends it and takes its folder away. */
  async dispose(): Promise<void> {
    if (this.#ended) await this.kill9();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Looks into the database beside the running server, without changing it. */
  rows<T>(sql: string, ...values: unknown[]): T[] {
    const database = new Database(this.database, { readonly: true, fileMustExist: true });
    try {
      return database.prepare<unknown[], T>(sql).all(...values);
    } finally {
      database.close();
    }
  }

  get(address: string, init?: RequestInit): Promise<Response> {
    return fetch(this.url + address, init);
  }
}

/** A server that is ready. The caller disposes of it. */
export async function startServer(environment: Environment = {}): Promise<ServerProcess> {
  build();
  const server = await prepareServer(environment);
  return server.start().catch(async (error: unknown) => {
    await server.dispose();
    throw error;
  });
}

/** A server not yet started. @param command what the operator types; the built server by default. */
export async function prepareServer(
  environment: Environment = {},
  command: readonly string[] = [process.execPath, 'dist/server/main.js'],
): Promise<ServerProcess> {
  return new ServerProcess(await freePort(), environment, command);
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until `check` gives something; @throws with `what` when it does not in time. */
export async function until<T>(
  what: string,
  check: () => T | false | undefined | null | Promise<T | false | undefined | null>,
  withinMs = 10_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found !== false && found !== undefined && found !== null) return found;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(20);
  }
}
