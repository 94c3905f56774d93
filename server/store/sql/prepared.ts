/**
 * Queries built once and run often. Building and compiling a query costs more than running it on SQLite; a prepared
 * query is written like any other, with parameters in place of values, and compiled at its first use.
 */
import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import type { Tables } from './schema';

type Value = string | number | Uint8Array | null;

/** What a prepared query needs: a connection, and the place where this database's compiled queries are kept. */
export type Runner = { db: Kysely<Tables>; compiled: Map<object, CompiledQuery> };

export type Result<Row> = { rows: Row[]; changed: number };

/** Stands for a value while the query is compiled. */
class Parameter<P> {
  constructor(readonly name: keyof P) {}

  in(values: P): P[keyof P] {
    const value = values[this.name];
    if (value === undefined) throw new Error(`prepared query: no value for "${String(this.name)}"`);
    return value;
  }
}

/**
 * @param build writes the query with `p.<name>` where a value goes. Called once per database: it must not look at
 * the values, branch on them or spread them.
 * @returns a function that runs it; `changed` counts the rows written.
 */
export function prepared<Row, P extends { [name in keyof P]: Value | undefined } = Record<never, never>>(
  build: (db: Kysely<Tables>, p: P) => Compilable<Row>,
): (runner: Runner, values: P) => Promise<Result<Row>> {
  return async (runner, values) => {
    const query = runner.compiled.get(build) ?? compile(runner, build);
    const parameters = query.parameters.map((p) => (p instanceof Parameter ? p.in(values) : p));
    // The query was compiled from `build`, so its rows are of the type that `build` says.
    const { rows, numAffectedRows } = await runner.db.executeQuery({
      ...query,
      parameters,
    } as CompiledQuery<Row>);
    return { rows, changed: Number(numAffectedRows ?? 0) };
  };
}

function compile<Row, P>(
  runner: Runner,
  build: (db: Kysely<Tables>, p: P) => Compilable<Row>,
): CompiledQuery {
  const names = new Proxy({}, { get: (_, name) => new Parameter<P>(name as keyof P) });
  // The only lie: to Kysely's types a parameter is the value it stands for.
  const query = build(runner.db, names as P).compile();
  runner.compiled.set(build, query);
  return query;
}
