import { type ContentIssue, checkContent } from '../content/checks';
import { readContent } from '../content/files';
import { projectRoot } from '../root';

/** `content check`: prints every issue. @returns 0 when there is none. */
export async function run(args: string[]): Promise<number> {
  if (args[0] !== 'check') {
    console.error('content check is the command.');
    return 2;
  }
  const bundle = readContent(projectRoot);
  const issues = checkContent(bundle);
  for (const issue of issues) console.log(line(issue));
  const live = bundle.languages.filter((language) => language.live).length;
  const counted = `${live} languages, ${bundle.flows.length} flows, ${bundle.topics.length} topics, ${bundle.facts.length} facts`;
  console.log(
    issues.length === 0 ? `Content is in order: ${counted}.` : `${issues.length} issues in ${counted}.`,
  );
  return issues.length === 0 ? 0 : 1;
}

const line = ({ where, language, problem }: ContentIssue): string =>
  `${where}${language ? ` [${language}]` : ''}: ${problem}`;
