import { at, contact, now, type OpenStore, received, reply, useStore } from './fixtures';

export function recordContract(open: OpenStore): void {
  describe('timers', () => {
    const use = useStore(open);
    const timer = (id: string, contactId: string, seconds: number) => ({
      ...{ id, contactId, timer: 'reminder' as const, dueAt: at(seconds) },
      data: { reminder: 'appeal', values: { day: '3 avril' } },
    });

    test('due ones in order, until removed', async () => {
      const { timers } = use.store;
      const { id } = await contact(use.store);
      for (const [name, seconds] of [['b', 2] as const, ['a', 1] as const, ['c', 9] as const]) {
        await timers.add(timer(name, id, seconds));
      }
      await timers.add(timer('a', id, 5));
      expect(await timers.due(at(2), 9)).toEqual([timer('a', id, 1), timer('b', id, 2)]);
      expect(await timers.due(at(2), 1)).toHaveLength(1);
      await timers.remove('a');
      expect((await timers.due(at(2), 9)).map((row) => row.id)).toEqual(['b']);
    });

    test('count and cancelAll see one contact only', async () => {
      const { timers } = use.store;
      const [a, b] = [await contact(use.store), await contact(use.store, '+32470000002')];
      await timers.add(timer('1', a.id, 1));
      await timers.add(timer('2', a.id, 2));
      await timers.add(timer('3', b.id, 3));
      expect(await timers.count(a.id)).toBe(2);
      expect(await timers.cancelAll(a.id)).toBe(2);
      expect(await timers.count(a.id)).toBe(0);
      expect(await timers.count(b.id)).toBe(1);
    });
  });

  describe('needs', () => {
    const use = useStore(open);
    const cell = {
      ...{ municipality: '44021', topic: 'cpas', language: 'ar', week: '2026-W48' },
      ...{ channel: 'whatsapp' as const, outcome: 'unanswered' as const },
    };

    test('the same cell is counted up, also where something is not known', async () => {
      const { needs } = use.store;
      const blank = { ...cell, municipality: null, topic: null, language: null };
      await Promise.all([cell, blank, cell, blank, blank].map((one) => needs.add(one)));
      expect(await needs.cells('2026-W01', '2026-W53')).toEqual([
        { ...blank, count: 3 },
        { ...cell, count: 2 },
      ]);
    });

    test('every dimension makes a cell of its own; weeks are a closed range', async () => {
      const { needs } = use.store;
      const others = [
        cell,
        { ...cell, municipality: null },
        { ...cell, topic: 'asylum' },
        { ...cell, language: 'fr' },
        { ...cell, channel: 'sms' as const },
        { ...cell, outcome: 'answered' as const },
        { ...cell, week: '2026-W49' },
        { ...cell, week: '2026-W50' },
      ];
      for (const one of others) await needs.add(one);
      expect(await needs.cells('2026-W48', '2026-W48')).toHaveLength(6);
      expect(await needs.cells('2026-W48', '2026-W49')).toHaveLength(7);
      expect((await needs.cells('2026-W49', '2026-W50')).map(({ week }) => week)).toEqual([
        '2026-W49',
        '2026-W50',
      ]);
    });
  });

  describe('media', () => {
    const use = useStore(open);
    const source = { url: 'https://media/secret', contentType: 'image/jpeg', kind: 'image' as const };
    const file = async (id: string, eventId: string) => {
      const { id: contactId } = await contact(use.store);
      const { id: inboxId } = await received(use.store, contactId, eventId);
      const row = { id, contactId, inboxId, source, contentType: 'image/jpeg' };
      await use.store.media.add(row);
      return row;
    };

    test('to fetch, then kept with its bytes', async () => {
      const { media } = use.store;
      const row = await file('m1', 'SM1');
      const fresh = { ...row, state: 'to-fetch', reason: null, size: 0, attempts: 0 };
      expect(await media.toFetch(5)).toEqual([fresh]);
      expect(await media.get('m1')).toEqual({ ...fresh, bytes: null });
      const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => n % 251);
      await media.keep('m1', bytes, 'image/png');
      expect(await media.toFetch(5)).toEqual([]);
      const kept = await media.get('m1');
      expect(kept).toMatchObject({ state: 'kept', contentType: 'image/png', size: 70_000 });
      expect(Buffer.compare(Buffer.from(kept!.bytes!), Buffer.from(bytes))).toBe(0);
      expect(await media.get('m2')).toBeUndefined();
    });

    test('refused with a reason; one that fails lets others go first', async () => {
      const { media } = use.store;
      await file('m1', 'SM1');
      await file('m2', 'SM2');
      expect(await media.failedAttempt('m1')).toBe(1);
      expect(await media.failedAttempt('m1')).toBe(2);
      expect((await media.toFetch(1)).map((row) => row.id)).toEqual(['m2']);
      await media.refuse('m2', 'too-large');
      expect(await media.get('m2')).toMatchObject({ state: 'refused', reason: 'too-large', bytes: null });
      expect((await media.toFetch(5)).map((row) => row.id)).toEqual(['m1']);
    });
  });

  describe('transcript', () => {
    const use = useStore(open);

    test('both directions in order of time, with files, the last lines only', async () => {
      const { store } = use;
      const { id } = await contact(store);
      const first = await received(store, id, 'SM1', 'bonjour');
      await store.media.add({
        ...{ id: 'm1', contactId: id, inboxId: first.id, contentType: 'image/jpeg' },
        source: { url: 'https://media/1', contentType: 'image/jpeg', kind: 'image' },
      });
      await store.outbox.add([reply('t1:0.0', id), { ...reply('t1:1.0', id), createdAt: at(1) }]);
      await store.inbox.addOwn(id, 'whatsapp', 'h1', { type: 'handoff-closed', how: 'closed' }, at(2));

      const lines = await store.transcript.of(id, 10);
      expect(lines.map(({ direction, at: instant }) => [direction, instant])).toEqual([
        ['in', now],
        ['out', now],
        ['out', at(1)],
        ['in', at(2)],
      ]);
      expect(lines[0]).toEqual({
        ...{ direction: 'in', id: first.id, at: now, body: first.body },
        media: [{ id: 'm1', contentType: 'image/jpeg', state: 'to-fetch' }],
      });
      expect(lines[1]).toMatchObject({ id: 't1:0.0', row: { part: { type: 'text', text: 'Bienvenue' } } });
      expect(await store.transcript.of(id, 2)).toEqual(lines.slice(2));
      expect(await store.transcript.of('nobody', 2)).toEqual([]);
    });
  });
}
