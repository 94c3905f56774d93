/** Static checks of a flow: what would strand a person, found before anybody meets it. */
import type { Flow, FlowNode } from './flow';

export type FlowIssue = {
  flow: string;
  node: string;
  problem:
    | 'dangling'
    | 'unreachable'
    | 'endless'
    | 'missing-text'
    | 'unknown-flow'
    | 'unknown-topic'
    | 'unknown-fact';
  detail: string;
};

/** What the flow may refer to. */
export type FlowSurroundings = {
  flows: ReadonlySet<string>;
  topics: ReadonlySet<string>;
  facts: ReadonlySet<string>;
  /** Whether every live language has this text. @returns the codes of those that lack it. */
  languagesLacking(key: string): string[];
};

export function checkFlow(flow: Flow, around: FlowSurroundings): FlowIssue[] {
  return [
    ...danglingLinks(flow),
    ...unreachableNodes(flow),
    ...endlessWalks(flow),
    ...references(flow, around),
    ...missingTexts(flow, around),
  ];
}

/** All nodes a node may lead to. */
export function nextNodes(node: FlowNode): string[] {
  switch (node.type) {
    case 'choice':
      return node.options.map((option) => option.next);
    case 'branch':
      return [...node.cases.map((one) => one.next), node.else];
    case 'ask':
      return node.skip === undefined ? [node.next] : [node.next, node.skip];
    case 'lookup':
      return [node.next, node.none];
    case 'remind':
      return [node.next, node.impossible];
    case 'handoff':
    case 'end':
      return [];
    default:
      return [node.next];
  }
}

function danglingLinks(flow: Flow): FlowIssue[] {
  const links = [
    { from: 'start', to: flow.start },
    ...Object.entries(flow.nodes).flatMap(([from, node]) => nextNodes(node).map((to) => ({ from, to }))),
  ];
  return links
    .filter(({ to }) => !flow.nodes[to])
    .map(({ from, to }) => ({
      flow: flow.id,
      node: from,
      problem: 'dangling',
      detail: `leads to "${to}", which does not exist`,
    }));
}

function unreachableNodes(flow: Flow): FlowIssue[] {
  const reached = reachableFrom(flow, flow.start);
  return Object.keys(flow.nodes)
    .filter((id) => !reached.has(id))
    .map((id) => ({ flow: flow.id, node: id, problem: 'unreachable', detail: 'no way leads here' }));
}

function reachableFrom(flow: Flow, start: string): Set<string> {
  const reached = new Set<string>();
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = flow.nodes[id];
    if (!node || reached.has(id)) continue;
    reached.add(id);
    queue.push(...nextNodes(node));
  }
  return reached;
}

const waits = (node: FlowNode): boolean => node.type === 'ask' || node.type === 'choice';

/** A circle without a node that always waits would turn until the limit stops it. */
function endlessWalks(flow: Flow): FlowIssue[] {
  const alwaysWaits = (node: FlowNode) => waits(node) && !('unlessKnown' in node && node.unlessKnown);
  return Object.keys(flow.nodes)
    .filter((id) => returnsWithout(flow, id, alwaysWaits))
    .map((id) => ({
      flow: flow.id,
      node: id,
      problem: 'endless',
      detail: 'a circle in which nobody is asked anything',
    }));
}

function returnsWithout(flow: Flow, start: string, stops: (node: FlowNode) => boolean): boolean {
  const first = flow.nodes[start];
  if (!first || stops(first)) return false;
  const seen = new Set<string>();
  const queue = nextNodes(first);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === start) return true;
    const node = flow.nodes[id];
    if (!node || seen.has(id) || stops(node)) continue;
    seen.add(id);
    queue.push(...nextNodes(node));
  }
  return false;
}

function references(flow: Flow, around: FlowSurroundings): FlowIssue[] {
  return Object.entries(flow.nodes).flatMap(([id, node]): FlowIssue[] => {
    const issue = (problem: FlowIssue['problem'], detail: string): FlowIssue => ({
      flow: flow.id,
      node: id,
      problem,
      detail,
    });
    if (node.type === 'call' && !around.flows.has(node.flow)) return [issue('unknown-flow', node.flow)];
    if (node.type === 'answer' && typeof node.topic === 'string' && !around.topics.has(node.topic))
      return [issue('unknown-topic', node.topic)];
    if (node.type === 'record' && !around.topics.has(node.topic)) return [issue('unknown-topic', node.topic)];
    return factsOf(node)
      .filter((fact) => !around.facts.has(fact))
      .map((fact) => issue('unknown-fact', fact));
  });
}

/** Ids of the facts a node names anywhere inside it. */
export function factsOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(factsOf);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) =>
    name === 'fact' && typeof value === 'string' ? [value] : factsOf(value),
  );
}

/** Every text key a node of this flow needs. */
export function textKeysOf(flow: Flow, id: string, node: FlowNode): string[] {
  const base = `flows:${flow.id}.${id}`;
  if (node.type === 'say' || node.type === 'ask') return [`${base}.text`];
  if (node.type === 'choice')
    return [`${base}.text`, ...node.options.map((option) => `${base}.options.${option.id}`)];
  if (node.type === 'card')
    return ['title', 'ask', 'bring', 'receipt'].map((part) => `bot:card.${node.card}.${part}`);
  if (node.type === 'remind') return [`bot:reminder.${node.reminder}`];
  return [];
}

function missingTexts(flow: Flow, around: FlowSurroundings): FlowIssue[] {
  const own = flow.menu === undefined ? [] : [`flows:${flow.id}.title`, `flows:${flow.id}.about`];
  const keys = [
    ...own.map((key) => ({ id: 'start', key })),
    ...Object.entries(flow.nodes).flatMap(([id, node]) =>
      textKeysOf(flow, id, node).map((key) => ({ id, key })),
    ),
  ];
  return keys.flatMap(({ id, key }) =>
    around.languagesLacking(key).map(
      (code): FlowIssue => ({
        flow: flow.id,
        node: id,
        problem: 'missing-text',
        detail: `${key} in ${code}`,
      }),
    ),
  );
}
