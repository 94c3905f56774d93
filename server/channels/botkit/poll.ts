/** A poll: answers at once when something is new, otherwise waits for it for a while. */
import type { Feed, News, Position } from './feed';
import type { Hub } from './hub';
import type { WebLimits } from './limits';

export type Poll = (token: string, position: Position, waitMs: number, left: AbortSignal) => Promise<News>;

export function createPoll({ hub, feed, limits }: { hub: Hub; feed: Feed; limits: WebLimits }): Poll {
  let open = 0;
  return async (token, position, waitMs, left) => {
    // What was asked for before is on the screen by now.
    if (position.epoch !== null) await feed.seen(token, position.after);
    const waiting = watch(hub, token);
    open += 1;
    try {
      const news = await feed.read(token, position);
      if (news.gone || news.messages.length > 0 || open > limits.polls) return news;
      await Promise.race([waiting.woken, pause(waitMs, left)]);
      return await feed.read(token, position);
    } finally {
      open -= 1;
      waiting.end();
    }
  };
}

/** Watches before the first look, so that nothing falls in between. */
function watch(hub: Hub, token: string): { woken: Promise<void>; end(): void } {
  let wake = () => {};
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const end = hub.watch(token, {
    flush: async () => {
      wake();
      return true;
    },
    typing: () => {},
    close: wake,
  });
  return { woken, end };
}

function pause(ms: number, left: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    left.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
