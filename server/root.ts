import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of the project (with `content/`, `flows/`, `locales/`), whether this runs from source or from `dist/`. */
export const projectRoot = findUp(__dirname);

function findUp(folder: string): string {
  if (existsSync(path.join(folder, 'package.json')) && existsSync(path.join(folder, 'content')))
    return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('the folder with content/, flows/ and locales/ was not found');
  return findUp(parent);
}
