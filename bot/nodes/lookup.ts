import type { Actor } from '../content';
import type { NodeOf } from '../flow';
import { effect, languageOf, municipalityOf, placeName, type Scene, say, variable, words } from '../scene';
import type { Block } from '../session';
import { formatDay } from '../values';
import type { NodeRunner, Step } from './node';

const mostActors = 3;

export const lookupRunner: NodeRunner<'lookup'> = {
  enter(scene, node) {
    return node.kind === 'directory' ? directory(scene, node) : office(scene, node, node.kind);
  },
};

/** The CPAS or town hall of the person's municipality, in its own name. */
function office(scene: Scene, node: NodeOf<'lookup'>, kind: 'cpas' | 'town-hall'): Step {
  const municipality = municipalityOf(scene);
  if (!municipality) return { type: 'go', node: node.none };
  const name = placeName(municipality, languageOf(scene).code);
  say(scene, [
    words(scene, `bot:lookup.${kind}`, {
      municipality: name,
      postcodes: municipality.postcodes.slice(0, 6).join(', '),
    }),
  ]);
  return { type: 'go', node: node.next };
}

function directory(scene: Scene, node: NodeOf<'lookup'>): Step {
  const domain =
    typeof node.domain === 'object'
      ? String(variable(scene, node.domain.variable) ?? '')
      : (node.domain ?? '');
  const found = actorsNear(scene, domain);
  if (found.length === 0) {
    effect(scene, { type: 'record_need', topic: scene.session.topic, outcome: 'not-available' });
    return { type: 'go', node: node.none };
  }
  say(scene, [words(scene, 'bot:lookup.directory'), ...found.map((actor) => entry(scene, actor))]);
  return { type: 'go', node: node.next };
}

/** The closest first: of the municipality, of the region, of the whole country; those whose contact was checked, and those who speak the language before others. */
export function actorsNear(scene: Scene, domain: string): Actor[] {
  const municipality = municipalityOf(scene);
  const german = municipality?.community === 'german-speaking';
  const areas = [municipality?.nis, german ? 'german-speaking' : undefined, municipality?.region, 'federal'];
  const language = languageOf(scene).code;
  return scene.world.release.actors
    .filter((actor) => actor.domains.includes(domain))
    .map((actor) => ({
      actor,
      near: areas.findIndex((area) => area !== undefined && actor.area.includes(area)),
    }))
    .filter(({ near }) => near >= 0)
    .sort(
      (a, b) =>
        a.near - b.near ||
        Number(b.actor.checked) - Number(a.actor.checked) ||
        Number(b.actor.languages.includes(language)) - Number(a.actor.languages.includes(language)),
    )
    .slice(0, mostActors)
    .map(({ actor }) => actor);
}

function entry(scene: Scene, actor: Actor): Block {
  const how = actor.checked
    ? [actor.phone, actor.website, actor.address].filter((part) => part !== undefined).join(' - ')
    : '';
  const date = formatDay(actor.asOf, languageOf(scene), scene.world.release.texts);
  const key = how ? 'bot:lookup.entry' : 'bot:lookup.entry-unchecked';
  return words(scene, key, { name: actor.name, how, date });
}
