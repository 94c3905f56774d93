/** Any mixture of people and actions at once: never two owners, nothing counted or said twice. */
import fc from 'fast-check';
import { saidTo } from './desk';
import { buildHandoff, buildStaff, type Client, openApi, signIn } from './support';

const names = ['amina', 'bart', 'root'] as const;
const actions = ['claim', 'release', 'transfer', 'messages', 'close', 'return'] as const;
type Step = { name: (typeof names)[number]; action: (typeof actions)[number]; to: (typeof names)[number] };

const bodies = {
  claim: () => undefined,
  release: () => undefined,
  transfer: ({ to }: Step) => ({ staffId: to }),
  messages: () => ({ text: 'bonjour', language: 'fr' }),
  close: () => ({ outcome: 'met' }),
  return: () => ({}),
} as const satisfies Record<Step['action'], (step: Step) => object | undefined>;

const step = fc.record({
  name: fc.constantFrom(...names),
  action: fc.constantFrom(...actions),
  to: fc.constantFrom(...names),
});

test('races', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      race,
    ),
    { numRuns: 25 },
  );
}, 60_000);

async function race(rounds: Step[][]): Promise<void> {
  const api = await openApi();
  const clients = {} as Record<Step['name'], Client>;
  for (const name of names)
    clients[name] = await signIn(
      api,
      await buildStaff(api, name, { role: name === 'root' ? 'administrator' : 'mediator' }),
    );
  const { id, contactId } = await buildHandoff(api);
  const done: Step['action'][] = [];
  for (const round of rounds) {
    const before = await api.store.handoffs.get(id);
    const answers = await Promise.all(
      round.map((one) =>
        clients[one.name].call('post', `/handoffs/${id}/${one.action}`, bodies[one.action](one)),
      ),
    );
    const went = round.filter((_, index) => (answers[index]?.status ?? 500) < 300);
    for (const { status } of answers) expect([200, 201, 403, 409]).toContain(status);
    const row = await api.store.handoffs.get(id);
    expect(row?.state === 'requested').toBe(row?.assignedTo === null && row?.closedAt === null);
    const claimed = new Set(went.filter(({ action }) => action === 'claim').map(({ name }) => name));
    const given = went.some(({ action }) => action === 'release' || action === 'transfer');
    if (!given && before?.assignedTo === null) expect(claimed.size).toBeLessThanOrEqual(1);
    done.push(...went.map(({ action }) => action));
  }
  const count = (...of: Step['action'][]) => done.filter((action) => of.includes(action)).length;
  expect(count('close', 'return')).toBeLessThanOrEqual(1);
  expect(await saidTo(api, contactId)).toHaveLength(count('messages'));
  expect(await api.store.needs.cells('2026-W01', '2026-W53')).toHaveLength(count('close'));
  await api.store.close();
}
