import type { OutboxState } from '../../../server/store/store';
import { at, contact, now, type OpenStore, reply, useStore } from './fixtures';

export function outboxContract(open: OpenStore): void {
  describe('outbox', () => {
    const use = useStore(open);

    test('add keeps every field, get and findByProviderId read them back', async () => {
      const { outbox } = use.store;
      const { id } = await contact(use.store);
      await outbox.add([
        reply('t1:0.0', id),
        { ...reply('t1:0.1', id), author: { type: 'staff', staffId: 's1', reviewed: true }, template: null },
      ]);
      expect(await outbox.get('t1:0.0')).toEqual({
        ...reply('t1:0.0', id),
        ...{ sequence: expect.any(Number), state: 'queued', providerId: null, error: null, attempts: 0 },
        ...{ attemptedAt: null, notBefore: null, updatedAt: now },
      });
      expect(await outbox.get('t1:0.1')).toMatchObject({
        ...{ author: { type: 'staff', staffId: 's1', reviewed: true }, template: null },
      });
      await outbox.change('t1:0.0', { state: 'sent', providerId: 'SM9' }, at(1));
      expect((await outbox.findByProviderId('SM9'))?.id).toBe('t1:0.0');
      expect(await outbox.findByProviderId('SM0')).toBeUndefined();
      expect(await outbox.get('nothing')).toBeUndefined();
    });

    test('a turn run twice creates nothing twice', async () => {
      const { outbox } = use.store;
      const { id } = await contact(use.store);
      await outbox.add([reply('t1:0.0', id, 'first')]);
      await outbox.add([reply('t1:0.0', id, 'second'), reply('t1:1.0', id)]);
      expect((await outbox.after(id, 0)).map((row) => row.id)).toEqual(['t1:0.0', 't1:1.0']);
      expect((await outbox.get('t1:0.0'))?.part).toEqual({ type: 'text', text: 'first' });
    });

    test('add is all or nothing', async () => {
      const { outbox } = use.store;
      const { id } = await contact(use.store);
      await expect(outbox.add([reply('t1:0.0', id), reply('t1:1.0', 'nobody')])).rejects.toBeDefined();
      expect(await outbox.get('t1:0.0')).toBeUndefined();
    });

    test('next is the oldest that stands in the way, whatever its name sorts like', async () => {
      const { outbox } = use.store;
      const { id } = await contact(use.store);
      await outbox.add([reply('b', id), reply('a', id), reply('c', id)]);
      const nextId = async () => (await outbox.next(id))?.id;
      expect(await nextId()).toBe('b');
      await outbox.change('b', { state: 'sending' }, now);
      expect(await nextId()).toBe('b');
      await outbox.change('b', { state: 'unknown', notBefore: at(9) }, now);
      expect(await nextId()).toBe('b');
      await outbox.change('b', { state: 'unknown', notBefore: null }, now);
      expect(await nextId()).toBe('a');
      await outbox.change('b', { state: 'sent' }, now);
      expect(await nextId()).toBe('a');
      await outbox.change('a', { state: 'waiting' }, now);
      expect(await nextId()).toBe('c');
      await outbox.change('c', { state: 'failed' }, now);
      expect(await nextId()).toBeUndefined();
      await outbox.release(id, at(9));
      expect(await outbox.next(id)).toMatchObject({ id: 'a', state: 'queued', updatedAt: at(9) });
    });

    test('sequence grows over all contacts', async () => {
      const { outbox } = use.store;
      const [a, b] = [await contact(use.store), await contact(use.store, '+32470000002')];
      await outbox.add([reply('1', a.id)]);
      await outbox.add([reply('2', b.id)]);
      await outbox.add([reply('3', a.id)]);
      const [one, three] = await outbox.after(a.id, 0);
      const [two] = await outbox.after(b.id, 0);
      expect(one!.sequence < two!.sequence && two!.sequence < three!.sequence).toBe(true);
      expect((await outbox.after(a.id, one!.sequence)).map((row) => row.id)).toEqual(['3']);
    });

    test('pendingContacts: only whose head is due, the longest waiting first', async () => {
      const { outbox } = use.store;
      const ids = await Promise.all(
        ['1', '2', '3', '4'].map(async (n) => (await contact(use.store, `+32${n}`)).id),
      );
      const [late, due, lost, sent] = ids as [string, string, string, string];
      await outbox.add([
        reply('1', late),
        reply('2', due),
        reply('3', lost),
        reply('4', sent),
        reply('5', late),
      ]);
      await outbox.change('1', { notBefore: at(30) }, now);
      await outbox.change('3', { state: 'unknown', notBefore: at(-1) }, now);
      await outbox.change('4', { state: 'delivered' }, now);
      expect(await outbox.pendingContacts(at(29), 10)).toEqual([due, lost]);
      expect(await outbox.pendingContacts(at(30), 10)).toEqual([late, due, lost]);
      expect(await outbox.pendingContacts(at(30), 1)).toEqual([late]);
    });

    test('claim: of two senders one gets it', async () => {
      const { outbox } = use.store;
      const { id } = await contact(use.store);
      await outbox.add([reply('1', id)]);
      const got = await Promise.all([outbox.claim('1', at(3)), outbox.claim('1', at(3))]);
      expect(got.filter(Boolean)).toHaveLength(1);
      expect(await outbox.get('1')).toMatchObject({
        state: 'sending',
        attempts: 1,
        attemptedAt: at(3),
        updatedAt: at(3),
      });
      await outbox.change('1', { state: 'queued', notBefore: at(9), error: { code: 'throttled' } }, at(4));
      expect(await outbox.claim('1', at(9))).toBe(true);
      expect((await outbox.get('1'))?.attempts).toBe(2);
    });

    test('change writes what it names; updatedAt is when the state was reached', async () => {
      const { outbox } = use.store;
      const { id } = await contact(use.store);
      await outbox.add([reply('1', id)]);
      await outbox.change('1', {}, at(1));
      await outbox.change('1', { attempts: 4, attemptedAt: at(2), notBefore: at(3) }, at(2));
      expect(await outbox.get('1')).toMatchObject({
        attempts: 4,
        attemptedAt: at(2),
        notBefore: at(3),
        updatedAt: now,
      });
      const error = { code: 'recipient-invalid' as const, providerCode: '21211' };
      await outbox.change('1', { state: 'failed', error, notBefore: null }, at(5));
      expect(await outbox.get('1')).toMatchObject({
        state: 'failed',
        error,
        notBefore: null,
        updatedAt: at(5),
      });
    });

    test('a late, lower state is ignored with its error; the provider id is kept', async () => {
      const { outbox } = use.store;
      const { id } = await contact(use.store);
      await outbox.add([reply('1', id)]);
      await outbox.change('1', { state: 'delivered' }, at(2));
      const late = { state: 'failed' as const, error: { code: 'unreachable' as const }, providerId: 'SM1' };
      await outbox.change('1', late, at(3));
      await outbox.change('1', { state: 'delivered' }, at(4));
      expect(await outbox.get('1')).toMatchObject({
        ...{ state: 'delivered', error: null, providerId: 'SM1', updatedAt: at(2) },
      });
    });

    test.each<[OutboxState[], OutboxState]>([
      [['sending', 'sent', 'delivered', 'read'], 'read'],
      [['sending', 'read', 'delivered', 'sent'], 'read'],
      [['sending', 'failed', 'sent'], 'failed'],
      [['sending', 'failed', 'delivered'], 'delivered'],
      [['sending', 'delivered', 'failed'], 'delivered'],
      [['sending', 'queued', 'sending', 'unknown', 'queued'], 'queued'],
      [['sending', 'unknown', 'sent', 'unknown', 'queued', 'sending'], 'sent'],
      [['sending', 'sent', 'waiting', 'sent'], 'waiting'],
      [['sending', 'delivered', 'waiting'], 'delivered'],
    ])('%j ends as %s', async (states, last) => {
      const { outbox } = use.store;
      const { id } = await contact(use.store);
      await outbox.add([reply('1', id)]);
      for (const state of states) await outbox.change('1', { state }, now);
      expect((await outbox.get('1'))?.state).toBe(last);
    });

    test('providerIds: those of this contact from about then on', async () => {
      const { outbox } = use.store;
      const [a, b] = [await contact(use.store), await contact(use.store, '+32470000002')];
      await outbox.add([reply('1', a.id), reply('2', a.id), reply('3', b.id), reply('4', a.id)]);
      const day = 86_400;
      for (const [n, seconds] of [1, day, day].entries()) {
        const providerId = `SM${n + 1}`;
        await outbox.change(`${n + 1}`, { state: 'sent', providerId, attemptedAt: at(seconds) }, at(seconds));
      }
      expect(await outbox.providerIds(a.id, at(day))).toEqual(new Set(['SM2']));
      expect(await outbox.providerIds(a.id, now)).toEqual(new Set(['SM1', 'SM2']));
    });

    test('depth: how many are unsent and how old the oldest is', async () => {
      const { outbox } = use.store;
      const { id } = await contact(use.store);
      expect(await outbox.depth(now)).toEqual({ unsent: 0, oldestSeconds: 0 });
      await outbox.add([{ ...reply('1', id), createdAt: at(-60) }, reply('2', id), reply('3', id)]);
      expect(await outbox.depth(now)).toEqual({ unsent: 3, oldestSeconds: 60 });
      await outbox.change('1', { state: 'sent' }, now);
      await outbox.change('2', { state: 'waiting' }, now);
      expect(await outbox.depth(at(7))).toEqual({ unsent: 1, oldestSeconds: 7 });
    });
  });
}
