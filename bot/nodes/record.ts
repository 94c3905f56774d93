import { effect } from '../scene';
import type { NodeRunner } from './node';

export const recordRunner: NodeRunner<'record'> = {
  enter(scene, node) {
    effect(scene, { type: 'record_need', topic: node.topic, outcome: node.outcome });
    return { type: 'go', node: node.next };
  },
};
