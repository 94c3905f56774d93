/** What a tap (or the number typed for it) does. Ids stay valid for months: an old button still works. */
import { answerTopic, saidAs } from './answer';
import { answerMessage } from './answer-message';
import { cancelReminders, changeMine, eraseNow, restOfLanguages, runCommand, toMenu } from './commands';
import { openHandoff } from './handoff';
import { nodeAt, resume, startFlow, walk } from './play';
import { effect, option, type Scene, say, setVariable, words } from './scene';
import type { Session } from './session';
import { confirmTranscript } from './transcript';
import type { MediaKind } from './turn';
import { type CommandId, commands } from './understand/types';

type Tap = { id: string; title: string };
/** Routes words that were written before the tap and kept until it. */
type Hear = (scene: Scene, text: string, media?: MediaKind[]) => void;

/** @returns false when the id means nothing in this release. */
export function choose(scene: Scene, tap: Tap, hear: Hear): boolean {
  const [kind, rest] = split(tap.id, ':');
  scene.session.misses = 0;
  return actions[kind]?.(scene, rest, hear) ?? false;
}

const actions: Record<string, (scene: Scene, rest: string, hear: Hear) => boolean> = {
  opt: chooseOption,
  topic: chooseTopic,
  flow: (scene, rest) => chooseFlowFrom(scene, ...split(rest, '/')),
  command: (scene, id) => isCommand(id) && done(runCommand(scene, id)),
  language: chooseLanguage,
  place: choosePlace,
  tell: (scene, rest) => tell(scene, ...split(rest, '/')),
  near: findNear,
  change: changeMine,
  erase: (scene, rest) => rest === 'yes' && done(eraseNow(scene)),
  reminders: (scene) => done(cancelReminders(scene)),
  heard: confirmHeard,
  more: readOn,
  'more-languages': (scene) => done(restOfLanguages(scene)),
  'none-of-these': noneOfThese,
};

const done = (_: void): true => true;
const isCommand = (id: string): id is CommandId => (commands as readonly string[]).includes(id);

function split(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** An option of a node: of the one that waits, or of an earlier one, to which the dialogue then returns. */
function chooseOption(scene: Scene, rest: string): boolean {
  const [flow = '', node = '', id = ''] = rest.split('/');
  const ref = { flow, node };
  if (!nodeAt(scene, ref)) return false;
  const waiting = scene.session.position;
  if (waiting?.flow !== flow || waiting.node !== node) {
    const answered = scene.session.trail.findLast((past) => past.flow === flow && past.node === node);
    scene.session.callers = answered?.callers ?? [];
  }
  if (resume(scene, ref, { type: 'option', id })) return true;
  walk(scene, ref);
  return true;
}

function chooseTopic(scene: Scene, id: string): boolean {
  const held = scene.session.heldMessage;
  scene.session.heldMessage = null;
  if (!scene.world.release.topics[id]) return false;
  if (held === null) {
    scene.session.position = null;
    return answerTopic(scene, id, true);
  }
  const entities = scene.world.release.findEntities(held, {
    language: scene.contact.language,
    today: scene.world.today,
  });
  return answerMessage(scene, id, entities);
}

/** `flow:<flow>`, or `flow:<flow>/<topic>` below the answer to that topic. */
function chooseFlowFrom(scene: Scene, id: string, topic: string): boolean {
  return chooseFlow(scene, id, topic ? { said: saidAs(scene, topic) } : {});
}

/** A procedure begins afresh: what an earlier one asked is forgotten. */
function chooseFlow(scene: Scene, id: string, variables: Session['variables'] = {}): boolean {
  const flow = scene.world.release.flows[id];
  if (!flow) return false;
  scene.session.variables = variables;
  startFlow(scene, flow);
  return true;
}

/** The language once chosen is kept; what was written before it was known is answered now. */
function chooseLanguage(scene: Scene, code: string, hear: Hear): boolean {
  if (!scene.world.release.languages.some((language) => language.code === code)) return false;
  effect(scene, { type: 'set_language', language: code, chosen: true });
  const { heldMessage: held, heldMedia } = scene.session;
  scene.session.heldMessage = null;
  scene.session.heldMedia = [];
  if (held !== null || heldMedia.length > 0) {
    hear(scene, held ?? '', heldMedia);
    return true;
  }
  const position = scene.session.position;
  if (position) walk(scene, position);
  else if (!scene.contact.greeted && scene.world.release.flows['welcome']) chooseFlow(scene, 'welcome');
  else toMenu(scene);
  return true;
}

/** What a program heard is taken as typed once the person has said that it is right. */
function confirmHeard(scene: Scene, answer: string, hear: Hear): boolean {
  const text = confirmTranscript(scene, answer === 'yes');
  if (text !== null) hear(scene, text);
  return true;
}

function choosePlace(scene: Scene, nis: string): boolean {
  const position = scene.session.position;
  if (position && resume(scene, position, { type: 'place', nis })) return true;
  const place = scene.world.release.places.byNis(nis);
  if (!place) return false;
  setVariable(scene, 'municipality', nis);
  say(scene, [words(scene, 'bot:noted.place', { municipality: place.officialName })], {
    options: [option(scene, 'command:menu', 'bot:option.menu')],
  });
  return true;
}

/** Asks for the municipality or the status, then answers the topic again with it. */
function tell(scene: Scene, what: string, topic: string): boolean {
  if (!scene.world.release.topics[topic]) return false;
  return chooseFlow(scene, `tell-${what}`, { topic });
}

function findNear(scene: Scene, domain: string): boolean {
  return chooseFlow(scene, 'find-help', { domain });
}

/** The next page of what did not fit. */
function readOn(scene: Scene): boolean {
  if (scene.session.unread.length === 0) return done(toMenu(scene));
  say(scene, scene.session.unread, { options: scene.session.unreadOptions });
  return true;
}

function noneOfThese(scene: Scene): boolean {
  const held = scene.session.heldMessage;
  scene.session.heldMessage = null;
  effect(scene, { type: 'record_need', topic: null, outcome: 'unanswered' });
  if (held === null) return done(toMenu(scene));
  openHandoff(scene, { reason: 'unsure', urgent: false, topic: null });
  return true;
}
