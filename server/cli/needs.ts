import { publish, toCsv } from '../needs/report';
import { isoWeek } from '../needs/week';
import { readArguments } from './arguments';
import { openStore } from './open-store';

/** `needs report`: prints what may be published of a period (default: the last 52 weeks). */
export async function run(args: string[]): Promise<number> {
  const given = readArguments(args, ['from', 'to'], ['csv', 'json']);
  if (given.positionals[0] !== 'report') {
    console.error('needs report is the command.');
    return 2;
  }
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const from = given.value('from') ?? isoWeek(day(364));
  const to = given.value('to') ?? isoWeek(day(0));
  const store = await openStore();
  const report = publish(await store.needs.cells(from, to), from, to);
  await store.close();
  if (given.flag('csv')) console.log(toCsv(report));
  else if (given.flag('json')) console.log(JSON.stringify(report, null, 2));
  else print(report);
  return 0;
}

function print(report: ReturnType<typeof publish>): void {
  console.log(
    `Needs from ${report.fromWeek} to ${report.toWeek}. Counts under 10, and those that would tell them, are not shown.`,
  );
  for (const total of report.totals) console.log(`${total.municipality}: ${total.count ?? 'not shown'}`);
  for (const row of report.rows.filter(({ count }) => count !== null)) {
    console.log(
      `${String(row.count).padStart(7)}  ${row.municipality}  ${row.topic}  ${row.language}  ${row.outcome}`,
    );
  }
}
