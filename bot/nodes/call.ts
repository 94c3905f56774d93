import type { NodeRunner } from './node';

export const callRunner: NodeRunner<'call'> = {
  enter(_scene, node) {
    return { type: 'call', flow: node.flow, after: node.next };
  },
};
