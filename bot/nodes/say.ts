import { say, valuesOf, words } from '../scene';
import { type NodeRunner, textKey } from './node';

/** Says its text. When a value in it is not known or has lapsed, says that this may have changed instead. */
export const sayRunner: NodeRunner<'say'> = {
  enter(scene, node, ref) {
    const values = valuesOf(scene, node.values);
    say(scene, [values ? words(scene, textKey(ref), values) : words(scene, 'bot:answer.lapsed')]);
    return { type: 'go', node: node.next };
  },
};
