/** Reports as tables for a terminal. */

import type { Compared } from './compare';
import type { Confusion, Measures } from './measures';
import type { LanguageReport } from './own-set';
import type { PublicReport } from './public-set';

export const percent = (value: number | null): string => (value === null ? '-' : (value * 100).toFixed(1));

/** Columns as wide as their widest cell, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  return rows.map(line).join('\n');
}

const curveText = ({ curve }: Measures): string =>
  table([
    ['answered (of what is in scope)', ...curve.map(({ answered }) => percent(answered))],
    ['wrong among those', ...curve.map(({ wrong }) => percent(wrong))],
  ]);

const confusionText = (list: readonly Confusion[], most: number): string =>
  table(
    list.slice(0, most).map(({ intent, takenFor, times }) => [`${intent} -> ${takenFor}`, String(times)]),
  );

export function printPublicReport({ measures, ...report }: PublicReport): string {
  const rows = [
    ['messages trained on', String(report.trained)],
    ['intents', String(report.intents)],
    ['training, seconds', report.trainSeconds.toFixed(1)],
    ['per message (median), ms', report.milliseconds.toFixed(2)],
    ['messages tested, in scope', String(measures.inScope)],
    ['messages tested, out of scope', String(measures.outOfScope)],
    ['top-1 %', percent(measures.top1)],
    ['top-3 %', percent(measures.top3)],
    ['AUROC in against out of scope %', percent(measures.auroc)],
    ['in scope right at 90 % refused %', percent(measures.rightAt90Refused)],
    ['answered at once %', percent(measures.answered)],
    ['in scope answered right %', percent(measures.rightAtOnce)],
    ['in scope answered right or offered %', percent(measures.rightOrOffered)],
    ['in scope answered wrong %', percent(measures.wrong)],
    ['out of scope not answered %', percent(measures.refused)],
  ];
  return `${table(rows)}\n\n${curveText(measures)}\n\nTaken for another:\n${confusionText(report.confusions, 20)}`;
}

const columns: [string, (report: LanguageReport) => string][] = [
  ['language', ({ lang }) => lang],
  ['messages', ({ measures }) => String(measures.messages)],
  ['right at once', ({ measures }) => percent(measures.rightAtOnce)],
  ['right or offered', ({ measures }) => percent(measures.rightOrOffered)],
  ['wrong', ({ measures }) => percent(measures.wrong)],
  ['out of scope not answered', ({ measures }) => percent(measures.refused)],
  ['top-1', ({ measures }) => percent(measures.top1)],
  ['top-3', ({ measures }) => percent(measures.top3)],
  ['danger', ({ recognised }) => percent(recognised['danger'] ?? null)],
  ['false alarms', ({ falseAlarms }) => percent(falseAlarms)],
  ['person', ({ recognised }) => percent(recognised['human'] ?? null)],
  ['greeting', ({ recognised }) => percent(recognised['greeting'] ?? null)],
  ['language right', ({ languageRight }) => percent(languageRight)],
  ['short', ({ languageRightShort }) => percent(languageRightShort)],
  ['asked', ({ languageAsked }) => percent(languageAsked)],
];

export function printOwnReports(reports: readonly LanguageReport[]): string {
  const all = reports.at(-1);
  const parts = [
    table(columns.map(([name, of]) => [name, ...reports.map(of)])),
    ...(all ? [`All languages:\n${curveText(all.measures)}`] : []),
    ...(all ? [`Topics, weakest first (messages, top-1, top-3):\n${topicText(all)}`] : []),
    ...reports.map(({ lang, confusions }) => `Taken for another, ${lang}:\n${confusionText(confusions, 20)}`),
  ];
  return parts.join('\n\n');
}

function topicText({ topics }: LanguageReport): string {
  const sorted = [...topics].sort((a, b) => a.top1 - b.top1);
  return table(
    sorted.map(({ topic, messages, top1, top3 }) => [topic, String(messages), percent(top1), percent(top3)]),
  );
}

export function printComparison(rows: readonly Compared[]): string {
  const head = ['language', 'method', 'top-1', 'top-3', 'AUROC', 'right at 90 % refused', 'train, s', 'ms'];
  return table([
    head,
    ...rows.map(({ language, method, measures, trainSeconds, milliseconds }) => [
      language,
      method,
      percent(measures.top1),
      percent(measures.top3),
      percent(measures.auroc),
      percent(measures.rightAt90Refused),
      trainSeconds === null ? 'jointly' : trainSeconds.toFixed(1),
      milliseconds.toFixed(2),
    ]),
  ]);
}
