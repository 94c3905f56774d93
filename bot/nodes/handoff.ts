import { openHandoff } from '../handoff';
import type { NodeRunner } from './node';

export const handoffRunner: NodeRunner<'handoff'> = {
  enter(scene, node) {
    openHandoff(scene, {
      reason: node.reason,
      urgent: node.urgent,
      topic: node.topic ?? scene.session.topic,
    });
    return { type: 'rest' };
  },
};
