/** Who is looking at which conversation right now, in this process. Losing it loses nothing: the rows are the truth. */

/** A page that is there: a websocket, or a poll that waits. */
export type Watcher = {
  /** Takes what is new for it. @returns true when it took something over. */
  flush(): Promise<boolean>;
  typing(): void;
  close(): void;
};

export type Hub = {
  /** @returns a function that takes the watcher away again. */
  watch(token: string, watcher: Watcher): () => void;
  /** @returns whether some page took something. */
  flush(token: string): Promise<boolean>;
  typing(token: string): void;
  closeAll(): void;
};

export function createHub(): Hub {
  const watchers = new Map<string, Set<Watcher>>();
  const of = (token: string) => [...(watchers.get(token) ?? [])];
  return {
    watch(token, watcher) {
      const together = watchers.get(token) ?? new Set();
      watchers.set(token, together.add(watcher));
      return () => {
        together.delete(watcher);
        if (together.size === 0 && watchers.get(token) === together) watchers.delete(token);
      };
    },
    async flush(token) {
      const took = await Promise.all(of(token).map((watcher) => watcher.flush()));
      return took.includes(true);
    },
    typing(token) {
      for (const watcher of of(token)) watcher.typing();
    },
    closeAll() {
      for (const token of [...watchers.keys()]) for (const watcher of of(token)) watcher.close();
    },
  };
}
