/**
 * `bench [--json] [--contacts N] [--profile FOLDER]`: speed and memory, each as a ratio to a floor of the same run.
 * Everything on 127.0.0.1, servers as child processes, the load generator here: 16 connections kept open.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadRelease } from '../content/load';
import { projectRoot } from '../root';
import { readArguments } from './arguments';
import { runChild } from './bench/child';
import { asTable, type Report, rounded } from './bench/report';
import { startSink } from './bench/sink';
import { librariesOnly, memoryOf, nodeOnly, realServer, startTime } from './bench/start';
import { type Ground, measureFlatness, measureWay } from './bench/way';

const manyContacts = 1_000_000;

export async function run(args: string[]): Promise<number> {
  const given = readArguments(args, ['contacts', 'profile'], ['json']);
  const contacts = Number(given.value('contacts') ?? manyContacts);
  if (!Number.isInteger(contacts) || contacts < 1_000) {
    console.error('--contacts is a whole number from 1000.');
    return 2;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-bench-'));
  const ground: Ground = {
    folder,
    key: randomBytes(32).toString('base64'),
    progress: (text) => console.error(`  ${text}`),
    profileFolder: given.value('profile'),
  };
  try {
    const report = await measure(ground, contacts);
    console.log(given.flag('json') ? JSON.stringify(rounded(report)) : asTable(report));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

async function measure(ground: Ground, contacts: number): Promise<Report> {
  console.error('Release (trained now if it is not)');
  await loadRelease(projectRoot, ground.progress);
  console.error('Core and Botkit, in memory');
  const core = {
    core_turns_per_s: await runChild('core'),
    core_text_turns_per_s: await runChild('core', { BENCH_INPUT: 'text' }),
    botkit_turns_per_s: await runChild('botkit'),
  };
  console.error('The way of a message');
  const way = await measureWay(ground);
  console.error(`Flatness: a thousand contacts and ${contacts}`);
  const flatness = await measureFlatness(ground, contacts);
  console.error('Start and memory');
  return { ...way, ...core, flatness, contacts, ...(await measureServer(ground)) };
}

type Weight = Pick<Report, 'rss_mb' | 'start_ms' | 'node_floor_ms' | 'libraries_floor_ms'>;

async function measureServer({ folder, key }: Ground): Promise<Weight> {
  const sink = await startSink();
  const server = realServer(path.join(folder, 'server.db'), key, sink.url);
  try {
    return {
      start_ms: await startTime(server),
      node_floor_ms: await startTime(nodeOnly),
      libraries_floor_ms: await startTime(librariesOnly),
      rss_mb: await memoryOf(server, sink),
    };
  } finally {
    sink.close();
  }
}
