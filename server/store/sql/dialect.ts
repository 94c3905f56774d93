/** What a dialect declares about itself. The repositories ask these, never "is it SQLite". */
import type { ColumnDataType, CreateTableBuilder, Dialect } from 'kysely';

export type DialectTraits = {
  /** Column type for ciphertexts and hashes. */
  bytesType: ColumnDataType;
  /** Adds the primary key column `sequence`, which grows with every row and is never used twice. */
  addSequence<T extends string, C extends string>(
    table: CreateTableBuilder<T, C>,
  ): CreateTableBuilder<T, C | 'sequence'>;
  /** Whether the database refused a row because a unique value exists already. */
  isUniqueViolation(error: unknown): boolean;
};

/** One opened database, before Kysely. */
export type OpenedDatabase = {
  dialect: Dialect;
  traits: DialectTraits;
  /** See `Store.scrub`. */
  scrub(thorough: boolean): Promise<void>;
};
