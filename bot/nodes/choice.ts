import type { NodeOf, NodeRef } from '../flow';
import { isTrue, type Scene, say, setVariable, variable, words, wordsWithValues } from '../scene';
import type { ReplyOption } from '../session';
import { type NodeRunner, optionId, optionKey, textKey } from './node';

type Choice = NodeOf<'choice'>;

export const choiceRunner: NodeRunner<'choice'> = {
  enter(scene, node, ref) {
    const known = node.unlessKnown && node.save ? variable(scene, node.save) : undefined;
    const chosen = node.options.find((candidate) => candidate.id === known);
    if (chosen) return { type: 'go', node: chosen.next };
    say(scene, [wordsWithValues(scene, textKey(ref), node.values)], {
      options: optionsOf(scene, node, ref),
    });
    return { type: 'wait' };
  },
  resume(scene, node, _ref, input) {
    if (input.type !== 'option') return null;
    const chosen = node.options.find((candidate) => candidate.id === input.id);
    if (!chosen) return null;
    if (node.save) setVariable(scene, node.save, chosen.id);
    return { type: 'go', node: chosen.next };
  },
};

/** The options open to this person, with their words. */
export function optionsOf(scene: Scene, node: Choice, ref: NodeRef): ReplyOption[] {
  return node.options
    .filter((candidate) => !candidate.when || isTrue(scene, candidate.when))
    .map((candidate) => ({ id: optionId(ref, candidate.id), ...titleAndAbout(scene, ref, candidate.id) }));
}

function titleAndAbout(scene: Scene, ref: NodeRef, id: string): { title: string; description?: string } {
  const title = words(scene, optionKey(ref, id)).text;
  const { texts } = scene.world.release;
  const about = scene.contact.language
    ? texts.get(scene.contact.language, `${optionKey(ref, id)}-about`)
    : null;
  return about ? { title, description: about } : { title };
}
