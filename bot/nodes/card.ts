import { effect, municipalityOf, type Scene, say, words } from '../scene';
import type { Block } from '../session';
import type { NodeRunner } from './node';

/**
 * A card to show at the desk: first in the official language(s) of the municipality, for the clerk, then the same
 * in the person's language, so that they know what they show. A message of its own, to be found again.
 */
export const cardRunner: NodeRunner<'card'> = {
  enter(scene, node) {
    const official = municipalityOf(scene)?.languages ?? ['fr', 'nl'];
    const desk = official.flatMap((language) => cardIn(scene, node.card, language));
    say(scene, desk, { alone: true });
    const own = scene.contact.language;
    if (own && !official.some((language) => language === own)) {
      say(scene, [words(scene, 'bot:card.in-your-language'), ...cardIn(scene, node.card, own)], {
        alone: true,
      });
    }
    effect(scene, { type: 'record_need', topic: scene.session.topic, outcome: 'told-how' });
    return { type: 'go', node: node.next };
  },
};

function cardIn(scene: Scene, card: string, language: string): Block[] {
  return ['title', 'ask', 'bring', 'receipt'].map((part) =>
    words(scene, `bot:card.${card}.${part}`, {}, language),
  );
}
