/**
 * Publishes the needs log without exposing anyone: only cells of at least `least` people's questions, with
 * complementary suppression so that a hidden cell cannot be worked out from a total and its visible neighbours.
 */
import type { NeedCell } from '../store/store';

/** Smallest published count; may be raised, never lowered. */
export const leastCount = 10;

export type ReportRow = {
  municipality: string;
  topic: string;
  language: string;
  outcome: string;
  /** Null: hidden. */
  count: number | null;
};
export type Report = {
  fromWeek: string;
  toWeek: string;
  rows: ReportRow[];
  /** Total per municipality; null when hidden. */
  totals: { municipality: string; count: number | null }[];
};

const unknown = 'unknown';

/** @param least at least 10. Weeks of the period are added up; only one period should be published for each cell, ever. */
export function publish(
  cells: readonly NeedCell[],
  fromWeek: string,
  toWeek: string,
  least = leastCount,
): Report {
  if (least < leastCount) throw new RangeError(`cells of fewer than ${leastCount} are never published`);
  const rows = addUp(cells);
  const shown = [...groupBy(rows, (row) => row.municipality).values()].flatMap((group) =>
    suppress(group, least),
  );
  return { fromWeek, toWeek, rows: shown.sort(byName), totals: totalsOf(rows, shown, least) };
}

function addUp(cells: readonly NeedCell[]): (ReportRow & { count: number })[] {
  const sums = new Map<string, ReportRow & { count: number }>();
  for (const cell of cells) {
    const row = {
      municipality: cell.municipality ?? unknown,
      topic: cell.topic ?? unknown,
      language: cell.language ?? unknown,
      outcome: cell.outcome,
    };
    const key = Object.values(row).join('|');
    sums.set(key, { ...row, count: (sums.get(key)?.count ?? 0) + cell.count });
  }
  return [...sums.values()];
}

/**
 * Hides small cells of one municipality. Where what is hidden together is smaller than `least`, or is one cell
 * alone, the smallest visible cell is hidden as well: the total minus the visible cells then says nothing of one.
 */
function suppress(group: readonly (ReportRow & { count: number })[], least: number): ReportRow[] {
  const ascending = [...group].sort((a, b) => a.count - b.count || byName(a, b));
  const hidden = ascending.filter((row) => row.count < least);
  for (const row of ascending) {
    const sum = hidden.reduce((total, one) => total + one.count, 0);
    const safe = hidden.length === 0 || (hidden.length > 1 && sum >= least);
    if (safe) break;
    if (!hidden.includes(row)) hidden.push(row);
  }
  return group.map((row) => (hidden.includes(row) ? { ...row, count: null } : row));
}

/** A total is shown when it is large enough and what it hides together is too. */
function totalsOf(
  rows: readonly (ReportRow & { count: number })[],
  shown: readonly ReportRow[],
  least: number,
): Report['totals'] {
  return [...groupBy(rows, (row) => row.municipality)].map(([municipality, group]) => {
    const total = group.reduce((sum, row) => sum + row.count, 0);
    const visible = shown.filter((row) => row.municipality === municipality && row.count !== null);
    const hiddenSum = total - visible.reduce((sum, row) => sum + (row.count ?? 0), 0);
    return { municipality, count: total >= least && (hiddenSum === 0 || hiddenSum >= least) ? total : null };
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function byName(a: ReportRow, b: ReportRow): number {
  const [left, right] = [a, b].map((row) =>
    [row.municipality, row.topic, row.language, row.outcome].join('|'),
  );
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

/** Comma-separated values; hidden counts are empty. */
export function toCsv(report: Report): string {
  const lines = report.rows.map((row) =>
    [row.municipality, row.topic, row.language, row.outcome, row.count ?? ''].join(','),
  );
  return ['municipality,topic,language,outcome,count', ...lines].join('\n');
}
