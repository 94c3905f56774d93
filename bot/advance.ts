/**
 * One turn of a conversation: (world, session, input) -> what to keep, say and do.
 * Pure: no clock, randomness, environment or I/O; the same call gives the same answer, ids included.
 */
import { choose } from './choose';
import { askLanguage, eraseNow, leaveFlow, toMenu } from './commands';
import type { NodeRef } from './flow';
import { nodeAt, startFlow, walk } from './play';
import { paginate } from './render/paginate';
import { routeMessage, routeText } from './route';
import { type Draft, effect, languageOf, openScene, option, type Scene, say, words } from './scene';
import type { ReplyOption, Session } from './session';
import { takeTranscript } from './transcript';
import type { Input, Reply, Turn, World } from './turn';

/**
 * @param world all a turn may look at; never changed.
 * @param session as left by the last turn; never changed.
 * @returns the session to store and the replies and effects to commit with it, each with a deterministic id.
 */
export function advance(world: World, session: Session, input: Input): Turn {
  const scene = openScene(world, session);
  carryOver(scene);
  takeInput(scene, input);
  introduce(scene, input);
  return close(scene);
}

/** A conversation begun on another release stays at its node if that still exists; else it is ended politely. */
function carryOver(scene: Scene): void {
  const { session, world } = scene;
  if (session.release === world.release.id) return;
  session.release = world.release.id;
  session.callers = session.callers.filter((ref) => nodeAt(scene, ref));
  session.trail = session.trail.filter((ref) => nodeAt(scene, ref));
  if (session.position && !nodeAt(scene, session.position)) {
    leaveFlow(scene);
    say(scene, [words(scene, 'bot:moved-on')]);
  }
}

function takeInput(scene: Scene, input: Input): void {
  switch (input.type) {
    case 'message':
      return routeMessage(scene, input);
    case 'choice':
      return takeChoice(scene, input);
    case 'start':
      return begin(scene, input.flow);
    case 'opt-notice':
      return takeOptNotice(scene, input.kind);
    case 'transcript':
      return takeTranscript(scene, input.text);
    case 'timeout':
      return remind(scene, input.reminder);
    case 'handoff_closed':
      return afterHandoff(scene, input.how, input.resume);
  }
}

/** A tap while a person owns the conversation is passed on to them, but for the wish to erase. */
function takeChoice(scene: Scene, input: Extract<Input, { type: 'choice' }>): void {
  const handoff = scene.contact.handoff;
  if (input.id === 'erase:yes') return eraseNow(scene);
  if (scene.contact.optedOut) return say(scene, [words(scene, 'bot:stop.how-back')]);
  if (handoff && !(handoff.state === 'requested' && input.id === 'command:menu')) {
    return effect(scene, { type: 'relay', handoffId: handoff.id });
  }
  if (handoff) effect(scene, { type: 'withdraw_handoff', handoffId: handoff.id });
  // An id nobody knows (a template's button, a list of another sender) is read as the words on it.
  if (!choose(scene, input, routeText)) routeText(scene, input.title);
}

function begin(scene: Scene, flowId?: string): void {
  if (scene.contact.handoff) return;
  if (scene.contact.language === null) return askLanguage(scene);
  const flow = scene.world.release.flows[flowId ?? 'welcome'];
  if (flow) startFlow(scene, flow);
  else toMenu(scene);
}

/** The provider has answered the word itself: act, say nothing. */
function takeOptNotice(scene: Scene, kind: 'stop' | 'start' | 'help'): void {
  if (kind === 'start') effect(scene, { type: 'opt_in' });
  if (kind !== 'stop') return;
  effect(scene, { type: 'cancel_timers', timer: 'reminder' });
  effect(scene, { type: 'opt_out' });
  leaveFlow(scene);
}

function remind(scene: Scene, reminder: string): void {
  if (scene.contact.optedOut) return;
  const text = words(scene, `bot:reminder.${reminder}`);
  const options = [
    option(scene, 'command:person', 'bot:option.person'),
    option(scene, 'reminders:cancel', 'bot:option.cancel-reminders'),
  ];
  say(scene, [text], { options, template: { name: 'reminder', values: {} } });
}

/** The bot speaks again: it says so, and goes on where the mediator pointed. */
function afterHandoff(scene: Scene, how: 'closed' | 'expired' | 'returned', at?: NodeRef): void {
  scene.contact.handoff = null;
  if (scene.contact.optedOut) return;
  if (how === 'expired') openNothing(scene);
  else say(scene, [words(scene, 'bot:handoff.closed')]);
  if (at && nodeAt(scene, at)) return walk(scene, at);
  const last = scene.drafts.at(-1);
  if (last)
    last.options = [
      option(scene, 'command:menu', 'bot:option.menu'),
      option(scene, 'command:person', 'bot:option.person'),
    ];
}

/** Nobody answered in time: it is said, never passed over in silence. */
function openNothing(scene: Scene): void {
  say(scene, [words(scene, 'bot:handoff.expired')]);
}

/** Once, at the first contact: who we are (first line) and what is kept (last lines). Numbers of danger go before it. */
function introduce(scene: Scene, input: Input): void {
  if (scene.contact.greeted || scene.contact.language === null || scene.drafts.length === 0) return;
  if (input.type === 'opt-notice' || scene.drafts.some((draft) => draft.template)) return;
  const urgent = scene.effects.some((done) => done.type === 'open_handoff' && done.reason === 'danger');
  const erased = scene.effects.some((done) => done.type === 'erase');
  if (urgent || erased || scene.contact.optedOut) return;
  effect(scene, { type: 'set_greeted' });
  const first = scene.drafts.find((draft) => !draft.alone);
  const last = scene.drafts.findLast((draft) => !draft.alone);
  const inWelcome = scene.events.some((event) => event.type === 'node_entered' && event.flow === 'welcome');
  if (!first || !last || inWelcome) return;
  first.blocks.unshift(words(scene, 'bot:intro.who'));
  // A question stays the last thing read, next to its options.
  const asks = /^(flows:|bot:(menu|clarify|unknown)\.)/.test(last.blocks.at(-1)?.key ?? '');
  last.blocks.splice(asks ? -1 : last.blocks.length, 0, words(scene, 'bot:intro.privacy'));
}

function close(scene: Scene): Turn {
  const drafts = merge(scene.drafts).map((draft) => ({ ...draft, options: withoutTwins(draft.options) }));
  const pages = paginate(scene, drafts);
  const { session } = scene;
  session.unread = pages.unread;
  session.unreadOptions = pages.unreadOptions;
  if (pages.now.length > 0) session.offered = pages.now.flatMap((draft) => draft.options);
  return {
    session,
    replies: pages.now.map((draft, index) => toReply(scene, draft, index)),
    effects: scene.effects,
    events: scene.events,
  };
}

/** Two options that read the same would be two ways to the same thing: the first stays. */
function withoutTwins(options: ReplyOption[]): ReplyOption[] {
  return options.filter(
    (option, index) => options.findIndex((other) => other.title === option.title) === index,
  );
}

/** Drafts that follow each other become one message, so that nothing arrives out of order; options end a message. */
function merge(drafts: readonly Draft[]): Draft[] {
  const merged: Draft[] = [];
  for (const draft of drafts) {
    const last = merged.at(-1);
    const joins =
      last && !last.alone && !draft.alone && last.options.length === 0 && !last.template && !draft.template;
    if (joins)
      merged[merged.length - 1] = {
        ...last,
        blocks: [...last.blocks, ...draft.blocks],
        options: draft.options,
      };
    else merged.push(draft);
  }
  return merged;
}

function toReply(scene: Scene, draft: Draft, index: number): Reply {
  return {
    id: `${scene.world.turnId}:${index}`,
    language: languageOf(scene).code,
    blocks: draft.blocks,
    options: draft.options,
    listLabel: words(scene, 'bot:list-button').text,
    ...(draft.template ? { template: draft.template } : {}),
  };
}
