/** The menu: the flows that ask to be in it, a person, the languages. A WhatsApp list holds ten rows. */
import { option, type Scene, say, words } from './scene';

const mostFlows = 8;

export function showMenu(scene: Scene): void {
  const flows = Object.values(scene.world.release.flows)
    .filter((flow) => flow.menu !== undefined)
    .sort((a, b) => (a.menu ?? 0) - (b.menu ?? 0))
    .slice(0, mostFlows)
    .map((flow) => option(scene, `flow:${flow.id}`, `flows:${flow.id}.title`, `flows:${flow.id}.about`));
  const person = option(scene, 'command:person', 'bot:option.person');
  const language = option(scene, 'command:language', 'bot:option.language');
  say(scene, [words(scene, 'bot:menu.text')], { options: [...flows, person, language] });
}
