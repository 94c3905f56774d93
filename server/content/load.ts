/** Release 0: the content of the repository with the understanding trained on it. */
import path from 'node:path';
import { createPlaces, type Release } from '../../bot';
import { readContent } from './files';
import { createRelease } from './release';
import { loadUnderstanding } from './training';

/** Where a trained model is kept; made again when what it was trained on changes. */
export const modelFile = (root: string): string => path.join(root, 'dist', 'understanding.bin');

/**
 * @param root folder that holds `content/`, `flows/` and `locales/`.
 * @param onProgress told what is being done when it takes long.
 */
export async function loadRelease(root: string, onProgress: (text: string) => void): Promise<Release> {
  const bundle = readContent(root);
  const places = createPlaces(bundle.municipalities);
  return createRelease(bundle, places, await loadUnderstanding(root, modelFile(root), places, onProgress));
}
