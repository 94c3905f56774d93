/** The way of a message, measured against the floor: rounds in turn, so that a busy machine touches all alike. */
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Child, startChild } from './child';
import { fillDatabase, writers } from './fill';
import { type Pressed, press } from './press';
import { median, type Progress, type Report } from './report';
import { conversations, messagesEach } from './requests';

export type Ground = { folder: string; key: string; progress: Progress; profileFolder?: string };

type Way = Pick<
  Report,
  | 'ack_ratio'
  | 'ack_p99_ratio'
  | 'turn_ratio'
  | 'ack_p99_under_turns_ratio'
  | 'floor_per_s'
  | 'ack_per_s'
  | 'turn_per_s'
  | 'floor_p99_ms'
  | 'ack_p99_ms'
  | 'ack_p99_under_turns_ms'
>;

/** Many short ones: the disk of a busy machine is fast in one second and slow in the next. */
const rounds = 9;
const writersEachRound = 100;

type Round = { floor: Pressed; ack: Pressed; turn: Pressed };

/** Floor, acknowledgement alone, whole turn. */
export async function measureWay(ground: Ground): Promise<Way> {
  const floor = await startChild('floor', { BENCH_FILE: path.join(ground.folder, 'floor.db') });
  const holding = await startServer(ground, 'ack.db', { BENCH_HOLD: 'yes' });
  const turning = await startServer(ground, 'turn.db', {});
  const measured: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const requests = conversations(round * writersEachRound, writersEachRound);
    const one = {
      floor: await press(floor.port, requests),
      ack: await press(holding.port, requests),
      turn: await pressTurns(turning, requests, round * requests.length),
    };
    const [a, b, c] = [one.floor, one.ack, one.turn].map(({ perSecond }) => perSecond.toFixed(0));
    ground.progress(`${round === 0 ? 'warm-up' : `round ${round}`}: floor ${a}/s, ack ${b}/s, turn ${c}/s`);
    if (round > 0) measured.push(one);
  }
  await Promise.all([floor, holding, turning].map((child) => child.stop()));
  return summary(measured);
}

function summary(measured: readonly Round[]): Way {
  const middle = (read: (round: Round) => number) => median(measured.map(read));
  return {
    ack_ratio: middle(({ floor, ack }) => ack.perSecond / floor.perSecond),
    ack_p99_ratio: middle(({ floor, ack }) => ack.p99 / floor.p99),
    turn_ratio: middle(({ floor, turn }) => turn.perSecond / floor.perSecond),
    ack_p99_under_turns_ratio: middle(({ floor, turn }) => turn.p99 / floor.p99),
    floor_per_s: middle(({ floor }) => floor.perSecond),
    ack_per_s: middle(({ ack }) => ack.perSecond),
    turn_per_s: middle(({ turn }) => turn.perSecond),
    floor_p99_ms: middle(({ floor }) => floor.p99),
    ack_p99_ms: middle(({ ack }) => ack.p99),
    ack_p99_under_turns_ms: middle(({ turn }) => turn.p99),
  };
}

const startServer = (ground: Ground, file: string, environment: Record<string, string>): Promise<Child> =>
  startChild(
    'server',
    { BENCH_FILE: path.join(ground.folder, file), DATA_KEY: ground.key, ...environment },
    ground.profileFolder,
  );

/** Until the reply to the last of them has been handed to the channel. */
async function pressTurns(server: Child, requests: readonly Buffer[], before: number): Promise<Pressed> {
  const started = performance.now();
  const { p99 } = await press(server.port, requests);
  await server.turned(before + requests.length);
  return { p99, perSecond: requests.length / ((performance.now() - started) / 1000) };
}

const flatRounds = 5;

/** Turn throughput with `contacts` stored contacts over that with a thousand. Who writes is stored; nobody writes in two rounds. */
export async function measureFlatness(ground: Ground, contacts: number): Promise<number> {
  const small = await startFilled(ground, 'small.db', writers);
  const started = performance.now();
  const large = await startFilled(ground, 'large.db', contacts);
  ground.progress(`${contacts} contacts stored in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const each = 100;
  const ratios: number[] = [];
  for (let round = 0; round <= flatRounds; round++) {
    const requests = conversations(round * each, each);
    const before = round * each * messagesEach;
    // Each goes first in turn: the second finds the machine warmer.
    const order = round % 2 === 0 ? [small, large] : [large, small];
    const speeds = new Map<Child, number>();
    for (const server of order) speeds.set(server, (await pressTurns(server, requests, before)).perSecond);
    const [few = 1, many = 0] = [speeds.get(small), speeds.get(large)];
    ground.progress(
      `${round === 0 ? 'warm-up' : `round ${round}`}: few ${few.toFixed(0)}/s, many ${many.toFixed(0)}/s`,
    );
    if (round > 0) ratios.push(many / few);
  }
  await Promise.all([small, large].map((child) => child.stop()));
  return median(ratios);
}

async function startFilled(ground: Ground, file: string, contacts: number): Promise<Child> {
  await fillDatabase(path.join(ground.folder, file), ground.key, contacts);
  return startServer(ground, file, {});
}
