import {
  at,
  colleague,
  contact,
  handoff,
  now,
  type OpenStore,
  received,
  reply,
  session,
  useStore,
} from './fixtures';

export function retentionContract(open: OpenStore): void {
  describe('retention', () => {
    const use = useStore(open);
    const old = at(-100);
    const never = '2000-01-01T00:00:00.000Z';
    const limits = { transcriptBefore: never, marksBefore: never, auditBefore: never, sessionsBefore: never };

    test('messages go when they are old and settled; what is still to do stays', async () => {
      const { store } = use;
      const { id } = await contact(store);
      const body = { type: 'message' as const, text: 'bonjour', media: [] };
      for (const [n, instant] of [old, old, old, now].entries()) {
        const row = await store.inbox.addOwn(id, 'sms', `e${n}`, body, instant);
        await store.media.add({
          ...{ id: `m${n}`, contactId: id, inboxId: row!.id, contentType: 'image/png' },
          source: { url: 'https://media/1', contentType: 'image/png', kind: 'image' },
        });
        if (n === 1) await store.inbox.failedAttempt(row!.id, 1);
        else if (n !== 2) await store.inbox.done(row!.id);
      }
      const states = ['sent', 'delivered', 'read', 'failed', 'waiting', 'unknown', 'queued'] as const;
      for (const state of states) {
        await store.outbox.add([{ ...reply(state, id), createdAt: old }]);
        await store.outbox.change(state, { state }, old);
      }
      await store.outbox.change('unknown', { notBefore: at(5) }, old);
      await store.outbox.add([{ ...reply('given-up', id), createdAt: old }]);
      await store.outbox.change('given-up', { state: 'unknown', notBefore: null }, old);
      await store.outbox.add([reply('new', id)]);
      await store.outbox.change('new', { state: 'sent' }, now);

      expect(await store.retention.sweep({ ...limits, transcriptBefore: now })).toBe(7);
      const lines = await store.transcript.of(id, 99);
      expect(lines.filter((line) => line.direction === 'in')).toHaveLength(2);
      const out = lines.flatMap((line) => (line.direction === 'out' ? line.row.id : []));
      expect(out.sort()).toEqual(['new', 'queued', 'unknown', 'waiting']);
      expect(await store.media.get('m0')).toBeUndefined();
      expect(await store.media.get('m2')).toBeDefined();
      expect(await store.retention.sweep({ ...limits, transcriptBefore: now })).toBe(0);
    });

    test('ended handoffs keep their place and lose their summary', async () => {
      const { handoffs, retention } = use.store;
      const { id } = await contact(use.store);
      await handoffs.add(handoff('closed', id, { state: 'closed', closedAt: old }));
      await handoffs.add(handoff('expired', id, { state: 'expired', expiresAt: old }));
      await handoffs.add(handoff('recent', id, { state: 'closed', closedAt: at(1) }));
      await handoffs.add(handoff('open', id, { expiresAt: old }));
      expect(await retention.sweep({ ...limits, transcriptBefore: now })).toBe(2);
      const summaries = await Promise.all(
        ['closed', 'expired', 'recent', 'open'].map(async (name) => (await handoffs.get(name))?.summary),
      );
      expect(summaries.map((text) => text !== '')).toEqual([false, false, true, true]);
    });

    test('a mark goes after its time, and the event is then a new one', async () => {
      const { store } = use;
      const { id } = await contact(store);
      await received(store, id, 'SM1');
      await store.contacts.erase(id);
      const event = {
        ...{ channel: 'whatsapp' as const, eventId: 'SM1', address: '+32470000001' },
        body: { type: 'start' as const },
      };
      expect(await store.retention.sweep({ ...limits, marksBefore: now })).toBe(0);
      expect(await store.inbox.receive(event, at(1))).toBeUndefined();
      expect(await store.retention.sweep({ ...limits, marksBefore: at(1) })).toBe(1);
      expect(await store.inbox.receive(event, at(1))).toBeDefined();
    });

    test('audit, sessions and invitations by their own limits', async () => {
      const { store } = use;
      const [a, b] = [await contact(store), await contact(store, '+32470000002')];
      await store.sessions.put(a.id, session(null), 0, old);
      await store.sessions.put(b.id, session(null), 0, now);
      await store.staff.put(colleague('amina'));
      for (const [tokenHash, expiresAt] of [['1', old] as const, ['2', at(9)] as const]) {
        await store.staff.addSession({
          ...{ tokenHash, staffId: 'amina', csrf: 'c', createdAt: old, expiresAt, lastSeenAt: old },
        });
        await store.staff.addInvitation({
          tokenHash,
          organisationId: 'gent',
          role: 'mediator',
          email: null,
          expiresAt,
        });
        await store.audit.add({
          id: tokenHash,
          at: expiresAt,
          actor: 'a',
          action: 'b',
          subject: 'c',
          details: {},
        });
      }
      expect(await store.retention.sweep({ ...limits, auditBefore: now })).toBe(1);
      expect((await store.audit.list(9)).map(({ id }) => id)).toEqual(['2']);
      expect(await store.retention.sweep({ ...limits, sessionsBefore: now })).toBe(3);
      expect(await store.sessions.get(a.id)).toBeUndefined();
      expect(await store.sessions.get(b.id)).toBeDefined();
      expect(await store.staff.session('1')).toBeUndefined();
      expect(await store.staff.session('2')).toBeDefined();
      expect(await store.staff.takeInvitation('1')).toBeUndefined();
      expect(await store.staff.takeInvitation('2')).toBeDefined();
    });

    test('more than one step`s worth goes in one sweep', async () => {
      const { store } = use;
      const { id } = await contact(store);
      await store.transaction(async ({ inbox }) => {
        for (let n = 0; n < 1200; n++) {
          const row = await inbox.addOwn(id, 'sms', `e${n}`, { type: 'start' }, old);
          await inbox.done(row!.id);
        }
      });
      expect(await store.retention.sweep({ ...limits, transcriptBefore: now })).toBe(1200);
    });
  });
}
