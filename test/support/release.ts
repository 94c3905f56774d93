/** The release of the repository with its real understanding; the trained model is kept between runs. */
import type { Release } from '../../bot';
import { loadRelease } from '../../server/content/load';
import { projectRoot } from './content-release';

let real: Promise<Release> | undefined;

export function realRelease(): Promise<Release> {
  real ??= loadRelease(projectRoot, () => {});
  return real;
}
