import { answerTopic, saidAs } from '../answer';
import { variable } from '../scene';
import type { NodeRunner } from './node';

export const answerRunner: NodeRunner<'answer'> = {
  enter(scene, node) {
    const topic = typeof node.topic === 'string' ? node.topic : variable(scene, node.topic.variable);
    const known = typeof topic === 'string' && scene.session.variables['said'] === saidAs(scene, topic);
    if (typeof topic === 'string' && !known) answerTopic(scene, topic, false);
    return { type: 'go', node: node.next };
  },
};
