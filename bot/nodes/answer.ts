import { answerTopic } from '../answer';
import { variable } from '../scene';
import type { NodeRunner } from './node';

export const answerRunner: NodeRunner<'answer'> = {
  enter(scene, node) {
    const topic = typeof node.topic === 'string' ? node.topic : variable(scene, node.topic.variable);
    if (typeof topic === 'string') answerTopic(scene, topic, false);
    return { type: 'go', node: node.next };
  },
};
