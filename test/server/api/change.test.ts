/** What happens when another process changes a conversation between reading and writing. */

import type { ApiContext } from '../../../server/api/context';
import { changeHandoff, type Decide } from '../../../server/api/handoffs/change';
import type { Repositories } from '../../../server/store/store';
import { buildHandoff, buildStaff, useApi } from './support';

const api = useApi();

/** A store in which somebody else is faster the first `times`. */
function overtaken(times: number): ApiContext {
  let left = times;
  const faster = (repositories: Repositories): Repositories => ({
    ...repositories,
    handoffs: {
      ...repositories.handoffs,
      change: async (id, seen, change) => left-- <= 0 && repositories.handoffs.change(id, seen, change),
    },
  });
  const { store, bus, now } = api;
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const transaction: typeof store.transaction = (work) => store.transaction((inside) => work(faster(inside)));
  // Only what changing a conversation asks for.
  return { store: { ...store, transaction }, bus, now, log } as unknown as ApiContext;
}

async function change(context: ApiContext) {
  const staff = await buildStaff(api, 'amina');
  const { id } = await buildHandoff(api);
  const seen: number[] = [];
  const session = {
    tokenHash: '',
    staffId: staff.id,
    csrf: '',
    createdAt: '',
    expiresAt: '',
    lastSeenAt: '',
  };
  const decide: Decide<string> = async ({ handoff, contact }, { outbox }) => {
    seen.push(handoff.revision);
    const row = {
      id: `m${seen.length}`,
      contactId: contact.id,
      author: { type: 'bot' as const },
      language: 'fr',
    };
    const part = { type: 'text' as const, text: 'x' };
    await outbox.add([
      { ...row, part, blocks: [], options: [], template: null, createdAt: handoff.requestedAt },
    ]);
    return { change: {}, action: 'handoff.messaged', result: `m${seen.length}` };
  };
  const result = await changeHandoff(context, { staff, session }, id, decide);
  return { result, seen };
}

test('it is looked at again, and what the first try wrote is undone', async () => {
  const { result, seen } = await change(overtaken(2));
  expect([result, seen.length]).toEqual(['m3', 3]);
  expect(await api.store.outbox.get('m1')).toBeUndefined();
  expect(await api.store.outbox.get('m3')).toBeDefined();
  expect(await api.store.audit.list(9)).toHaveLength(1);
});

test('not for ever', async () => {
  await expect(change(overtaken(99))).rejects.toMatchObject({ code: 'wrong-state' });
});
