/**
 * Keeps calls on the store out of transactions. Inside one, such a call would wait for the very connection the
 * transaction holds, or be kept although the transaction is rolled back.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Dialect, Driver } from 'kysely';

export type TransactionGuard = {
  /** The same dialect, whose connections are refused inside a transaction. */
  guarding(dialect: Dialect): Dialect;
  /** @throws when called inside a transaction. */
  refuseInside(): void;
  /** @param begin starts the transaction and calls what it is given once it has begun. */
  run<T>(begin: (inside: <R>(work: () => Promise<R>) => Promise<R>) => Promise<T>): Promise<T>;
};

export function createGuard(): TransactionGuard {
  // A mark, not a yes or no: work that outlives its transaction sees it go down.
  const current = new AsyncLocalStorage<{ active: boolean }>();

  const refuseInside = () => {
    if (current.getStore()?.active !== true) return;
    throw new Error(
      'the store was called inside a transaction: use the repositories handed to it, do not nest',
    );
  };

  return {
    refuseInside,
    guarding: (dialect) => ({
      createAdapter: () => dialect.createAdapter(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createDriver: () => refusing(dialect.createDriver(), refuseInside),
    }),
    run(begin) {
      refuseInside();
      const mark = { active: false };
      return current.run(mark, () =>
        begin(async (work) => {
          mark.active = true;
          try {
            return await work();
          } finally {
            mark.active = false;
          }
        }),
      );
    },
  };
}

function refusing(driver: Driver, refuse: () => void): Driver {
  return {
    init: () => driver.init(),
    async acquireConnection() {
      refuse();
      return driver.acquireConnection();
    },
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection) => driver.releaseConnection(connection),
    destroy: () => driver.destroy(),
  };
}
