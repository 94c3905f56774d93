import type { NodeOf, NodeRef } from '../flow';
import { isNamed } from '../places';
import {
  effect,
  languageOf,
  option,
  placeName,
  type Scene,
  say,
  setVariable,
  variable,
  words,
  wordsWithValues,
} from '../scene';
import type { ReplyOption } from '../session';
import { formatDay } from '../values';
import { type NodeInput, type NodeRunner, optionId, type Step, textKey } from './node';

type Ask = NodeOf<'ask'>;

/** Asks for something typed or shared; says what was not understood and asks again, twice at most before it offers a person. */
export const askRunner: NodeRunner<'ask'> = {
  enter(scene, node, ref) {
    if (node.unlessKnown && variable(scene, node.save) !== undefined) return { type: 'go', node: node.next };
    const question = wordsWithValues(scene, textKey(ref), node.values);
    say(scene, [question], { options: [...languageOptions(scene, node), ...skipOption(scene, node, ref)] });
    return { type: 'wait' };
  },
  resume(scene, node, ref, input) {
    if (input.type === 'option' && input.id === 'skip' && node.skip) return { type: 'go', node: node.skip };
    return readers[node.kind](scene, node, ref, input);
  },
};

type Reader = (scene: Scene, node: Ask, ref: NodeRef, input: NodeInput) => Step | null;

const readers: Record<Ask['kind'], Reader> = {
  text: (scene, node, _ref, input) =>
    input.type === 'text' && input.text.trim() ? keep(scene, node, input.text.trim().slice(0, 500)) : null,
  number: (scene, node, _ref, input) =>
    input.type === 'text' && input.entities.number !== null ? keep(scene, node, input.entities.number) : null,
  date: readDate,
  place: readPlace,
  language: () => null,
  photo: (scene, node, _ref, input) => (input.type === 'photo' ? keep(scene, node, true) : null),
};

function keep(scene: Scene, node: Ask, value: string | number | boolean): Step {
  setVariable(scene, node.save, value);
  return { type: 'go', node: node.next };
}

/** A day in the future cannot be the day of a letter: it is said and asked again. */
function readDate(scene: Scene, node: Ask, ref: NodeRef, input: NodeInput): Step | null {
  const found = input.type === 'text' ? input.entities.dates[0] : undefined;
  if (!found) return null;
  if (found.day <= scene.world.today) return keep(scene, node, found.day);
  say(scene, [words(scene, 'bot:ask.date-in-future')], { options: skipOption(scene, node, ref) });
  return { type: 'wait' };
}

function readPlace(scene: Scene, node: Ask, ref: NodeRef, input: NodeInput): Step | null {
  const { places } = scene.world.release;
  if (input.type === 'place') return places.byNis(input.nis) ? keep(scene, node, input.nis) : null;
  if (input.type === 'location') {
    const near = places.nearest(input);
    if (near) return askWhich(scene, node, ref, [near.nis]);
    say(scene, [words(scene, 'bot:ask.location-unknown')], { options: skipOption(scene, node, ref) });
    return { type: 'wait' };
  }
  if (input.type !== 'text') return null;
  const named = places.find(input.text);
  // Nothing of that name: the places named in a sentence ("I live in Ghent now").
  const found = named.length > 0 ? named.map((place) => place.nis) : input.entities.places;
  const [only] = found;
  const sure = named.every((place) => isNamed(place, input.text));
  if (found.length === 1 && only && sure) return keep(scene, node, only);
  return found.length > 0 ? askWhich(scene, node, ref, found.slice(0, 9)) : null;
}

/** A shared postcode, a name with a slip, a position on the map: the person says which one is meant. */
function askWhich(scene: Scene, node: Ask, ref: NodeRef, found: string[]): Step {
  const language = languageOf(scene).code;
  const options = found.flatMap((nis): ReplyOption[] => {
    const place = scene.world.release.places.byNis(nis);
    return place
      ? [
          {
            id: `place:${nis}`,
            title: placeName(place, language),
            description: place.postcodes.slice(0, 5).join(', '),
          },
        ]
      : [];
  });
  say(scene, [words(scene, 'bot:ask.which-place')], {
    options: [...options, ...skipOption(scene, node, ref)],
  });
  return { type: 'wait' };
}

function skipOption(scene: Scene, node: Ask, ref: NodeRef): ReplyOption[] {
  return node.skip ? [option(scene, optionId(ref, 'skip'), 'bot:option.skip')] : [];
}

function languageOptions(scene: Scene, node: Ask): ReplyOption[] {
  if (node.kind !== 'language') return [];
  return scene.world.release.languages.map(({ code, name }) => ({ id: `language:${code}`, title: name }));
}

/** Said when an answer to a question could not be read. */
export function askAgain(scene: Scene, node: Ask, ref: NodeRef): void {
  const example = formatDay(scene.world.today, languageOf(scene), scene.world.release.texts);
  const help = words(scene, `bot:ask.not-understood.${node.kind}`, { example });
  const person = option(scene, 'command:person', 'bot:option.person');
  say(scene, [help], { options: [...languageOptions(scene, node), ...skipOption(scene, node, ref), person] });
  effect(scene, { type: 'record_need', topic: scene.session.topic, outcome: 'unanswered' });
}
