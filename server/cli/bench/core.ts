/** The core alone, a process of its own: `advance` and `render` in memory on the real release. */
import { performance } from 'node:perf_hooks';
import {
  advance,
  type Input,
  newSession,
  profiles,
  type Release,
  render,
  type Session,
  type World,
} from '../../../bot';
import { loadRelease } from '../../content/load';
import { projectRoot } from '../../root';
import { say } from './child';

const warmMs = 1_000;
const measuredMs = 2_000;

const tap = (id: string): Input => ({ type: 'choice', id, title: '' });
const write = (text: string): Input => ({ type: 'message', text, media: [] });

/** Taps only: the menu, a procedure, then the first option of whatever it offers. */
const taps: readonly ((session: Session) => Input)[] = [
  () => tap('command:menu'),
  () => tap('flow:cpas-apply'),
  ({ offered }) => tap(offered[0]?.id ?? 'command:menu'),
  ({ offered }) => tap(offered[0]?.id ?? 'command:menu'),
];
const texts: readonly ((session: Session) => Input)[] = [
  () => write("j'ai reçu une lettre de refus du cpas"),
  () => write('quels papiers je dois apporter au CPAS pour une demande ?'),
  () => write('où est-ce que je dois m’inscrire à la commune ?'),
  () => write('menu'),
];

function worldOf(release: Release): World {
  return {
    release,
    now: '2026-11-23T10:00:00.000Z',
    today: '2026-11-23',
    turnId: 't',
    channel: profiles.whatsapp,
    contact: {
      language: 'fr',
      languageChosen: true,
      municipality: '44021',
      status: null,
      optedOut: false,
      greeted: true,
      handoff: null,
      reminders: 0,
    },
    desk: { open: true, opensAt: null },
    listens: false,
  };
}

/** @returns how many turns were taken in `ms`. */
function converse(world: World, script: typeof taps, ms: number): number {
  const end = performance.now() + ms;
  let session = newSession(world.release.id);
  let turns = 0;
  while (performance.now() < end) {
    for (const input of script) {
      const turn = advance(world, session, input(session));
      for (const reply of turn.replies) render(reply, world.channel);
      session = turn.session;
      turns += 1;
    }
  }
  return turns;
}

async function main(): Promise<void> {
  const world = worldOf(await loadRelease(projectRoot, () => {}));
  const script = process.env['BENCH_INPUT'] === 'text' ? texts : taps;
  converse(world, script, warmMs);
  say({ type: 'result', value: converse(world, script, measuredMs) / (measuredMs / 1000) });
}

void main();
