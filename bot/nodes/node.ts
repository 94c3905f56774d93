/** What a node can do. One file per node type beside this one; `registry.ts` joins them. */
import type { NodeOf, NodeRef, NodeType } from '../flow';
import type { Scene } from '../scene';
import type { Entities } from '../understand/types';

/** What a person did at a node that waits. */
export type NodeInput =
  | { type: 'option'; id: string }
  | { type: 'text'; text: string; entities: Entities }
  | { type: 'place'; nis: string }
  | { type: 'location'; latitude: number; longitude: number }
  | { type: 'photo' };

export type Step =
  /** Goes on to this node of the same flow. */
  | { type: 'go'; node: string }
  /** Waits for the person at this node. */
  | { type: 'wait' }
  | { type: 'call'; flow: string; after: string }
  | { type: 'end'; menu: boolean }
  /** A person takes over: the dialogue rests. */
  | { type: 'rest' };

export type NodeRunner<T extends NodeType> = {
  enter(scene: Scene, node: NodeOf<T>, ref: NodeRef): Step;
  /** @returns null when the input is not for this node: others may want it. */
  resume?(scene: Scene, node: NodeOf<T>, ref: NodeRef, input: NodeInput): Step | null;
};

export const textKey = (ref: NodeRef): string => `flows:${ref.flow}.${ref.node}.text`;
export const optionKey = (ref: NodeRef, option: string): string =>
  `flows:${ref.flow}.${ref.node}.options.${option}`;
export const optionId = (ref: NodeRef, option: string): string => `opt:${ref.flow}/${ref.node}/${option}`;
