import { EmailTakenError, type OrganisationRow } from '../../../server/store/store';
import { at, colleague, now, type OpenStore, useStore } from './fixtures';

export function deskContract(open: OpenStore): void {
  const use = useStore(open);

  describe('organisations', () => {
    test('put, change, get and list by name', async () => {
      const { organisations } = use.store;
      const gent: OrganisationRow = {
        ...{ id: 'gent', name: 'In-Gent', municipalities: ['44021'], languages: ['nl', 'ar'] },
        hours: {
          weekly: [{ weekday: 1, from: '09:00', to: '17:00' }],
          closedDays: ['2026-12-24'],
          publicHolidays: true,
        },
      };
      await organisations.put({ ...gent, name: 'Zuid' });
      await organisations.put({ ...gent, id: 'liege', name: 'Liège' });
      await organisations.put(gent);
      expect(await organisations.get('gent')).toEqual(gent);
      expect((await organisations.list()).map(({ id }) => id)).toEqual(['gent', 'liege']);
      expect(await organisations.get('mons')).toBeUndefined();
    });
  });

  describe('staff', () => {
    test('put, change, get, list and count', async () => {
      const { staff } = use.store;
      expect(await staff.count()).toBe(0);
      await staff.put(colleague('amina'));
      await staff.put(colleague('bart', { organisationId: 'liege' }));
      await staff.put(colleague('amina', { disabled: true, municipalities: ['44021'], passwordHash: null }));
      expect(await staff.count()).toBe(2);
      const amina = colleague('amina', { disabled: true, municipalities: ['44021'], passwordHash: null });
      expect(await staff.get('amina')).toEqual(amina);
      expect(await staff.list('gent')).toEqual([amina]);
      expect(await staff.get('carl')).toBeUndefined();
    });

    test('findByEmail, whatever its case; one person each', async () => {
      const { staff } = use.store;
      await staff.put(colleague('amina'));
      expect((await staff.findByEmail('Amina@Example.org'))?.id).toBe('amina');
      expect(await staff.findByEmail('bart@example.org')).toBeUndefined();
      const second = colleague('bart', { email: 'amina@example.org' });
      await expect(staff.put(second)).rejects.toThrow(EmailTakenError);
      await staff.put(colleague('amina', { email: 'new@example.org' }));
      expect(await staff.findByEmail('amina@example.org')).toBeUndefined();
      await staff.put(second);
      expect((await staff.findByEmail('amina@example.org'))?.id).toBe('bart');
    });

    test('sessions: one by its token, touched, removed alone or all of a person', async () => {
      const { staff } = use.store;
      await staff.put(colleague('amina'));
      await staff.put(colleague('bart'));
      const session = (tokenHash: string, staffId: string) => ({
        ...{
          tokenHash,
          staffId,
          csrf: `csrf-${tokenHash}`,
          createdAt: now,
          expiresAt: at(60),
          lastSeenAt: now,
        },
      });
      for (const [token, person] of [
        ['1', 'amina'] as const,
        ['2', 'amina'] as const,
        ['3', 'amina'] as const,
      ]) {
        await staff.addSession(session(token, person));
      }
      await staff.addSession(session('4', 'bart'));
      await staff.touchSession('1', at(5));
      expect(await staff.session('1')).toEqual({ ...session('1', 'amina'), lastSeenAt: at(5) });
      await staff.removeSession('1');
      expect(await staff.session('1')).toBeUndefined();
      expect(await staff.session('2')).toBeDefined();
      await staff.removeSessionsOf('amina');
      expect(await staff.session('2')).toBeUndefined();
      expect(await staff.session('4')).toEqual(session('4', 'bart'));
    });

    test('an invitation works once, also when two take it at the same time', async () => {
      const { staff } = use.store;
      const row = {
        organisationId: 'gent',
        role: 'analyst' as const,
        email: 'new@example.org',
        expiresAt: at(60),
      };
      await staff.addInvitation({ ...row, tokenHash: 'i1' });
      await staff.addInvitation({ ...row, tokenHash: 'i2', email: null });
      const taken = await Promise.all([staff.takeInvitation('i1'), staff.takeInvitation('i1')]);
      expect(taken).toEqual([{ ...row, tokenHash: 'i1' }, undefined]);
      expect(await staff.takeInvitation('i2')).toEqual({ ...row, tokenHash: 'i2', email: null });
      expect(await staff.takeInvitation('i3')).toBeUndefined();
    });
  });

  describe('audit and settings', () => {
    test('audit lists the newest first', async () => {
      const { audit } = use.store;
      const entry = (id: string) => ({
        id,
        at: now,
        actor: 'amina',
        action: 'read',
        subject: 'c1',
        details: { n: 1, x: null },
      });
      for (const id of ['1', '2', '3', '2']) await audit.add(entry(id));
      expect(await audit.list(2)).toEqual([entry('3'), entry('2')]);
    });

    test('settings: put, change, get; the store`s own are out of reach', async () => {
      const { settings } = use.store;
      expect(await settings.get('release')).toBeUndefined();
      await settings.put('release', 'r1');
      await settings.put('release', 'r2');
      expect(await settings.get('release')).toBe('r2');
      await expect(settings.put('store:key-check', 'x')).rejects.toThrow('belong to the store');
    });
  });
}
