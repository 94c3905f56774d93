/** Before the first test: the understanding is trained, once, so that no test waits for it. */
import { loadRelease } from '../../server/content/load';
import { projectRoot } from './content-release';

export default async function prepare(): Promise<void> {
  await loadRelease(projectRoot, (text) => process.stderr.write(`${text}\n`));
}
