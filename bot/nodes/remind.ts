import { effect, languageOf, say, words, workOut } from '../scene';
import { formatDay } from '../values';
import type { NodeRunner } from './node';

export const remindRunner: NodeRunner<'remind'> = {
  enter(scene, node) {
    const on = workOut(scene, node.on);
    if (on === undefined || on <= scene.world.today) return { type: 'go', node: node.impossible };
    const day = formatDay(on, languageOf(scene), scene.world.release.texts);
    effect(scene, { type: 'set_timer', timer: 'reminder', reminder: node.reminder, on, values: {} });
    say(scene, [words(scene, 'bot:reminder.set', { day })]);
    return { type: 'go', node: node.next };
  },
};
