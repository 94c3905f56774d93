import { createRouting, type RoutingDependencies } from '../../../server/handoff/routing';
import type { OrganisationRow, StaffRow } from '../../../server/store/store';
import { places } from '../api/release';
import { buildOrganisation, officeHours } from '../api/support';

type Person = { municipality: string | null; language: string | null };
const person = (municipality: string | null, language: string | null = 'fr'): Person => ({
  municipality,
  language,
});

function setUp(
  organisations: OrganisationRow[] = [],
  staff: Pick<StaffRow, 'organisationId' | 'role' | 'disabled'>[] = [],
) {
  const rows = new Map(organisations.map((row) => [row.id, row]));
  let clock = new Date('2026-11-23T10:00:00Z');
  let reads = 0;
  const store = {
    organisations: {
      list: async () => {
        reads += 1;
        return [...rows.values()];
      },
      get: async (id: string) => rows.get(id),
      put: async (row: OrganisationRow) => void rows.set(row.id, row),
    },
    staff: { list: async (id: string) => staff.filter((one) => one.organisationId === id) },
  };
  // Only what routing asks for.
  const dependencies = { store, places, now: () => clock, freshMs: 0 } as unknown as RoutingDependencies;
  const at = (instant: string) => {
    clock = new Date(instant);
  };
  return { rows, at, dependencies, reads: () => reads, routing: createRouting(dependencies) };
}

describe('which organisation', () => {
  const gent = buildOrganisation('gent', { municipalities: ['44021'] });
  const brussels = buildOrganisation('brussels', { municipalities: ['21004'] });
  const schaarbeek = buildOrganisation('schaarbeek', { municipalities: ['21015'] });
  const everybody = buildOrganisation('everybody');

  test.each([
    ['the one of the municipality', [gent, everybody], person('44021'), 'gent'],
    ['one that serves everybody', [gent, everybody], person('21004'), 'everybody'],
    [
      'one that serves everybody when the municipality is not known',
      [gent, everybody],
      person(null),
      'everybody',
    ],
    [
      'of two that share a postcode, the one of the municipality',
      [brussels, schaarbeek],
      person('21015'),
      'schaarbeek',
    ],
    ['the same for the other', [brussels, schaarbeek], person('21004'), 'brussels'],
    ['the default last', [buildOrganisation('passerelle'), buildOrganisation('zz')], person(null), 'zz'],
    ['the default when nobody serves them', [gent], person('21004'), 'passerelle'],
    [
      'of several, the one with the language',
      [gent, buildOrganisation('gent-arabic', { municipalities: ['44021'], languages: ['ar'] })],
      person('44021', 'ar'),
      'gent-arabic',
    ],
    [
      'of several without the language, always the same',
      [gent, buildOrganisation('gent-arabic', { municipalities: ['44021'], languages: ['ar'] })],
      person('44021', 'ti'),
      'gent',
    ],
    [
      'the local one rather than one elsewhere with the language',
      [gent, buildOrganisation('far', { languages: ['ar'] })],
      person('44021', 'ar'),
      'gent',
    ],
    [
      'the one that served a municipality before it merged',
      [buildOrganisation('melle', { municipalities: ['44040'] }), everybody],
      person('44088'),
      'melle',
    ],
  ])('%s', async (_, organisations, contact, expected) => {
    const { routing } = setUp(organisations);
    expect(await routing.organisationFor(contact)).toBe(expected);
  });

  test('a default organisation is made at first use, once', async () => {
    const { routing, rows } = setUp();
    expect(await routing.organisationFor(person(null))).toBe('passerelle');
    const made = rows.get('passerelle');
    expect(made).toMatchObject({ municipalities: [], hours: { publicHolidays: true, closedDays: [] } });
    expect(made?.hours.weekly.filter(({ weekday }) => weekday === 5)).toEqual([
      { weekday: 5, from: '09:00', to: '12:30' },
      { weekday: 5, from: '13:30', to: '17:00' },
    ]);
    if (made) rows.set('passerelle', { ...made, name: 'Changed' });
    await routing.deskFor(person(null));
    expect(rows.get('passerelle')?.name).toBe('Changed');
  });

  test('the default takes those nobody serves, even once it has municipalities of its own', async () => {
    const { routing } = setUp([buildOrganisation('passerelle', { municipalities: ['44021'] })]);
    expect(await routing.organisationFor(person('21004'))).toBe('passerelle');
  });
});

describe('when the desk is open', () => {
  const noLunch = buildOrganisation('passerelle', { hours: officeHours });
  // Winter time is UTC+1, summer time UTC+2.
  test.each([
    ['on a working day', '2026-11-23T10:00:00Z', null],
    ['at its first minute', '2026-11-23T08:00:00Z', null],
    ['in summer time', '2026-07-06T07:00:00Z', null],
    ['one minute too early in summer', '2026-07-06T06:59:00Z', '2026-07-06T07:00:00.000Z'],
    ['at its last minute', '2026-11-23T16:00:00Z', '2026-11-24T08:00:00.000Z'],
    ['at night', '2026-11-24T01:30:00Z', '2026-11-24T08:00:00.000Z'],
    ['on Friday evening', '2026-11-27T19:00:00Z', '2026-11-30T08:00:00.000Z'],
    ['on Easter Monday', '2026-04-06T09:00:00Z', '2026-04-07T07:00:00.000Z'],
    ['on the Friday evening before Easter Monday', '2026-04-03T18:00:00Z', '2026-04-07T07:00:00.000Z'],
    ['on the Friday before Whit Monday', '2026-05-22T17:00:00Z', '2026-05-26T07:00:00.000Z'],
    ['on Ascension Day', '2026-05-14T10:00:00Z', '2026-05-15T07:00:00.000Z'],
    ['on the national holiday', '2026-07-21T10:00:00Z', '2026-07-22T07:00:00.000Z'],
    ['on Christmas Eve after closing', '2026-12-24T17:00:00Z', '2026-12-28T08:00:00.000Z'],
    ['over the change to winter time', '2026-10-23T20:00:00Z', '2026-10-26T08:00:00.000Z'],
    ['over the change to summer time', '2027-03-26T20:00:00Z', '2027-03-30T07:00:00.000Z'],
  ])('%s', async (_, instant, opensAt) => {
    const { routing, at } = setUp([noLunch]);
    at(instant);
    expect(await routing.deskFor(person(null))).toEqual({ open: opensAt === null, opensAt });
  });

  test('at lunch the default organisation is closed until half past one', async () => {
    const { routing, at } = setUp();
    at('2026-11-23T11:45:00Z');
    expect(await routing.deskFor(person(null))).toEqual({ open: false, opensAt: '2026-11-23T12:30:00.000Z' });
  });

  test('each organisation has its own hours', async () => {
    const saturday = {
      weekly: [{ weekday: 6, from: '10:00', to: '12:00' }],
      closedDays: [],
      publicHolidays: true,
    };
    const { routing, at } = setUp([
      buildOrganisation('gent', { municipalities: ['44021'], hours: saturday }),
    ]);
    at('2026-11-28T10:00:00Z');
    expect(await routing.deskFor(person('44021'))).toEqual({ open: true, opensAt: null });
    expect(await routing.deskFor(person(null))).toEqual({ open: false, opensAt: '2026-11-30T08:00:00.000Z' });
  });
});

describe('who keeps the hours', () => {
  const mediator = { organisationId: 'passerelle', role: 'mediator', disabled: false } as const;
  test.each([
    ['nobody yet: the hours count', [], true],
    ['an enabled mediator', [mediator], true],
    ['only a disabled one', [{ ...mediator, disabled: true }], false],
    ['only an administrator', [{ ...mediator, role: 'administrator' as const }], false],
    ['people of another organisation only', [{ ...mediator, organisationId: 'x', disabled: true }], true],
  ])('%s', async (_, staff, open) => {
    const { routing } = setUp([], staff);
    expect(await routing.deskFor(person(null))).toEqual({ open, opensAt: null });
  });
});

test('many turns in a row read the organisations once; a transaction works on what was read before it', async () => {
  const { dependencies, reads } = setUp();
  const routing = createRouting({ ...dependencies, freshMs: 60_000 });
  for (let turn = 0; turn < 50; turn++) await routing.deskFor(person(null));
  await routing.organisationFor(person(null));
  expect(reads()).toBe(1);
});
