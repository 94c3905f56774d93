/**
 * What several workers must agree on while they run, and may forget when they stop: whose turn it is with a contact,
 * and that there is something new for one. Losing it loses no message: the rows say what is left to do.
 */

export type Bus = {
  /**
   * Runs `work` once all earlier work for this contact has ended, well or badly. Other contacts do not wait.
   * Not re-entrant: work that asks for its own contact's lock waits for itself.
   * @returns what `work` returns; rejects with what it throws.
   */
  withLock<T>(contactId: string, work: () => Promise<T>): Promise<T>;
  /** Says that there is something to do for this contact. Call it after the commit, never inside a transaction. */
  wake(contactId: string): void;
  /** @returns a function that takes the listener away again. */
  onWake(listener: (contactId: string) => void): () => void;
  /** Waits for the work under way. */
  close(): Promise<void>;
};

/**
 * The bus of a single process.
 * @param onError told what a listener threw: neither the caller of `wake` nor other listeners suffer from it.
 */
export function createLocalBus(onError: (error: unknown) => void): Bus {
  const tails = new Map<string, Promise<void>>();
  const listeners = new Set<(contactId: string) => void>();

  return {
    withLock(contactId, work) {
      const before = tails.get(contactId);
      const result = before === undefined ? start(work) : before.then(work);
      const tail: Promise<void> = result.then(nothing, nothing).then(() => {
        if (tails.get(contactId) === tail) tails.delete(contactId);
      });
      tails.set(contactId, tail);
      return result;
    },
    wake(contactId) {
      for (const listener of [...listeners]) {
        try {
          listener(contactId);
        } catch (error) {
          onError(error);
        }
      }
    },
    onWake(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}

/** Turns a throw before the first await into a rejection. */
async function start<T>(work: () => Promise<T>): Promise<T> {
  return work();
}

function nothing(): void {}
