/** Global commands: understood in every live language, anywhere, at any moment. */
import { openHandoff } from './handoff';
import { showMenu } from './menu';
import { nodeAt, startFlow, walk } from './play';
import { effect, languageOf, municipalityOf, option, placeName, type Scene, say, words } from './scene';
import type { ReplyOption } from './session';
import type { CommandId } from './understand/types';

const runners: Record<CommandId, (scene: Scene) => void> = {
  menu: toMenu,
  back: goBack,
  language: askLanguage,
  person: (scene) => openHandoff(scene, { reason: 'asked', urgent: false, topic: scene.session.topic }),
  stop: stopWriting,
  start: startAgain,
  erase: askErase,
  export: exportData,
  help: showHelp,
  more: toMenu,
};

export function runCommand(scene: Scene, command: CommandId): void {
  runners[command](scene);
}

/** Leaves what was under way and shows the menu. */
export function toMenu(scene: Scene): void {
  leaveFlow(scene);
  showMenu(scene);
}

function showHelp(scene: Scene): void {
  say(scene, [words(scene, 'bot:help.what'), words(scene, 'bot:help.commands')], {
    options: [
      option(scene, 'command:menu', 'bot:option.menu'),
      option(scene, 'command:person', 'bot:option.person'),
      option(scene, 'command:language', 'bot:option.language'),
      option(scene, 'command:export', 'bot:option.my-data'),
    ],
  });
}

/** Back to the question before; what was answered there is forgotten so that it is asked again. */
function goBack(scene: Scene): void {
  const previous = scene.session.trail.at(-1);
  const node = previous && nodeAt(scene, previous);
  if (!previous || !node) return toMenu(scene);
  scene.session.trail = scene.session.trail.slice(0, -1);
  scene.session.callers = previous.callers;
  if ('save' in node && node.save) forget(scene, node.save);
  walk(scene, { flow: previous.flow, node: previous.node });
}

/** Asks again for what was taken from a passing word, or is no longer so. */
export function changeMine(scene: Scene, what: string): boolean {
  const flow = scene.world.release.flows[what === 'municipality' ? 'change-place' : 'change-status'];
  if (!flow) return false;
  forget(scene, what === 'municipality' ? 'municipality' : 'status');
  leaveFlow(scene);
  startFlow(scene, flow);
  return true;
}

/** For this turn only where it belongs to the contact: what is answered now replaces it. */
function forget(scene: Scene, name: string): void {
  if (name === 'municipality' || name === 'status') scene.contact = { ...scene.contact, [name]: null };
  else delete scene.session.variables[name];
}

/** Asks in the person's language (or the likeliest ones), with each language under its own name. */
export function askLanguage(scene: Scene, likely: readonly string[] = []): void {
  const codes = [...new Set([scene.contact.language, ...likely, 'fr', 'nl', 'en'])]
    .filter((code) => code !== null)
    .slice(0, 4);
  const { languages, texts } = scene.world.release;
  const question = codes.flatMap((code) => texts.get(code, 'bot:language.ask') ?? []).join('\n');
  say(scene, [{ key: 'bot:language.ask', values: {}, text: question }], {
    options: languageOptions(scene, codes, languages),
  });
}

/** A WhatsApp list holds ten rows: the likeliest languages first, the rest by typing their name. */
function languageOptions(
  scene: Scene,
  first: readonly string[],
  languages: readonly { code: string; name: string }[],
): ReplyOption[] {
  const rank = (code: string) => (first.includes(code) ? first.indexOf(code) : first.length);
  const sorted = [...languages].sort((a, b) => rank(a.code) - rank(b.code));
  const rows = sorted.map(({ code, name }) => ({ id: `language:${code}`, title: name }));
  if (rows.length <= 10) return rows;
  return [...rows.slice(0, 9), { id: 'more-languages', title: words(scene, 'bot:option.more').text }];
}

/** All other languages, on the second page. */
export function restOfLanguages(scene: Scene): void {
  const shown = new Set(scene.session.offered.map((offer) => offer.id));
  const rest = scene.world.release.languages
    .map(({ code, name }) => ({ id: `language:${code}`, title: name }))
    .filter((row) => !shown.has(row.id));
  say(scene, [words(scene, 'bot:language.ask')], { options: rest.slice(0, 10) });
}

function stopWriting(scene: Scene): void {
  effect(scene, { type: 'cancel_timers', timer: 'reminder' });
  say(scene, [words(scene, 'bot:stop.done')]);
  effect(scene, { type: 'opt_out' });
  leaveFlow(scene);
}

function startAgain(scene: Scene): void {
  if (scene.contact.optedOut) {
    effect(scene, { type: 'opt_in' });
    say(scene, [words(scene, 'bot:stop.undone')]);
  }
  const welcome = scene.world.release.flows['welcome'];
  if (welcome) startFlow(scene, welcome);
  else toMenu(scene);
}

/** Erasing cannot be undone: asked once, done at the tap. */
function askErase(scene: Scene): void {
  say(scene, [words(scene, 'bot:erase.ask')], {
    options: [option(scene, 'erase:yes', 'bot:erase.yes'), option(scene, 'command:menu', 'bot:erase.no')],
  });
}

export function eraseNow(scene: Scene): void {
  leaveFlow(scene);
  say(scene, [words(scene, 'bot:erase.done')], { options: [] });
  effect(scene, { type: 'erase' });
}

function exportData(scene: Scene): void {
  const language = languageOf(scene);
  const municipality = municipalityOf(scene);
  const unknown = words(scene, 'bot:export.unknown').text;
  const values = {
    language: language.name,
    municipality: municipality ? placeName(municipality, language.code) : unknown,
    status: scene.contact.status ? words(scene, `bot:status.${scene.contact.status}`).text : unknown,
    reminders: String(scene.contact.reminders),
  };
  say(scene, [words(scene, 'bot:export.kept', values), words(scene, 'bot:export.messages')], {
    options: [
      ...(scene.contact.reminders > 0
        ? [option(scene, 'reminders:cancel', 'bot:option.cancel-reminders')]
        : []),
      option(scene, 'change:status', 'bot:option.change-status'),
      option(scene, 'change:municipality', 'bot:option.change-place'),
      option(scene, 'command:erase', 'bot:option.erase'),
      option(scene, 'command:menu', 'bot:option.menu'),
    ],
  });
  effect(scene, { type: 'export' });
}

export function cancelReminders(scene: Scene): void {
  effect(scene, { type: 'cancel_timers', timer: 'reminder' });
  say(scene, [words(scene, 'bot:reminder.cancelled')], {
    options: [option(scene, 'command:menu', 'bot:option.menu')],
  });
}

export function leaveFlow(scene: Scene): void {
  scene.session.position = null;
  scene.session.callers = [];
  scene.session.trail = [];
}
