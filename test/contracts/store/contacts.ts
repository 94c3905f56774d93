import { at, contact, handoff, now, type OpenStore, received, reply, session, useStore } from './fixtures';

export function contactContract(open: OpenStore): void {
  describe('contacts', () => {
    const use = useStore(open);

    test('a new address gives a contact we know nothing about', async () => {
      const made = await contact(use.store);
      expect(made).toEqual({
        id: expect.any(String),
        channel: 'whatsapp',
        address: '+32470000001',
        pseudonym: expect.stringMatching(/^[A-Z][a-z]+ [A-Z][a-z]+ \d\d$/),
        language: null,
        languageChosen: false,
        municipality: null,
        status: null,
        optedOut: false,
        greeted: false,
        erasing: false,
        lastInboundAt: null,
        createdAt: now,
      });
      expect(await use.store.contacts.get(made.id)).toEqual(made);
    });

    test('the same address is the same contact, on another channel another one', async () => {
      const { contacts } = use.store;
      const first = await contact(use.store);
      expect((await contacts.findOrCreate('whatsapp', '+32470000001', at(5))).id).toBe(first.id);
      expect((await contacts.findOrCreate('sms', '+32470000001', now)).id).not.toBe(first.id);
    });

    test('two at once give one contact', async () => {
      const made = await Promise.all(Array.from({ length: 10 }, () => contact(use.store)));
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    });

    test('findByAddress never creates', async () => {
      const { contacts } = use.store;
      expect(await contacts.findByAddress('whatsapp', '+32470000001')).toBeUndefined();
      const made = await contact(use.store);
      expect(await contacts.findByAddress('whatsapp', '+32470000001')).toEqual(made);
      expect(await contacts.get('nobody')).toBeUndefined();
    });

    test('a change touches what it names and nothing else', async () => {
      const { contacts } = use.store;
      const made = await contact(use.store);
      await contacts.change(made.id, {});
      await contacts.change(made.id, { language: 'ar', languageChosen: true, status: 'asylum-applicant' });
      await contacts.change(made.id, { municipality: '44021', optedOut: true, greeted: true });
      expect(await contacts.get(made.id)).toEqual({
        ...made,
        ...{ language: 'ar', languageChosen: true, status: 'asylum-applicant' },
        ...{ municipality: '44021', optedOut: true, greeted: true },
      });
      await contacts.change(made.id, { status: null, optedOut: false });
      expect(await contacts.get(made.id)).toMatchObject({ status: null, optedOut: false, language: 'ar' });
    });

    test('touch never goes back in time', async () => {
      const { contacts } = use.store;
      const { id } = await contact(use.store);
      await contacts.touch(id, at(10));
      await contacts.touch(id, at(5));
      expect((await contacts.get(id))?.lastInboundAt).toBe(at(10));
    });

    test('erasing lists those who asked', async () => {
      const { contacts } = use.store;
      const { id } = await contact(use.store);
      await contact(use.store, '+32470000002');
      await contacts.change(id, { erasing: true });
      expect(await contacts.erasing()).toEqual([id]);
    });

    test('idleSince: the longest silent first, not those with a reminder or an open handoff', async () => {
      const { contacts, timers, handoffs } = use.store;
      const [old, older, reminded, helped, recent] = await Promise.all(
        [1, 2, 3, 4, 5].map((n) => contacts.findOrCreate('sms', `+3247000000${n}`, at(n === 2 ? -20 : -10))),
      );
      await contacts.touch(recent!.id, at(50));
      await timers.add({
        id: 't1',
        contactId: reminded!.id,
        timer: 'reminder',
        dueAt: at(99),
        data: { reminder: 'appeal', values: {} },
      });
      await handoffs.add(handoff('h1', helped!.id));
      await handoffs.add(handoff('h2', old!.id, { state: 'closed' }));
      expect(await contacts.idleSince(at(0), 10)).toEqual([older!.id, old!.id]);
      expect(await contacts.idleSince(at(0), 1)).toEqual([older!.id]);
    });

    test('erase takes everything that hangs on the contact and leaves others alone', async () => {
      const { store } = use;
      const gone = await contact(store);
      const stays = await contact(store, '+32470000002');
      for (const { id } of [gone, stays]) {
        const row = await received(store, id, `SM-${id}`);
        await store.sessions.put(id, session(null), 0, now);
        await store.outbox.add([reply(`${id}:0.0`, id)]);
        await store.handoffs.add(handoff(`h-${id}`, id));
        await store.timers.add({
          id: `t-${id}`,
          contactId: id,
          timer: 'reminder',
          dueAt: now,
          data: { reminder: 'appeal', values: {} },
        });
        await store.media.add({
          id: `m-${id}`,
          contactId: id,
          inboxId: row.id,
          source: { url: 'https://media/1', contentType: 'image/jpeg', kind: 'image' },
          contentType: 'image/jpeg',
        });
      }
      await store.contacts.erase(gone.id);
      await store.scrub();

      const left = async (id: string) => [
        await store.contacts.get(id),
        await store.inbox.next(id),
        await store.sessions.get(id),
        await store.outbox.next(id),
        await store.handoffs.get(`h-${id}`),
        (await store.timers.count(id)) || undefined,
        await store.media.get(`m-${id}`),
        (await store.transcript.of(id, 10))[0],
      ];
      expect((await left(gone.id)).filter((found) => found !== undefined)).toEqual([]);
      expect((await left(stays.id)).filter((found) => found === undefined)).toEqual([]);
    });

    test('erase of nobody does nothing', async () => {
      await expect(use.store.contacts.erase('nobody')).resolves.toBeUndefined();
    });

    test('a message delivered again after an erasure is no new message and brings nobody back', async () => {
      const { store } = use;
      const event = {
        ...{ channel: 'whatsapp' as const, eventId: 'SM1', address: '+32470000001' },
        body: { type: 'message' as const, text: 'efface tout', media: [] },
      };
      const row = await store.inbox.receive(event, now);
      await store.contacts.erase(row!.contactId);

      expect(await store.inbox.receive(event, at(60))).toBeUndefined();
      expect(await store.contacts.findByAddress('whatsapp', '+32470000001')).toBeUndefined();
      const again = await contact(store);
      expect(await store.inbox.add({ ...event, contactId: again.id }, at(60))).toBeUndefined();
      expect(await store.inbox.receive({ ...event, eventId: 'SM2' }, at(61))).toMatchObject({
        contactId: again.id,
      });
    });

    test('a message that arrives during an erasure is not lost, and one that was erased does not come back', async () => {
      const { store } = use;
      const event = (eventId: string) => ({
        ...{ channel: 'whatsapp' as const, eventId, address: '+32470000001' },
        body: { type: 'start' as const },
      });
      const before = await store.inbox.receive(event('SM1'), now);
      const [arrived, again] = await Promise.all([
        store.inbox.receive(event('SM2'), at(1)),
        store.inbox.receive(event('SM1'), at(1)),
        store.contacts.erase(before!.contactId),
      ]);
      expect(again).toBeUndefined();
      const next = await store.inbox.next(arrived!.contactId);
      // Either it came first and went with the contact, or it stands at the beginning of a new one.
      if (arrived!.contactId !== before!.contactId) expect(next?.id).toBe(arrived!.id);
      else expect(next).toBeUndefined();
    });
  });
}
