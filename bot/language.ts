/** Which language is spoken: found once, kept, changed only on strong evidence or at the person's wish. */
import { effect, type Scene } from './scene';
import type { Understanding } from './understand/types';

/**
 * Takes the guess into account.
 * @returns `known` when the turn can go on; otherwise why the person has to be asked.
 */
export function settleLanguage(scene: Scene, meaning: Understanding): 'known' | 'doubtful' | 'not-spoken' {
  const guess = meaning.language;
  const live = (code: string | null | undefined): code is string =>
    scene.world.release.languages.some((language) => language.code === code);
  if (live(guess.explicitRequest)) {
    effect(scene, { type: 'set_language', language: guess.explicitRequest, chosen: true });
    return 'known';
  }
  if (scene.contact.language !== null) {
    const another = live(guess.code) && guess.code !== scene.contact.language && !guess.doubtful;
    if (another && !scene.contact.languageChosen) {
      effect(scene, { type: 'set_language', language: guess.code ?? scene.contact.language, chosen: false });
    }
    return 'known';
  }
  if (guess.notSpoken) return 'not-spoken';
  if (!live(guess.code) || guess.doubtful) return 'doubtful';
  effect(scene, { type: 'set_language', language: guess.code, chosen: false });
  return 'known';
}
