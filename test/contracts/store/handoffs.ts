import { at, contact, handoff, now, type OpenStore, useStore } from './fixtures';

export function handoffContract(open: OpenStore): void {
  describe('handoffs', () => {
    const use = useStore(open);

    test('add keeps every field; adding again changes nothing', async () => {
      const { handoffs } = use.store;
      const { id } = await contact(use.store);
      const row = handoff('h1', id, { urgent: true, topic: 'cpas', summary: 'رفض' });
      await handoffs.add(row);
      await handoffs.add({ ...row, summary: 'other' });
      expect(await handoffs.get('h1')).toEqual({ ...row, revision: 1 });
      expect(await handoffs.get('h2')).toBeUndefined();
    });

    test('openOf: requested or assigned, the oldest', async () => {
      const { handoffs } = use.store;
      const { id } = await contact(use.store);
      expect(await handoffs.openOf(id)).toBeUndefined();
      await handoffs.add(handoff('h0', id, { state: 'closed' }));
      expect(await handoffs.openOf(id)).toBeUndefined();
      await handoffs.add(handoff('h1', id));
      await handoffs.add(handoff('h2', id, { requestedAt: at(9) }));
      expect((await handoffs.openOf(id))?.id).toBe('h1');
      await handoffs.change('h1', 1, { state: 'assigned' });
      expect((await handoffs.openOf(id))?.id).toBe('h1');
      await handoffs.change('h1', 2, { state: 'expired' });
      expect((await handoffs.openOf(id))?.id).toBe('h2');
    });

    test('of two mediators who claim at once one wins', async () => {
      const { handoffs } = use.store;
      const { id } = await contact(use.store);
      await handoffs.add(handoff('h1', id));
      const claim = (assignedTo: string) =>
        handoffs.change('h1', 1, { state: 'assigned', assignedTo, assignedAt: at(1) });
      const won = await Promise.all([claim('amina'), claim('bart')]);
      expect(won).toEqual([true, false]);
      expect(await handoffs.get('h1')).toMatchObject({ assignedTo: 'amina', assignedAt: at(1), revision: 2 });
    });

    test('a change writes what it names', async () => {
      const { handoffs } = use.store;
      const { id } = await contact(use.store);
      await handoffs.add(handoff('h1', id));
      const change = { urgent: true, summary: 'new', topic: 'eviction', language: null, expiresAt: at(5) };
      expect(await handoffs.change('h1', 1, change)).toBe(true);
      expect(await handoffs.change('h1', 2, { state: 'closed', closedAt: at(6), outcome: 'solved' })).toBe(
        true,
      );
      expect(await handoffs.get('h1')).toEqual({
        ...handoff('h1', id, change),
        ...{ state: 'closed', closedAt: at(6), outcome: 'solved', revision: 3 },
      });
      expect(await handoffs.change('h9', 1, { urgent: true })).toBe(false);
    });

    test('list: urgent first, then the longest waiting; every filter narrows', async () => {
      const { handoffs } = use.store;
      const { id } = await contact(use.store);
      await handoffs.add(handoff('later', id, { requestedAt: at(5) }));
      await handoffs.add(handoff('first', id, { language: 'ar', municipality: '21004' }));
      await handoffs.add(handoff('urgent', id, { requestedAt: at(9), urgent: true }));
      await handoffs.add(handoff('mine', id, { state: 'assigned', assignedTo: 'amina', requestedAt: at(7) }));
      await handoffs.add(handoff('elsewhere', id, { organisationId: 'liege' }));
      const ids = async (filter: Partial<Parameters<typeof handoffs.list>[0]>) => {
        const rows = await handoffs.list({
          organisationIds: ['gent'],
          states: ['requested'],
          limit: 9,
          ...filter,
        });
        return rows.map((row) => row.id);
      };
      expect(await ids({})).toEqual(['urgent', 'first', 'later']);
      expect(await ids({ limit: 2 })).toEqual(['urgent', 'first']);
      expect(await ids({ states: ['requested', 'assigned'] })).toEqual(['urgent', 'first', 'later', 'mine']);
      expect(await ids({ states: ['assigned'], assignedTo: 'amina' })).toEqual(['mine']);
      expect(await ids({ language: 'ar' })).toEqual(['first']);
      expect(await ids({ municipality: '21004' })).toEqual(['first']);
      expect(await ids({ organisationIds: ['gent', 'liege'] })).toHaveLength(4);
      expect(await ids({ organisationIds: [] })).toEqual([]);
      expect(await ids({ states: [] })).toEqual([]);
    });

    test('expired: open ones whose time has come', async () => {
      const { handoffs } = use.store;
      const { id } = await contact(use.store);
      await handoffs.add(handoff('second', id, { expiresAt: at(2) }));
      await handoffs.add(handoff('first', id, { expiresAt: at(1), state: 'assigned' }));
      await handoffs.add(handoff('over', id, { expiresAt: at(1), state: 'closed' }));
      await handoffs.add(handoff('later', id, { expiresAt: at(3) }));
      const ids = async (instant: string, limit = 9) =>
        (await handoffs.expired(instant, limit)).map((row) => row.id);
      expect(await ids(now)).toEqual([]);
      expect(await ids(at(2))).toEqual(['first', 'second']);
      expect(await ids(at(2), 1)).toEqual(['first']);
    });
  });
}
