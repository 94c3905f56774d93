/**
 * Who gets this input. The ladder is `routeMessage`, top to bottom: the first rung that takes it ends the turn's routing.
 *
 *   opted out -> danger -> own data -> a person owns the conversation -> global command -> numbered option
 *   -> language -> waiting node -> topic -> fallback
 */
import { topicOption } from './answer';
import { answerMessage, takeDate } from './answer-message';
import { choose } from './choose';
import { askLanguage, runCommand } from './commands';
import { answerDanger } from './danger';
import { openHandoff } from './handoff';
import { settleLanguage } from './language';
import { askAgain } from './nodes/ask';
import type { NodeInput } from './nodes/node';
import { nodeAt, resume, startFlow } from './play';
import { effect, option, type Scene, say, setVariable, words } from './scene';
import { listen, passOn } from './transcript';
import type { Input, MediaKind } from './turn';
import type { CommandId, Entities, Understanding } from './understand/types';

type Message = Extract<Input, { type: 'message' }>;

/** Wrong guesses in a row after which a person is offered instead of another guess. */
const missesBeforePerson = 2;
/** A topic less likely than this would be a strange thing to offer to somebody who was not understood. */
const leastNear = 0.2;

/** A message with all that was understood of it. */
type Heard = { message: Message; meaning: Understanding; entities: Entities };

/** @returns true when this rung took the message. */
type Rung = (scene: Scene, heard: Heard) => boolean;

const ladder: readonly Rung[] = [
  optedOut,
  danger,
  ownData,
  personOwnsConversation,
  globalCommand,
  numberedOption,
  languageFirst,
  aboutTranscript,
  waitingNode,
  withoutWords,
  greeting,
  topic,
  fallback,
];

/** "7" is the number of an option, whatever a model takes it for. */
const isShortNumber = (text: string): boolean => /^\p{Nd}{1,2}[.)]?$/u.test(text.trim());
const meaningless = {
  kind: 'unknown',
  topic: null,
  command: null,
  danger: null,
  decision: 'handoff',
  candidates: [],
} satisfies Partial<Understanding>;

export function routeMessage(scene: Scene, message: Message): void {
  const { release, today } = scene.world;
  const language = scene.contact.language;
  const understood = release.understand(message.text, { language });
  const meaning = isShortNumber(message.text) ? { ...understood, ...meaningless } : understood;
  const entities = release.findEntities(message.text, { language: language ?? meaning.language.code, today });
  scene.events.push({
    type: 'understood',
    kind: meaning.kind,
    topic: meaning.topic,
    decision: meaning.decision,
    confidence: meaning.confidence,
    language: meaning.language.code,
  });
  const heard = { message, meaning, entities };
  ladder.some((rung) => rung(scene, heard));
}

/** Words without anything else: said before and held, or those on a button nobody knows. */
export function routeText(scene: Scene, text: string, media: MediaKind[] = []): void {
  routeMessage(scene, { type: 'message', text, media });
}

/** Somebody who said STOP hears from us only to be told how to come back, and in danger. */
function optedOut(scene: Scene, { meaning }: Heard): boolean {
  if (!scene.contact.optedOut || meaning.kind === 'danger') return false;
  if (meaning.command === 'start' || meaning.command === 'erase' || meaning.command === 'export')
    runCommand(scene, meaning.command);
  else say(scene, [words(scene, 'bot:stop.how-back')]);
  return true;
}

function danger(scene: Scene, { meaning }: Heard): boolean {
  if (meaning.kind !== 'danger' || !meaning.danger) return false;
  if (scene.contact.language === null && meaning.language.code) {
    effect(scene, { type: 'set_language', language: meaning.language.code, chosen: false });
  }
  answerDanger(scene, meaning.danger);
  return true;
}

/** Stopping and one's own data work even while a person owns the conversation. */
function ownData(scene: Scene, { meaning }: Heard): boolean {
  const commands: (CommandId | null)[] = ['stop', 'erase', 'export'];
  if (!meaning.command || !commands.includes(meaning.command)) return false;
  settleLanguage(scene, meaning);
  runCommand(scene, meaning.command);
  return true;
}

/** One owner per turn: the bot is silent. Before anybody took it, "menu" gives the conversation back to the bot. */
function personOwnsConversation(scene: Scene, { meaning }: Heard): boolean {
  const handoff = scene.contact.handoff;
  if (!handoff) return false;
  if (handoff.state === 'requested' && meaning.command === 'menu') {
    effect(scene, { type: 'withdraw_handoff', handoffId: handoff.id });
    return false;
  }
  effect(scene, { type: 'relay', handoffId: handoff.id });
  return true;
}

function globalCommand(scene: Scene, { meaning }: Heard): boolean {
  const command = meaning.kind === 'human' ? 'person' : meaning.command;
  if (!command) return false;
  if (command === 'more' && scene.session.unread.length > 0)
    return choose(scene, { id: 'more', title: '' }, routeText);
  settleLanguage(scene, meaning);
  runCommand(scene, command);
  return true;
}

/** "2", "٢", "2." or the very words of an option shown last. A date or a number that was asked for comes first. */
function numberedOption(scene: Scene, { message, entities }: Heard): boolean {
  const text = message.text.trim();
  const digits = isShortNumber(text);
  if (digits && entities.number !== null && asksForNumber(scene)) return false;
  const chosen = digits
    ? scene.session.offered[(entities.number ?? 0) - 1]
    : scene.session.offered.find((offer) => sameWords(offer.title, text));
  return chosen !== undefined && choose(scene, chosen, routeText);
}

function asksForNumber(scene: Scene): boolean {
  const node = scene.session.position && nodeAt(scene, scene.session.position);
  return node?.type === 'ask' && node.kind === 'number';
}

const sameWords = (a: string, b: string): boolean => plain(a) !== '' && plain(a) === plain(b);
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Before anything is said the language must be known; when it cannot be told the person is asked, once. */
function languageFirst(scene: Scene, { message, meaning }: Heard): boolean {
  const { explicitRequest } = meaning.language;
  if (explicitRequest && choose(scene, { id: `language:${explicitRequest}`, title: '' }, routeText))
    return true;
  const settled = settleLanguage(scene, meaning);
  if (settled === 'known') return false;
  scene.session.heldMessage = message.text.slice(0, 1000) || null;
  scene.session.heldMedia = message.media;
  const near = message.location && scene.world.release.places.nearest(message.location);
  if (near) setVariable(scene, 'municipality', near.nis);
  if (settled === 'not-spoken') {
    effect(scene, { type: 'record_need', topic: meaning.topic, outcome: 'language-not-spoken' });
    askLanguage(scene, meaning.language.notSpoken?.nearest ?? []);
  } else {
    askLanguage(scene, meaning.language.code ? [meaning.language.code] : []);
  }
  return true;
}

/** The question that waits gets the message, unless it is plainly a question of its own. */
function waitingNode(scene: Scene, { message, meaning, entities }: Heard): boolean {
  const at = scene.session.position;
  if (!at) return false;
  const node = nodeAt(scene, at);
  const freeText = node?.type === 'ask' && node.kind === 'text';
  const long = message.text.trim().split(/\s+/).length > 3;
  const asksSomethingElse = meaning.kind === 'topic' && meaning.decision === 'answer' && long;
  if (!freeText && asksSomethingElse && !answersQuestion(scene, entities)) return false;
  if (resume(scene, at, nodeInputOf(message, meaning, entities))) {
    scene.session.misses = 0;
    return true;
  }
  if (correctsDate(scene, at.flow, entities)) return true;
  const aboutTopic = meaning.kind === 'topic' && (meaning.decision === 'answer' || long);
  if (node?.type === 'ask' && !aboutTopic && scene.session.misses < missesBeforePerson) {
    scene.session.misses += 1;
    askAgain(scene, node, at);
    return true;
  }
  return false;
}

/** Another date than the one the procedure has worked with, written instead of a choice: it is worked out again. */
function correctsDate(scene: Scene, flowId: string, entities: Entities): boolean {
  const flow = scene.world.release.flows[flowId];
  const known = flow?.takes.date && scene.session.variables[flow.takes.date];
  return flow !== undefined && known !== undefined && takeDate(scene, flow, entities);
}

/** "I moved to Ghent on 3 March" in answer to "when?" is an answer, whatever topic it resembles. */
function answersQuestion(scene: Scene, entities: Entities): boolean {
  const node = scene.session.position && nodeAt(scene, scene.session.position);
  if (node?.type !== 'ask') return false;
  if (node.kind === 'date') return entities.dates.length > 0;
  // A place that would not be asked for again is taken up with the question: neither is lost.
  if (node.kind === 'place') return entities.places.length > 0 && !node.unlessKnown;
  return node.kind === 'number' && entities.number !== null;
}

function nodeInputOf(message: Message, meaning: Understanding, entities: Entities): NodeInput {
  if (message.media.some((kind) => kind === 'image' || kind === 'document')) return { type: 'photo' };
  if (message.location) return { type: 'location', ...message.location };
  if (meaning.polarity) return { type: 'option', id: meaning.polarity };
  return { type: 'text', text: message.text, entities };
}

/** "Yes" or "no" to what a program heard in a voice note. Anything else said instead takes its place. */
function aboutTranscript(scene: Scene, { message, meaning }: Heard): boolean {
  if (scene.session.transcript === null || message.text.trim() === '') return false;
  if (meaning.polarity) return choose(scene, { id: `heard:${meaning.polarity}`, title: '' }, routeText);
  scene.session.transcript = null;
  return false;
}

/** A picture or a voice note without a question: a person looks at it or listens. A position tells the municipality. */
function withoutWords(scene: Scene, { message }: Heard): boolean {
  if (message.media.length > 0 && message.media.every((kind) => kind === 'audio')) {
    if (scene.world.listens) listen(scene);
    else passOn(scene);
    return true;
  }
  if (message.media.length > 0) {
    say(scene, [words(scene, 'bot:media.received')]);
    openHandoff(scene, { reason: 'media', urgent: false, topic: scene.session.topic });
    return true;
  }
  if (!message.location) return false;
  const near = scene.world.release.places.nearest(message.location);
  if (!near) {
    say(scene, [words(scene, 'bot:ask.location-unknown')], {
      options: [option(scene, 'command:menu', 'bot:option.menu')],
    });
    return true;
  }
  setVariable(scene, 'municipality', near.nis);
  say(scene, [words(scene, 'bot:noted.place', { municipality: near.officialName })], {
    options: [option(scene, 'command:menu', 'bot:option.menu')],
  });
  return true;
}

function greeting(scene: Scene, { meaning }: Heard): boolean {
  if (meaning.kind !== 'greeting') return false;
  const welcome = scene.world.release.flows['welcome'];
  if (welcome && !scene.contact.greeted) startFlow(scene, welcome);
  else runCommand(scene, 'menu');
  return true;
}

function topic(scene: Scene, { message, meaning, entities }: Heard): boolean {
  if (meaning.kind !== 'topic' || !meaning.topic) return false;
  scene.session.misses = 0;
  takeUp(scene, entities);
  if (meaning.decision === 'answer') return answerMessage(scene, meaning.topic, entities);
  const known = meaning.candidates.filter((candidate) => scene.world.release.topics[candidate.topic]);
  if (known.length === 0) return false;
  scene.session.heldMessage = message.text.slice(0, 1000);
  say(scene, [words(scene, 'bot:clarify.text')], {
    options: [
      ...known.map((candidate) => topicOption(scene, candidate.topic)),
      option(scene, 'none-of-these', 'bot:option.none-of-these'),
    ],
  });
  effect(scene, { type: 'record_need', topic: known[0]?.topic ?? null, outcome: 'clarified' });
  return true;
}

/** Status and municipality said in passing are taken up and said back, so that nobody is asked twice. */
function takeUp(scene: Scene, entities: Entities): void {
  const [place] = entities.places;
  const found = place && scene.world.release.places.byNis(place);
  if (found && entities.places.length === 1 && scene.contact.municipality === null) {
    setVariable(scene, 'municipality', found.nis);
    say(scene, [words(scene, 'bot:noted.place', { municipality: found.officialName })]);
  }
  if (entities.status && scene.contact.status === null) setVariable(scene, 'status', entities.status);
}

/** Not understood: the topics nearest to it if any, else the menu; a person after the second time. */
function fallback(scene: Scene, { meaning }: Heard): boolean {
  scene.session.misses += 1;
  const outcome = meaning.kind === 'unknown' ? 'unanswered' : 'out-of-scope';
  effect(scene, { type: 'record_need', topic: null, outcome });
  const person = option(scene, 'command:person', 'bot:option.person');
  const near = meaning.candidates
    .filter(({ topic, confidence }) => scene.world.release.topics[topic] && confidence >= leastNear)
    .slice(0, 2);
  const again = scene.session.misses >= missesBeforePerson;
  say(scene, [words(scene, again ? 'bot:unknown.again' : 'bot:unknown.text')], {
    options: [
      ...(again ? [person] : near.map((candidate) => topicOption(scene, candidate.topic))),
      option(scene, 'command:menu', 'bot:option.menu'),
      ...(again ? [] : [person]),
    ],
  });
  return true;
}
