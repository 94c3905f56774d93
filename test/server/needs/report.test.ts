import fc from 'fast-check';
import { leastCount, publish, toCsv } from '../../../server/needs/report';
import { isoWeek } from '../../../server/needs/week';
import type { NeedCell } from '../../../server/store/store';

const cell = (change: Partial<NeedCell>): NeedCell => ({
  municipality: '44021',
  topic: 'cpas-apply',
  language: 'ar',
  week: '2026-W48',
  channel: 'sms',
  outcome: 'unanswered',
  count: 1,
  ...change,
});

describe('the needs report', () => {
  it('adds up weeks and channels and shows a cell of ten', () => {
    const report = publish(
      [cell({ count: 6 }), cell({ count: 4, week: '2026-W47', channel: 'web' })],
      '2026-W47',
      '2026-W48',
    );
    expect(report.rows).toEqual([
      { municipality: '44021', topic: 'cpas-apply', language: 'ar', outcome: 'unanswered', count: 10 },
    ]);
  });

  it('hides a small cell, and another with it, so that the total does not tell it', () => {
    const report = publish(
      [cell({ count: 3 }), cell({ language: 'ti', count: 12 }), cell({ language: 'fr', count: 40 })],
      '2026-W48',
      '2026-W48',
    );
    expect(report.rows.map((row) => [row.language, row.count])).toEqual([
      ['ar', null],
      ['fr', 40],
      ['ti', null],
    ]);
    expect(report.totals).toEqual([{ municipality: '44021', count: 55 }]);
  });

  it('shows nothing of a municipality where almost nobody asked', () => {
    const report = publish([cell({ count: 2 })], '2026-W48', '2026-W48');
    expect(report.rows[0]?.count).toBeNull();
    expect(report.totals[0]?.count).toBeNull();
    expect(toCsv(report)).not.toMatch(/2$/m);
  });

  it('cannot be asked for smaller cells', () => expect(() => publish([], 'a', 'b', 9)).toThrow(RangeError));

  it('never lets a hidden cell be worked out from the total and the visible cells', () => {
    const cells = fc.array(
      fc.record({
        municipality: fc.constantFrom('1', '2', null),
        topic: fc.constantFrom('a', 'b', 'c'),
        language: fc.constantFrom('ar', 'ti'),
        count: fc.integer({ min: 1, max: 30 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(cells, (given) => {
        const report = publish(
          given.map((one) => cell(one)),
          'w',
          'w',
        );
        for (const { municipality, count } of report.totals) {
          const rows = report.rows.filter((row) => row.municipality === municipality);
          const hidden = rows.filter((row) => row.count === null);
          expect(rows.every((row) => row.count === null || row.count >= leastCount)).toBe(true);
          if (count === null) continue;
          const hiddenSum = count - rows.reduce((sum, row) => sum + (row.count ?? 0), 0);
          expect(hidden.length === 0 || (hidden.length > 1 && hiddenSum >= leastCount)).toBe(true);
        }
      }),
    );
  });
});

it.each([
  ['2026-11-23', '2026-W48'],
  ['2026-12-31', '2026-W53'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2024-12-30', '2025-W01'],
])('week of %s is %s', (day, week) => expect(isoWeek(day)).toBe(week));
