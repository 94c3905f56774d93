/** The migrations in order, named here and not found by scanning a folder: they work the same from `dist/`. */
import type { Migration } from 'kysely';
import type { DialectTraits } from '../sql/dialect';
import { start } from './0001-start';

export function migrations(traits: DialectTraits): Record<string, Migration> {
  return {
    '0001-start': start(traits),
  };
}
