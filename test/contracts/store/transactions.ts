import { contact, handoff, now, type OpenStore, received, reply, session, useStore } from './fixtures';

const pause = () => new Promise((resume) => setImmediate(resume));

export function transactionContract(open: OpenStore): void {
  describe('transactions', () => {
    const use = useStore(open);

    test('a turn is kept whole', async () => {
      const { store } = use;
      const { id } = await contact(store);
      const row = await received(store, id, 'SM1');
      const result = await store.transaction(async (inside) => {
        expect(await inside.sessions.put(id, session('cpas'), 0, now)).toBe(true);
        await inside.outbox.add([reply('t1:0.0', id), reply('t1:1.0', id)]);
        await inside.handoffs.add(handoff('h1', id));
        await inside.inbox.done(row.id);
        return 'kept';
      });
      expect(result).toBe('kept');
      expect(await store.inbox.next(id)).toBeUndefined();
      expect((await store.outbox.next(id))?.id).toBe('t1:0.0');
      expect((await store.handoffs.openOf(id))?.id).toBe('h1');
    });

    test('a turn that throws leaves nothing, and the error comes out as it was', async () => {
      const { store } = use;
      const { id } = await contact(store);
      const row = await received(store, id, 'SM1');
      const boom = new Error('boom');
      const failing = store.transaction(async (inside) => {
        await inside.sessions.put(id, session('cpas'), 0, now);
        await inside.outbox.add([reply('t1:0.0', id)]);
        await inside.inbox.done(row.id);
        await inside.contacts.erase(id);
        throw boom;
      });
      await expect(failing).rejects.toBe(boom);
      expect((await store.inbox.next(id))?.id).toBe(row.id);
      expect(await store.sessions.get(id)).toBeUndefined();
      expect(await store.outbox.get('t1:0.0')).toBeUndefined();
    });

    test('other calls wait for its end and never take part in it', async () => {
      const { store } = use;
      const { id } = await contact(store);
      const order: string[] = [];
      const failing = store.transaction(async (inside) => {
        await inside.sessions.put(id, session('inside'), 0, now);
        for (let n = 0; n < 5; n++) await pause();
        order.push('transaction');
        throw new Error('rolled back');
      });
      await pause();
      const outside = store.sessions.put(id, session('outside'), 0, now).then((kept) => {
        order.push('outside');
        return kept;
      });
      await expect(failing).rejects.toThrow('rolled back');
      expect(await outside).toBe(true);
      expect(order).toEqual(['transaction', 'outside']);
      expect((await store.sessions.get(id))?.data).toEqual(session('outside'));
    });

    test('many at once all count', async () => {
      const { store } = use;
      const { id } = await contact(store);
      await store.sessions.put(id, { ...session(null), misses: 0 }, 0, now);
      const raise = () =>
        store.transaction(async ({ sessions }) => {
          const read = await sessions.get(id);
          await pause();
          const { misses } = read!.data as { misses: number };
          if (!(await sessions.put(id, { ...session(null), misses: misses + 1 }, read!.revision, now)))
            throw new Error();
        });
      const results = await Promise.allSettled(Array.from({ length: 20 }, raise));
      const kept = results.filter(({ status }) => status === 'fulfilled').length;
      expect((await store.sessions.get(id))?.data).toMatchObject({ misses: kept });
      expect(kept).toBeGreaterThan(0);
    });

    test('the store called inside a transaction says so at once, and the transaction is rolled back', async () => {
      const { store } = use;
      const { id } = await contact(store);
      const nested = store.transaction(async (inside) => {
        await inside.sessions.put(id, session(null), 0, now);
        await store.transaction(async () => {});
      });
      await expect(nested).rejects.toThrow('do not nest');
      await expect(store.transaction(() => store.contacts.get(id))).rejects.toThrow('do not nest');
      await expect(store.transaction(() => store.scrub())).rejects.toThrow('do not nest');
      expect(await store.sessions.get(id)).toBeUndefined();
      expect(await store.transaction(({ contacts }) => contacts.get(id))).toBeDefined();
    });

    test('work begun inside a transaction may use the store once it is over', async () => {
      const { store } = use;
      const { id } = await contact(store);
      let later: Promise<unknown> = Promise.resolve();
      await store.transaction(async ({ contacts }) => {
        await contacts.touch(id, now);
        later = new Promise((resume) => setTimeout(resume, 20)).then(() => store.contacts.get(id));
      });
      expect(await later).toMatchObject({ lastInboundAt: now });
    });

    test('ping answers', async () => {
      await expect(use.store.ping()).resolves.toBeUndefined();
    });
  });
}
