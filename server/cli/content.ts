/**
 * `cli content check`: everything that must hold before content may be published, and how complete each language is.
 * `cli content status [--json]`: only the latter.
 */
import { type ContentIssue, checkContent, commandIssues } from '../content/checks';
import { readContent } from '../content/files';
import { type LanguageStatus, languageStatus, type MessageStatus, messageStatus } from '../content/status';
import { countMessages, readLexicons, readLiveLanguages } from '../content/training';
import { projectRoot } from '../root';

/** @returns exit code: 0 when there is no issue, 1 when there are some, 2 when the arguments make no sense. */
export async function run([command, option]: string[]): Promise<number> {
  if (command === 'status') {
    const status = statusOf(projectRoot);
    console.log(option === '--json' ? JSON.stringify(status, null, 2) : table(status));
    return 0;
  }
  if (command !== 'check') {
    console.error('content: say "content check" or "content status [--json]".');
    return 2;
  }
  return check(projectRoot);
}

function check(root: string): number {
  const bundle = readContent(root);
  const lexicons = readLexicons(root, readLiveLanguages(root));
  const issues = [...checkContent(bundle), ...commandIssues(lexicons)];
  for (const issue of issues) console.log(line(issue));
  console.log(table(statusOf(root)));
  const live = bundle.languages.filter((language) => language.live).length;
  const counted = `${live} languages, ${bundle.flows.length} flows, ${bundle.topics.length} topics, ${bundle.facts.length} facts`;
  console.log(
    issues.length === 0 ? `Content is in order: ${counted}.` : `${issues.length} issues in ${counted}.`,
  );
  return issues.length === 0 ? 0 : 1;
}

const line = ({ where, language, problem }: ContentIssue): string =>
  `${where}${language ? ` [${language}]` : ''}: ${problem}`;

type Status = LanguageStatus & MessageStatus;

function statusOf(root: string): Status[] {
  const bundle = readContent(root);
  return languageStatus(bundle).map((status) => ({
    ...status,
    ...messageStatus(bundle, countMessages(root, status.code)),
  }));
}

function table(status: readonly Status[]): string {
  const rows = status.map(({ code, live, texts, messages, thinTopics, madeFrom }) =>
    [
      code.padEnd(4),
      (live ? 'live' : 'not live').padEnd(9),
      `${texts.present}/${texts.wanted} texts`.padEnd(16),
      `${texts.reviewed} reviewed, rest drafted`.padEnd(26),
      `${messages} example messages`.padEnd(23),
      thinTopics.length === 0 ? 'every topic has 40 or more' : `under 40: ${thinTopics.length} topics`,
      madeFrom.length > 0 ? ` (made from ${madeFrom.join(', ')})` : '',
    ].join('  '),
  );
  return rows.join('\n');
}
