import { say, wordsWithValues } from '../scene';
import { type NodeRunner, textKey } from './node';

export const sayRunner: NodeRunner<'say'> = {
  enter(scene, node, ref) {
    say(scene, [wordsWithValues(scene, textKey(ref), node.values)]);
    return { type: 'go', node: node.next };
  },
};
