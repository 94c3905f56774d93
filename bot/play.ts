/** Walks the nodes of a flow until one waits. */
import type { Flow, FlowNode, NodeRef, NodeType } from './flow';
import { showMenu } from './menu';
import type { NodeInput, NodeRunner, Step } from './nodes/node';
import { runners } from './nodes/registry';
import { option, type Scene, say, words } from './scene';

/** Bounds of one turn: a mistake in a flow stops there, politely, instead of turning for ever. */
export const limits = { nodesPerTurn: 60, callDepth: 10, trail: 20 } as const;

export function nodeAt(scene: Scene, ref: NodeRef): FlowNode | undefined {
  return scene.world.release.flows[ref.flow]?.nodes[ref.node];
}

/** Starts a flow from its first node; what was under way is left. */
export function startFlow(scene: Scene, flow: Flow): void {
  scene.session.callers = [];
  scene.session.trail = [];
  walk(scene, { flow: flow.id, node: flow.start });
}

/** Enters nodes one after the other, from `ref`, until one waits, a person takes over or the flow is over. */
export function walk(scene: Scene, ref: NodeRef): void {
  let at: NodeRef | null = ref;
  for (let count = 0; at !== null; count++) {
    const node = nodeAt(scene, at);
    if (!node || count >= limits.nodesPerTurn) return stopPolitely(scene, at);
    scene.session.position = at;
    scene.events.push({ type: 'node_entered', ...at });
    at = follow(scene, at, runnerOf(node).enter(scene, node, at));
  }
}

/**
 * Gives an input to the node that waits.
 * @returns false when that node has no use for it.
 */
export function resume(scene: Scene, ref: NodeRef, input: NodeInput): boolean {
  const node = nodeAt(scene, ref);
  const { callers } = scene.session;
  const step = node && runnerOf(node).resume?.(scene, node, ref, input);
  if (!step) return false;
  scene.session.trail = [...scene.session.trail, { ...ref, callers }].slice(-limits.trail);
  const next = follow(scene, ref, step);
  if (next) walk(scene, next);
  return true;
}

/** @returns the node to enter next, or null when the turn is over. */
function follow(scene: Scene, from: NodeRef, step: Step): NodeRef | null {
  switch (step.type) {
    case 'go':
      return { flow: from.flow, node: step.node };
    case 'wait':
      return null;
    case 'rest':
      return leave(scene);
    case 'end':
      return backToCaller(scene, step.menu);
    case 'call':
      return call(scene, from, step.flow, step.after);
  }
}

function call(scene: Scene, from: NodeRef, flowId: string, after: string): NodeRef | null {
  const flow = scene.world.release.flows[flowId];
  if (!flow || scene.session.callers.length >= limits.callDepth) {
    stopPolitely(scene, from);
    return null;
  }
  scene.session.callers = [...scene.session.callers, { flow: from.flow, node: after }];
  return { flow: flow.id, node: flow.start };
}

function backToCaller(scene: Scene, menu: boolean): NodeRef | null {
  const caller = scene.session.callers.at(-1);
  if (!caller) {
    if (menu) showMenu(scene);
    else offerMore(scene);
    return leave(scene);
  }
  scene.session.callers = scene.session.callers.slice(0, -1);
  return caller;
}

function leave(scene: Scene): null {
  scene.session.position = null;
  scene.session.callers = [];
  scene.session.trail = [];
  return null;
}

/** At the end of a flow there is always something to do. */
function offerMore(scene: Scene): void {
  const last = scene.drafts.at(-1);
  const options = [
    option(scene, 'command:menu', 'bot:option.menu'),
    option(scene, 'command:person', 'bot:option.person'),
  ];
  if (last && !last.alone && last.options.length === 0) last.options = options;
  else say(scene, [words(scene, 'bot:anything-else')], { options });
}

function stopPolitely(scene: Scene, at: NodeRef): void {
  scene.events.push({ type: 'loop_stopped', ...at });
  leave(scene);
  say(scene, [words(scene, 'bot:moved-on')]);
  offerMore(scene);
}

// A node's runner is chosen by its type; TypeScript cannot follow that the two agree, so it is said once, here.
function runnerOf(node: FlowNode): NodeRunner<NodeType> {
  return runners[node.type] as NodeRunner<NodeType>;
}
