/**
 * The workbench of one turn: what is known so far, what will be said and done. Lives for one call of `advance`
 * and is changed in place there; nothing outside sees it.
 */

import type { Condition, ConditionContext, DayExpression } from './condition';
import { holds } from './condition';
import { contactAfter } from './contact';
import type { Fact, FactId, IsoDate, Language, LanguageCode, Municipality, TextKey } from './content';
import type { NodeRef, ValueExpression } from './flow';
import { isCurrent } from './release';
import type { Block, ReplyOption, Session } from './session';
import type { Contact, Effect, EffectBody, TurnEvent, World } from './turn';
import { formatDay, formatFact, workOutDay } from './values';

/** One thing said. Drafts that follow each other become one message unless `alone`. */
export type Draft = {
  blocks: Block[];
  options: ReplyOption[];
  alone: boolean;
  template?: { name: string; values: Record<string, string> };
};

export type Scene = {
  readonly world: World;
  session: Session;
  contact: Contact;
  drafts: Draft[];
  effects: Effect[];
  events: TurnEvent[];
};

export function openScene(world: World, session: Session): Scene {
  return {
    world,
    session: {
      ...session,
      variables: { ...session.variables },
      trail: [...session.trail],
      callers: [...session.callers],
    },
    contact: { ...world.contact },
    drafts: [],
    effects: [],
    events: [],
  };
}

/** The language spoken in this turn: the contact's, or the first on offer while it is not known. */
export function languageOf(scene: Scene): Language {
  const { languages } = scene.world.release;
  const known = languages.find((language) => language.code === scene.contact.language);
  const first = known ?? languages[0];
  if (!first) throw new Error('a release needs at least one live language');
  return first;
}

/** Adds an effect and mirrors on the scene's contact what it changes, so that the rest of the turn sees it. */
export function effect(scene: Scene, body: EffectBody): void {
  const effect = { ...body, id: `${scene.world.turnId}:e${scene.effects.length}` };
  scene.effects.push(effect);
  scene.contact = contactAfter(scene.contact, effect);
}

/**
 * The words for a key in the contact's language. A language that lacks the text says so in that language:
 * another language is never put in its place.
 */
export function words(
  scene: Scene,
  key: TextKey,
  values: Record<string, string> = {},
  language?: LanguageCode,
): Block {
  const { texts } = scene.world.release;
  const code = language ?? languageOf(scene).code;
  const text = texts.get(code, key, values);
  if (text !== null) return { key, values, text };
  const missing = 'bot:missing-text';
  return { key: missing, values: {}, text: texts.get(code, missing) ?? '…' };
}

export function say(scene: Scene, blocks: Block[], more: Partial<Omit<Draft, 'blocks'>> = {}): void {
  scene.drafts.push({ blocks, options: [], alone: false, ...more });
}

/** An option with its words; `about` is the second line of a list row. */
export function option(scene: Scene, id: string, titleKey: TextKey, aboutKey?: TextKey): ReplyOption {
  const title = words(scene, titleKey).text;
  const about = aboutKey ? scene.world.release.texts.get(languageOf(scene).code, aboutKey) : null;
  return about ? { id, title, description: about } : { id, title };
}

export function municipalityOf(scene: Scene): Municipality | undefined {
  const nis = scene.contact.municipality;
  return nis === null ? undefined : scene.world.release.places.byNis(nis);
}

/** The fact in force for this contact; undefined when unknown or lapsed. */
export function currentFact(scene: Scene, id: FactId): Fact | undefined {
  const fact = scene.world.release.facts.get(id, scene.contact.municipality);
  return fact && isCurrent(fact, scene.world.today) ? fact : undefined;
}

export function variable(scene: Scene, name: string): string | number | boolean | undefined {
  const municipality = municipalityOf(scene);
  switch (name) {
    case 'municipality':
      return municipality?.nis;
    case 'region':
      return municipality?.region;
    case 'community':
      return municipality?.community;
    case 'status':
      return scene.contact.status ?? undefined;
    case 'channel':
      return scene.world.channel.kind;
    case 'deskOpen':
      return scene.world.desk.open;
    default:
      return scene.session.variables[name];
  }
}

/** Variables that belong to the contact and outlive the conversation; every other is the session's. */
export function setVariable(scene: Scene, name: string, value: string | number | boolean): void {
  if (name === 'municipality') effect(scene, { type: 'set_municipality', nis: String(value) });
  else if (name === 'status') effect(scene, { type: 'set_status', status: String(value) });
  else scene.session.variables[name] = value;
}

export function workOut(scene: Scene, expression: DayExpression): IsoDate | undefined {
  const base = expression.from === 'today' ? scene.world.today : variable(scene, expression.from);
  if (typeof base !== 'string') return undefined;
  const factId = expression.plus?.fact;
  return workOutDay(expression, base, factId === undefined ? undefined : currentFact(scene, factId));
}

export function isTrue(scene: Scene, condition: Condition): boolean {
  const context: ConditionContext = {
    variables: new Proxy({}, { get: (_, name) => variable(scene, String(name)) }),
    day: (expression) => workOut(scene, expression),
    today: scene.world.today,
  };
  return holds(condition, context);
}

/** @returns the values as written, or null when one of them is not known or its fact has lapsed. */
function valuesOf(scene: Scene, expressions: Record<string, ValueExpression>): Record<string, string> | null {
  const written: Record<string, string> = {};
  for (const [name, expression] of Object.entries(expressions)) {
    const value = valueFor(scene, expression);
    if (value === undefined) return null;
    written[name] = value;
  }
  return written;
}

/** A node's text with its values; when one is unknown or has lapsed, that this may have changed instead. */
export function wordsWithValues(
  scene: Scene,
  key: TextKey,
  expressions: Record<string, ValueExpression>,
): Block {
  const values = valuesOf(scene, expressions);
  return values ? words(scene, key, values) : words(scene, 'bot:answer.lapsed');
}

function valueFor(scene: Scene, expression: ValueExpression): string | undefined {
  const language = languageOf(scene);
  const { texts } = scene.world.release;
  if ('day' in expression) {
    const day = workOut(scene, expression.day);
    return day && formatDay(day, language, texts);
  }
  if ('fact' in expression) {
    const fact = currentFact(scene, expression.fact);
    return fact && formatFact(fact, language, texts);
  }
  if (expression.variable === 'municipality') {
    const municipality = municipalityOf(scene);
    return municipality && placeName(municipality, language.code);
  }
  const value = variable(scene, expression.variable);
  return value === undefined ? undefined : String(value);
}

/** A municipality's name in the person's language where it has one, else as on its own signs. */
export function placeName(municipality: Municipality, language: LanguageCode): string {
  if (language === 'nl' || language === 'fr' || language === 'de') return municipality.names[language];
  return municipality.officialName;
}

export function goTo(scene: Scene, ref: NodeRef | null): void {
  scene.session.position = ref;
}
