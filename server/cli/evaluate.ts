/**
 * `cli evaluate`: how well messages are understood.
 *
 *   evaluate                              the project's own messages in `test/understanding/`, never trained on
 *   evaluate --train F --test F           any set in JSON lines, trained on its own part
 *   --json                                one object instead of tables
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { modelFile } from '../content/load';
import { loadUnderstand } from '../content/training';
import { projectRoot } from '../root';
import { evaluateOwnSet, type LanguageReport } from './evaluation/own-set';
import { printOwnReports, printPublicReport } from './evaluation/print';
import { evaluatePublicSet } from './evaluation/public-set';
import { readRows } from './evaluation/rows';
import { showProgress } from './understand';

/** @returns exit code: 2 when the arguments make no sense. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if ((values.train === undefined) !== (values.test === undefined)) {
    console.error('evaluate: give both --train and --test, or neither.');
    return 2;
  }
  if (values.train !== undefined && values.test !== undefined) {
    const report = evaluatePublicSet(readRows(values.train), readRows(values.test), showProgress('training'));
    console.log(values.json ? JSON.stringify(report) : printPublicReport(report));
    return 0;
  }
  const reports = evaluateOwn(projectRoot);
  console.log(values.json ? JSON.stringify(reports) : printOwnReports(reports));
  return 0;
}

/** @returns a report per language with test messages, and one over all of them, named `all`. */
export function evaluateOwn(root: string): LanguageReport[] {
  const understand = loadUnderstand(root, modelFile(root), showProgress('training'));
  const folder = path.join(root, 'test/understanding');
  const sets = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => {
      const lang = path.basename(name, '.jsonl');
      return {
        lang,
        rows: readRows(path.join(folder, name)).map((row) => ({ ...row, lang: row.lang ?? lang })),
      };
    });
  const reports = sets.map(({ lang, rows }) => evaluateOwnSet(lang, rows, understand));
  return [
    ...reports,
    evaluateOwnSet(
      'all',
      sets.flatMap(({ rows }) => rows),
      understand,
    ),
  ];
}
