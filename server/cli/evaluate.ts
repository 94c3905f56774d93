/**
 * `cli evaluate`: how well messages are understood.
 *
 *   evaluate                              the project's own messages in `test/understanding/`, never trained on
 *   evaluate --train F --test F           any set in JSON lines, trained on its own part
 *   evaluate --compare [--peers DIR]      our method beside natural's and (installed in DIR) NLP.js, same examples
 *   --json                                one object instead of tables
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { modelFile } from '../content/load';
import { loadUnderstand, readUtterances } from '../content/training';
import { projectRoot } from '../root';
import { type Compared, compareOurs, comparePeer, isComparable } from './evaluation/compare';
import { evaluateOwnSet, type LanguageReport } from './evaluation/own-set';
import { type Example, naturalBayes, naturalBayesTuned, nlpJs } from './evaluation/peers';
import { printComparison, printOwnReports, printPublicReport } from './evaluation/print';
import { evaluatePublicSet } from './evaluation/public-set';
import { beyondIntent, type Row, readRows } from './evaluation/rows';
import { showProgress } from './understand';

/** @returns exit code: 2 when the arguments make no sense. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      train: { type: 'string' },
      test: { type: 'string' },
      compare: { type: 'boolean', default: false },
      peers: { type: 'string' },
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
  if (values.compare) {
    const rows = await compareWithPeers(projectRoot, values.peers);
    console.log(values.json ? JSON.stringify(rows) : printComparison(rows));
    return 0;
  }
  const reports = evaluateOwn(projectRoot);
  console.log(values.json ? JSON.stringify(reports) : printOwnReports(reports));
  return 0;
}

/** @returns a report per language with test messages, and one over all of them, named `all`. */
export function evaluateOwn(root: string): LanguageReport[] {
  const understand = loadUnderstand(root, modelFile(root), showProgress('training'));
  const sets = ownSets(root);
  const all = { lang: 'all', rows: sets.flatMap(({ rows }) => rows) };
  return [...sets, all].map(({ lang, rows }) => evaluateOwnSet(lang, rows, understand));
}

type OwnSet = { lang: string; rows: Row[] };

function ownSets(root: string): OwnSet[] {
  const folder = path.join(root, 'test/understanding');
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => {
      const lang = path.basename(name, '.jsonl');
      const rows = readRows(path.join(folder, name));
      return { lang, rows: rows.map((row) => ({ ...row, lang: row.lang ?? lang })) };
    });
}

/** @param folder where NLP.js has been installed; without it natural alone is compared. */
async function compareWithPeers(root: string, folder: string | undefined): Promise<Compared[]> {
  const understand = loadUnderstand(root, modelFile(root), showProgress('training'));
  const peers = [naturalBayes, naturalBayesTuned, ...(folder === undefined ? [] : [nlpJs(folder)])];
  const found: Compared[] = [];
  for (const { lang, rows } of ownSets(root)) {
    const asked = rows.filter(isComparable);
    const examples = examplesOf(root, lang);
    found.push(await compareOurs(lang, asked, understand));
    for (const peer of peers) {
      console.error(`${lang}: ${peer.name} ...`);
      const compared = await comparePeer(lang, asked, examples, peer);
      if (compared) found.push(compared);
    }
  }
  return found;
}

/** What a plain classifier can learn: topics, and what is out of scope as one more. */
function examplesOf(root: string, lang: string): Example[] {
  return readUtterances(root, lang)
    .map(({ text, label }) => ({ text, intent: label === 'out_of_scope' ? beyondIntent : label }))
    .filter(({ intent }) => isComparable({ text: '', intent }) && !intent.startsWith('danger_'));
}
