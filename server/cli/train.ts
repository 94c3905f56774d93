import { loadRelease } from '../content/load';
import { projectRoot } from '../root';

/** `train`: trains the understanding when its messages changed. */
export async function run(): Promise<number> {
  const started = Date.now();
  const release = await loadRelease(projectRoot, (text) => console.error(text));
  console.error(`Release ${release.id} is ready (${((Date.now() - started) / 1000).toFixed(1)} s).`);
  return 0;
}
