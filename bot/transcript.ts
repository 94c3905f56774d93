/**
 * A voice note that a program has written down. What a program heard counts for nothing until the person has read it
 * and said that it is right: a misheard date costs an income. Danger is the exception: the numbers come at once.
 */
import { answerDanger } from './danger';
import { openHandoff } from './handoff';
import { option, type Scene, say, words } from './scene';

/** Longest transcript shown back: what does not fit on a screen cannot be checked. */
const longest = 700;

/** A voice note came: it is being written down, or was while the language was still unknown. */
export function listen(scene: Scene): void {
  if (scene.session.transcript !== null) askWhetherRight(scene, scene.session.transcript);
  else say(scene, [words(scene, 'bot:media.listening')]);
}

/** @param text what was heard; null when it could not be written down: a person listens. */
export function takeTranscript(scene: Scene, text: string | null): void {
  // A person already reads along, or the language is being asked for first.
  if (scene.contact.handoff || scene.contact.optedOut) return;
  const heard = text?.trim().slice(0, longest) ?? '';
  if (heard === '') return passOn(scene);
  const { language } = scene.contact;
  const meaning = scene.world.release.understand(heard, { language });
  if (meaning.kind === 'danger' && meaning.danger) return answerDanger(scene, meaning.danger);
  scene.session.transcript = heard;
  if (language !== null) askWhetherRight(scene, heard);
}

/** @returns the words to route as if they had been typed; null when they were wrong and a person listens instead. */
export function confirmTranscript(scene: Scene, right: boolean): string | null {
  const heard = scene.session.transcript;
  scene.session.transcript = null;
  if (right && heard !== null) return heard;
  passOn(scene);
  return null;
}

function askWhetherRight(scene: Scene, heard: string): void {
  say(scene, [words(scene, 'bot:media.heard', { words: heard })], {
    options: [
      option(scene, 'heard:yes', 'bot:option.heard'),
      option(scene, 'heard:no', 'bot:option.not-heard'),
    ],
  });
}

/** Where nothing writes voice notes down, or it could not be done. */
export function passOn(scene: Scene): void {
  say(scene, [words(scene, 'bot:media.voice')]);
  openHandoff(scene, { reason: 'media', urgent: false, topic: scene.session.topic });
}
