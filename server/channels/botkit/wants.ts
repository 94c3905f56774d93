/** What a message asks for besides words, so that the page can offer the right button. */
import type { Block, Flow } from '../../../bot';

/** @param flows of the release in force. */
export function wantsOf(
  blocks: readonly Block[],
  flows: Readonly<Record<string, Flow>>,
): 'location' | 'photo' | null {
  for (const { key } of [...blocks].reverse()) {
    const kind = key === null ? undefined : askedKind(key, flows);
    if (kind === 'place') return 'location';
    if (kind === 'photo') return 'photo';
  }
  return null;
}

/** @param key `flows:<flow>.<node>.text`, or the help given when an answer was not understood. */
function askedKind(key: string, flows: Readonly<Record<string, Flow>>): string | undefined {
  const again = /^bot:ask\.not-understood\.(\w+)$/.exec(key)?.[1];
  if (again !== undefined) return again;
  const [, flow = '', node = ''] = /^flows:([a-z0-9-]+)\.([a-z0-9-]+)\.text$/.exec(key) ?? [];
  const asked = flows[flow]?.nodes[node];
  return asked?.type === 'ask' ? asked.kind : undefined;
}
