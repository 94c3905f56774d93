import { isTrue } from '../scene';
import type { NodeRunner } from './node';

export const branchRunner: NodeRunner<'branch'> = {
  enter(scene, node) {
    const found = node.cases.find((candidate) => isTrue(scene, candidate.when));
    return { type: 'go', node: found?.next ?? node.else };
  },
};
