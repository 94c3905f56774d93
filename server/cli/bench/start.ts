/** How long the real server takes to start, and how much memory it holds. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../../root';
import { press } from './press';
import { median } from './report';
import { account, conversations, messagesEach } from './requests';
import type { Sink } from './sink';

const runs = 5;
const turnsBeforeWeighing = 504;
const patienceMs = 60_000;

type Command = (port: number) => { args: string[]; environment?: Record<string, string> };

/** @returns milliseconds from spawning Node until it answers at /readyz, the middle of five; one run before does not count. */
export async function startTime(command: Command): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const { child, ms } = await spawned(command);
    if (run > 0) times.push(ms);
    await end(child);
  }
  return median(times);
}

export const nodeOnly: Command = (port) => ({
  args: ['-e', `require('node:http').createServer((_, answer) => answer.end()).listen(${port}, '127.0.0.1')`],
});

export const librariesOnly: Command = (port) => ({
  args: [path.join(__dirname, 'floor.js')],
  environment: { PORT: String(port) },
});

export const realServer =
  (file: string, key: string, apiBaseUrl: string): Command =>
  (port) => ({
    args: [path.join(projectRoot, 'dist/server/main.js')],
    environment: {
      PORT: String(port),
      PUBLIC_URL: account.publicUrl,
      DATABASE_URL: `sqlite:${file}`,
      DATA_KEY: key,
      TWILIO_ACCOUNT_SID: account.sid,
      TWILIO_AUTH_TOKEN: account.token,
      TWILIO_WHATSAPP_FROM: account.whatsapp,
      TWILIO_SMS_FROM: account.sms,
      TWILIO_API_BASE_URL: apiBaseUrl,
    },
  });

/** @returns megabytes of the real server after its start and some 500 turns, half of them on SMS, sent with Twilio's client. */
export async function memoryOf(command: Command, sink: Sink): Promise<number> {
  const { child, port } = await spawned(command);
  const writers = turnsBeforeWeighing / 2 / messagesEach;
  const before = sink.messages();
  await press(port, [...conversations(0, writers, 'sms'), ...conversations(writers, writers, 'whatsapp')]);
  const until = performance.now() + patienceMs;
  while (sink.messages() - before < turnsBeforeWeighing && performance.now() < until) await pause(100);
  if (sink.messages() - before < turnsBeforeWeighing)
    throw new Error('not every message was answered in time');
  const megabytes = residentMegabytes(child.pid ?? 0);
  await end(child);
  return megabytes;
}

async function spawned(command: Command): Promise<{ child: ChildProcess; port: number; ms: number }> {
  const port = await freePort();
  const { args, environment } = command(port);
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() - started > patienceMs)
      throw new Error(`${args.join(' ')} did not start`);
    await pause(2);
  }
  return { child, port, ms: performance.now() - started };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ port, host: '127.0.0.1', path: '/readyz', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function residentMegabytes(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status)
    ? /^VmRSS:\s+(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kilobytes) / 1024;
}
