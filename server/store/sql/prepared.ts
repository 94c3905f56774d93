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
class Parameter {
  constructor(readonly name: string) {}
}

/**
 * @param build writes the query with `p.<name>` where a value goes. Called once per database: it must not look at
 * the values or branch on them.
 * @returns a function that runs it; `changed` counts the rows written.
 */
export function prepared<Row, P extends { [name in keyof P]: Value } = Record<string, never>>(
  build: (db: Kysely<Tables>, p: P) => Compilable<Row>,
): (runner: Runner, values: P) => Promise<Result<Row>> {
  return async (runner, values) => {
    const query = runner.compiled.get(build) ?? compile(runner, build);
    const given: Record<string, Value> = values;
    const parameters = query.parameters.map((p) => (p instanceof Parameter ? valueOf(given, p.name) : p));
    const { rows, numAffectedRows } = await runner.db.executeQuery<Row>({
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
  const names = new Proxy({}, { get: (_, name) => new Parameter(String(name)) });
  // The only lie: to Kysely's types a parameter is the value it stands for.
  const query = build(runner.db, names as P).compile();
  runner.compiled.set(build, query);
  return query;
}

function valueOf(values: Record<string, Value>, name: string): Value {
  const value = values[name];
  if (value === undefined) throw new Error(`prepared query: no value for "${name}"`);
  return value;
}
