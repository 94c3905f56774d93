/** What must hold before content may be published; `cli content check` and the tests run all of it. */
import type { ContentBundle } from '../files';
import { type Check, type ContentIssue, textsOf } from './check';
import { languages } from './languages';
import { reading } from './reading';
import { sentences } from './sentences';
import { structure } from './structure';

export { type ContentIssue, flatten } from './check';
export { commandIssues } from './commands';

const checks: readonly Check[] = [...structure, ...sentences, ...languages, ...reading];

/** @returns every issue found; none means that the content may be published. */
export function checkContent(bundle: ContentBundle): ContentIssue[] {
  const texts = textsOf(bundle);
  return checks.flatMap((check) => check(bundle, texts));
}
