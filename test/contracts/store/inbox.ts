import { at, contact, now, type OpenStore, received, session, useStore } from './fixtures';

export function inboxContract(open: OpenStore): void {
  describe('inbox', () => {
    const use = useStore(open);
    const event = {
      channel: 'whatsapp' as const,
      eventId: 'SM1',
      address: '+32470000001',
      body: {
        ...{ type: 'message' as const, text: 'سلام', location: { latitude: 51.05, longitude: 3.72 } },
        media: [{ url: 'https://media/1', contentType: 'image/jpeg', kind: 'image' as const }],
      },
    };

    test('add keeps the message as it came', async () => {
      const { id } = await contact(use.store);
      const row = await use.store.inbox.add({ ...event, contactId: id }, now);
      expect(row).toEqual({
        ...{ id: expect.any(String), contactId: id, channel: 'whatsapp', eventId: 'SM1' },
        ...{ body: event.body, receivedAt: now, attempts: 0 },
      });
      expect(await use.store.inbox.next(id)).toEqual(row);
    });

    test('the same event is one message, on another channel another one', async () => {
      const { inbox } = use.store;
      const { id } = await contact(use.store);
      const added = { ...event, contactId: id };
      const rows = await Promise.all([1, 2, 3].map(() => inbox.add(added, now)));
      expect(rows.filter((row) => row !== undefined)).toHaveLength(1);
      expect(await inbox.add(added, at(9))).toBeUndefined();
      expect(await inbox.add({ ...added, channel: 'sms' }, now)).toBeDefined();
    });

    test('an event done long ago is still known', async () => {
      const { inbox } = use.store;
      const { id } = await contact(use.store);
      await inbox.done((await received(use.store, id, 'SM1')).id);
      expect(await inbox.add({ ...event, contactId: id }, at(9))).toBeUndefined();
    });

    test('receive finds or creates the contact; of many at once one counts', async () => {
      const { inbox, contacts } = use.store;
      const rows = await Promise.all([1, 2, 3, 4].map(() => inbox.receive(event, now)));
      const [row] = rows.filter((found) => found !== undefined);
      expect(rows.filter((found) => found !== undefined)).toHaveLength(1);
      expect((await contacts.get(row!.contactId))?.address).toBe(event.address);
      const second = await inbox.receive({ ...event, eventId: 'SM2' }, at(1));
      expect(second).toMatchObject({ contactId: row!.contactId, body: event.body });
      expect(await inbox.receive({ ...event, eventId: 'SM2' }, at(1))).toBeUndefined();
    });

    test('rows come in the order they arrived, also within one instant', async () => {
      const { inbox } = use.store;
      const { id } = await contact(use.store);
      const names = Array.from({ length: 20 }, (_, n) => `SM${n}`);
      for (const name of names) await received(use.store, id, name);
      const seen: string[] = [];
      for (let row = await inbox.next(id); row !== undefined; row = await inbox.next(id)) {
        seen.push(row.eventId);
        await inbox.done(row.id);
      }
      expect(seen).toEqual(names);
    });

    test('addOwn: a timer that fires twice counts once', async () => {
      const { inbox } = use.store;
      const { id } = await contact(use.store);
      const body = {
        type: 'timer' as const,
        timer: 'reminder' as const,
        reminder: 'appeal',
        values: { day: '3' },
      };
      expect(await inbox.addOwn(id, 'whatsapp', 'timer:t1', body, now)).toMatchObject({ body });
      expect(await inbox.addOwn(id, 'whatsapp', 'timer:t1', body, now)).toBeUndefined();
    });

    test('a row that keeps failing is set aside and stands in nobody`s way', async () => {
      const { inbox } = use.store;
      const { id } = await contact(use.store);
      const bad = await received(use.store, id, 'SM1');
      const good = await received(use.store, id, 'SM2');
      expect(await inbox.failedAttempt(bad.id, 3)).toBe(false);
      expect(await inbox.failedAttempt(bad.id, 3)).toBe(false);
      expect((await inbox.next(id))?.attempts).toBe(2);
      expect(await inbox.failedAttempt(bad.id, 3)).toBe(true);
      expect((await inbox.next(id))?.id).toBe(good.id);
      await inbox.done(good.id);
      expect(await inbox.failedAttempt(good.id, 1)).toBe(false);
    });

    test('pendingContacts: each once, the longest waiting first', async () => {
      const { inbox } = use.store;
      const [a, b, c] = await Promise.all(['1', '2', '3'].map((n) => contact(use.store, `+3247000000${n}`)));
      const first = await received(use.store, b!.id, 'SM1');
      await received(use.store, a!.id, 'SM2');
      await received(use.store, b!.id, 'SM3');
      await received(use.store, c!.id, 'SM4');
      expect(await inbox.pendingContacts(10)).toEqual([b!.id, a!.id, c!.id]);
      expect(await inbox.pendingContacts(1)).toEqual([b!.id]);
      await inbox.done(first.id);
      expect(await inbox.pendingContacts(10)).toEqual([a!.id, b!.id, c!.id]);
    });
  });

  describe('sessions', () => {
    const use = useStore(open);

    test('put and get, with a revision that grows', async () => {
      const { sessions } = use.store;
      const { id } = await contact(use.store);
      expect(await sessions.get(id)).toBeUndefined();
      expect(await sessions.put(id, session(null), 0, now)).toBe(true);
      expect(await sessions.get(id)).toEqual({ data: session(null), revision: 1 });
      expect(await sessions.put(id, session('cpas'), 1, now)).toBe(true);
      expect(await sessions.get(id)).toEqual({ data: session('cpas'), revision: 2 });
    });

    test('a stale revision changes nothing', async () => {
      const { sessions } = use.store;
      const { id } = await contact(use.store);
      await sessions.put(id, session('first'), 0, now);
      expect(await sessions.put(id, session('second'), 0, now)).toBe(false);
      await sessions.put(id, session('third'), 1, now);
      expect(await sessions.put(id, session('fourth'), 1, now)).toBe(false);
      expect(await sessions.put(id, session('fifth'), 7, now)).toBe(false);
      expect((await sessions.get(id))?.data).toEqual(session('third'));
    });

    test('of two turns at once one wins', async () => {
      const { sessions } = use.store;
      const { id } = await contact(use.store);
      await sessions.put(id, session(null), 0, now);
      const won = await Promise.all(['a', 'b', 'c'].map((topic) => sessions.put(id, session(topic), 1, now)));
      expect(won.filter(Boolean)).toHaveLength(1);
    });
  });
}
