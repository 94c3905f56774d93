/** Finds municipalities by what people write: a postcode, a name in any language, a former name, a misspelt one. */
import DamerauLevenshtein from 'natural/lib/natural/distance/levenshtein_distance';
import type { Municipality, Nis } from './content';
import type { Places } from './release';
import { westernDigits } from './understand/normalise';

/** Farther from every known centre than this, a position says nothing, in kilometres. */
const farthestKm = 12;
/** Most candidates a person is asked to choose from. */
const mostCandidates = 9;

type Named = { name: string; municipality: Municipality };

export function createPlaces(municipalities: readonly Municipality[]): Places {
  const byNis = new Map<Nis, Municipality>(municipalities.map((one) => [one.nis, one]));
  const byPostcode = group(
    municipalities.flatMap((one) => one.postcodes.map((code) => [code, one] as const)),
  );
  const byName = group(municipalities.flatMap((one) => namesOf(one).map((name) => [name, one] as const)));
  const names: Named[] = [...byName].flatMap(([name, found]) =>
    found.map((municipality) => ({ name, municipality })),
  );
  return {
    byNis: (nis) => byNis.get(nis),
    find: (text) =>
      unique(
        byPostcode.get(postcodeIn(text) ?? '') ??
          byName.get(plainName(text)) ??
          similar(names, plainName(text)),
      ),
    mentionedIn: (text) => unique(mentions(text, byName, byPostcode)),
    nearest: (point) => nearest(municipalities, point),
  };
}

/** Lower case, without accents, spaces or punctuation: "St.-Gilles" and "saint gilles" are one. */
export function plainName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\bst[.\s-]+/gu, 'saint')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Words that stand before a place in the languages people mix; after one of them even a short name is a place. */
const before = new Set([
  'a',
  'à',
  'in',
  'te',
  'en',
  'at',
  'from',
  'naar',
  'van',
  'de',
  'uit',
  'near',
  'bij',
  'commune',
  'gemeente',
  'stad',
  'ville',
  'cpas',
  'ocmw',
  'f',
  'fi',
  'b',
  'في',
  'من',
  'بلدية',
  'الى',
  'إلى',
]);
/** Names of municipalities that are everyday words: believed only after a word that announces a place. */
const everydayWords = new Set([
  'celles',
  'forest',
  'boom',
  'peer',
  'essen',
  'hal',
  'halle',
  'ham',
  'mol',
  'spa',
  'hove',
  'lens',
  'waver',
  'lier',
  'bever',
  'balen',
  'huy',
  'ans',
  'ath',
  'herne',
  'wellen',
  'silly',
  'fleurus',
  'saint',
  'haren',
  'ciney',
  'manage',
  'burdinne',
  'chimay',
  'vosges',
  'perwez',
  'hamme',
  'zele',
]);
const longestName = 5;

/** Names and postcodes inside a longer message. Exact names only: a guess here would send people to the wrong office. */
function mentions(
  text: string,
  byName: Map<string, Municipality[]>,
  byPostcode: Map<string, Municipality[]>,
): Municipality[] {
  const words = [...westernDigits(text.normalize('NFKC')).matchAll(/[\p{L}\p{M}\p{N}.'’]+/gu)].map(
    ([word]) => word,
  );
  const found: Municipality[] = [];
  for (let start = 0; start < words.length; start++) {
    const length = longestAt(words, start, byName);
    if (length > 0) found.push(...(byName.get(nameAt(words, start, length, byName) ?? '') ?? []));
    else found.push(...(byPostcode.get(words[start] ?? '') ?? []));
  }
  return found;
}

/** @returns how many words from `start` make the longest believable name; 0 for none. */
function longestAt(words: readonly string[], start: number, byName: Map<string, Municipality[]>): number {
  for (let length = Math.min(longestName, words.length - start); length > 0; length--) {
    const name = nameAt(words, start, length, byName);
    if (name !== undefined && believable(words, start, name)) return length;
  }
  return 0;
}

/** What some languages write after a name: "Gent'te", "Brüksel'den". */
const ending = /['’]\p{L}{1,5}$/u;

function nameAt(
  words: readonly string[],
  start: number,
  length: number,
  byName: ReadonlyMap<string, Municipality[]>,
): string | undefined {
  const whole = words.slice(start, start + length).join(' ');
  return [whole, whole.replace(ending, '')].map(plainName).find((name) => byName.has(name));
}

function believable(words: readonly string[], start: number, name: string): boolean {
  if (before.has((words[start - 1] ?? '').toLowerCase())) return true;
  if (everydayWords.has(name)) return false;
  const word = words[start] ?? '';
  const capital = /^\p{Lu}/u.test(word) && !/^\p{Lu}+$/u.test(word);
  const otherScript = !/\p{Script=Latin}/u.test(word);
  return name.length >= 6 || (name.length >= 4 && (capital || otherScript));
}

/** "Bruxelles / Brussel" and "Merelbeke-Melle" are found by their parts as well. */
function namesOf({ names, officialName, aliases }: Municipality): string[] {
  const whole = [names.nl, names.fr, names.de, ...officialName.split(' / '), ...aliases];
  return [...new Set(whole.map(plainName))].filter((name) => name !== '');
}

/** By its postcode or name; one slip of the pen in a longer name leaves no doubt, more of them do (Borsbek, Holsbeek). */
export function isNamed(place: Municipality, text: string): boolean {
  const written = plainName(text);
  const slips = written.length < 6 ? 0 : 1;
  return (
    place.postcodes.includes(postcodeIn(text) ?? '') ||
    namesOf(place).some((name) => DamerauLevenshtein.DamerauLevenshteinDistance(name, written) <= slips)
  );
}

function postcodeIn(text: string): string | undefined {
  return /(?<!\p{Nd})[1-9]\d{3}(?!\p{Nd})/u.exec(westernDigits(text.normalize('NFKC')))?.[0];
}

function group<T>(pairs: readonly (readonly [string, T])[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value]);
  return groups;
}

const unique = (found: readonly Municipality[]): Municipality[] =>
  [...new Map(found.map((one) => [one.nis, one])).values()].slice(0, mostCandidates);

/** Slips of the pen: one in a short name, two in a long one; only the closest names are offered. */
function similar(names: readonly Named[], written: string): Municipality[] {
  if (written.length < 4) return [];
  const allowed = written.length < 7 ? 1 : 2;
  const near = names
    .filter(({ name }) => Math.abs(name.length - written.length) <= allowed)
    .map((named) => ({
      ...named,
      distance: DamerauLevenshtein.DamerauLevenshteinDistance(named.name, written),
    }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance);
  const best = near[0]?.distance;
  return near.filter(({ distance }) => distance === best).map(({ municipality }) => municipality);
}

function nearest(
  municipalities: readonly Municipality[],
  point: { latitude: number; longitude: number },
): Municipality | undefined {
  let best: { municipality: Municipality; km: number } | undefined;
  for (const municipality of municipalities) {
    const km = municipality.location ? distanceKm(point, municipality.location) : Number.POSITIVE_INFINITY;
    if (km <= farthestKm && (!best || km < best.km)) best = { municipality, km };
  }
  return best?.municipality;
}

/** On the small surface of Belgium a flat map is exact enough. */
function distanceKm(
  a: { latitude: number; longitude: number },
  b: { latitude: number; longitude: number },
): number {
  const kmPerDegree = 111.2;
  const x = (a.longitude - b.longitude) * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(x, a.latitude - b.latitude) * kmPerDegree;
}
