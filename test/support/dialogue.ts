/**
 * Conversations as text that anyone can read and write. A file is a script of what a person does; what Passerelle
 * answers stands below each line and is compared to the letter. See `test/dialogues/README.md`.
 */
import {
  advance,
  type Contact,
  contactAfter,
  type Effect,
  type Input,
  newSession,
  profiles,
  type Release,
  type Reply,
  render,
  type Session,
  sessionSchema,
  type World,
} from '../../bot';

export type Script = { settings: Record<string, string>; steps: string[] };

/** Lines the person (or the world) does begin with one of these. */
const doing = /^(>>?|@) /;

/** @returns the settings at the head and the steps; what stands between is the expected answer and is not kept. */
export function readScript(text: string): Script {
  const settings: Record<string, string> = {};
  const steps: string[] = [];
  for (const line of text.split('\n')) {
    const setting = /^([A-Z][a-z ]+): (.+)$/.exec(line);
    if (doing.test(line)) steps.push(line);
    else if (setting?.[1] && setting[2] && steps.length === 0)
      settings[setting[1].toLowerCase()] = setting[2];
  }
  return { settings, steps };
}

type State = {
  session: Session;
  contact: Contact;
  /** Options of the last answer, and of all answers before it (the latest first). */
  offered: Reply['options'];
  earlier: Reply['options'];
  today: string;
  turn: number;
};

/** Plays a script. @returns the whole file as it should read. */
export function playScript(release: Release, text: string): string {
  const { settings, steps } = readScript(text);
  const head = text.split('\n').filter((line) => line.startsWith('#'));
  const settingLines = Object.entries(settings).map(
    ([name, value]) => `${name[0]?.toUpperCase()}${name.slice(1)}: ${value}`,
  );
  const state = startState(release, settings);
  const played = steps.map((step) => `${step}\n${playStep(release, settings, state, step)}`.trimEnd());
  return `${[...head, ...settingLines].join('\n')}\n\n${played.join('\n\n')}\n`;
}

function startState(release: Release, settings: Record<string, string>): State {
  return {
    session: newSession(release.id),
    offered: [],
    earlier: [],
    today: settings['today'] ?? '2026-11-23',
    turn: 0,
    contact: {
      language: settings['language'] ?? null,
      languageChosen: settings['language'] !== undefined,
      municipality: settings['municipality'] ?? null,
      status: settings['status'] ?? null,
      optedOut: false,
      greeted: settings['known'] === 'yes',
      handoff: null,
      reminders: 0,
    },
  };
}

function playStep(release: Release, settings: Record<string, string>, state: State, step: string): string {
  const input = inputOf(step, state);
  if (!input) return '';
  const world = worldOf(release, settings, state);
  const before = JSON.stringify([world.contact, state.session]);
  const turn = advance(world, state.session, input);
  if (JSON.stringify([world.contact, state.session]) !== before)
    throw new Error('advance changed its arguments');
  // What is stored and read back between two turns must be the same session.
  state.session = sessionSchema.parse(JSON.parse(JSON.stringify(turn.session)));
  state.contact = turn.effects.reduce(contactAfter, state.contact);
  if (turn.replies.length > 0) {
    state.earlier = [...state.offered, ...state.earlier];
    state.offered = turn.replies.flatMap((reply) => reply.options);
  }
  const replies = turn.replies.map((reply) => shown(reply, world)).join('\n    ---\n');
  return [replies, ...turn.effects.flatMap(told)].filter((part) => part !== '').join('\n');
}

function worldOf(release: Release, settings: Record<string, string>, state: State): World {
  state.turn += 1;
  const kind = (settings['channel'] ?? 'whatsapp') as keyof typeof profiles;
  return {
    release,
    now: `${state.today}T10:00:00.000Z`,
    today: state.today,
    turnId: `t${state.turn}`,
    channel: profiles[kind],
    contact: state.contact,
    desk:
      settings['desk'] === 'closed'
        ? { open: false, opensAt: '2026-11-30T08:00:00.000Z' }
        : { open: true, opensAt: null },
    listens: settings['listens'] === 'yes',
  };
}

function inputOf(step: string, state: State): Input | null {
  if (step.startsWith('>> ')) return tap(step.slice(3), state);
  if (step.startsWith('@ ')) return happening(step.slice(2), state);
  const text = step.slice(2);
  const location = /^\[location ([\d.]+) ([\d.]+)\]$/.exec(text);
  if (location)
    return {
      type: 'message',
      text: '',
      media: [],
      location: { latitude: Number(location[1]), longitude: Number(location[2]) },
    };
  if (text === '[photo]') return { type: 'message', text: '', media: ['image'] };
  if (text === '[voice message]') return { type: 'message', text: '', media: ['audio'] };
  if (text === '[opens the chat]') return { type: 'start' };
  return { type: 'message', text, media: [] };
}

/** `>> Title` taps an option of the last answer, `>> Title (of an earlier message)` an old button. */
function tap(words: string, state: State): Input {
  const title = words.replace(/ \(of an earlier message\)$/, '');
  const among = title === words ? state.offered : state.earlier;
  const option = among.find((offer) => offer.title === title);
  if (!option)
    throw new Error(`"${title}" is not among the options: ${among.map((offer) => offer.title).join(' | ')}`);
  return { type: 'choice', id: option.id, title };
}

/** `@ 2026-12-01`: the day changes. `@ reminder appeal`, `@ mediator takes over`, `@ mediator closes`, `@ nobody answered`. */
function happening(text: string, state: State): Input | null {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    state.today = text;
    return null;
  }
  const reminder = /^reminder (.+)$/.exec(text)?.[1];
  if (reminder) return { type: 'timeout', timer: 'reminder', reminder, values: {} };
  if (text === 'mediator takes over' && state.contact.handoff) {
    state.contact = { ...state.contact, handoff: { ...state.contact.handoff, state: 'assigned' } };
    return null;
  }
  const heard = /^heard (.+)$/.exec(text)?.[1];
  if (heard) return { type: 'transcript', text: heard };
  if (text === 'mediator closes') return closeHandoff(state, 'closed');
  if (text === 'nobody answered') return closeHandoff(state, 'expired');
  throw new Error(`what is "@ ${text}"?`);
}

function closeHandoff(state: State, how: 'closed' | 'expired'): Input {
  state.contact = { ...state.contact, handoff: null };
  return { type: 'handoff_closed', how };
}

/** Isolation marks are invisible and would make the files hard to edit. */
const visible = (text: string): string => text.replace(/[\u200f\u2066-\u2069]/g, '');

function shown(reply: Reply, world: World): string {
  return render(reply, world.channel)
    .map((part) => {
      const options = part.type === 'buttons' ? part.buttons : part.type === 'list' ? part.items : [];
      const lines = options.map(
        (option) => `[ ${option.title} ]${option.description ? ` ${option.description}` : ''}`,
      );
      return indent(visible([part.text, ...lines].join('\n')));
    })
    .join('\n    ---\n');
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');

/** What happens besides words, in words. */
function told(effect: Effect): string[] {
  switch (effect.type) {
    case 'open_handoff':
      return [
        `* a person is called (${effect.reason}${effect.urgent ? ', urgent' : ''}${effect.topic ? `, about ${effect.topic}` : ''})`,
      ];
    case 'raise_handoff':
      return [`* the waiting person becomes urgent (${effect.reason})`];
    case 'relay':
      return ['* passed on to the mediator; Passerelle is silent'];
    case 'withdraw_handoff':
      return ['* the request for a person is withdrawn'];
    case 'set_language':
      return [`* language: ${effect.language}${effect.chosen ? ', chosen' : ''}`];
    case 'set_municipality':
      return [`* municipality: ${effect.nis}`];
    case 'set_status':
      return [`* status: ${effect.status}`];
    case 'set_timer':
      return [`* reminder on ${effect.on}: ${effect.reminder}`];
    case 'cancel_timers':
      return ['* reminders deleted'];
    case 'record_need':
      return [`* counted: ${effect.topic ?? 'no topic'}, ${effect.outcome}`];
    case 'opt_out':
      return ['* no more messages to this person'];
    case 'opt_in':
      return ['* messages allowed again'];
    case 'erase':
      return ['* everything about this person is erased'];
    case 'export':
      return ['* a link to all kept data is sent'];
    case 'set_greeted':
      return [];
  }
}
