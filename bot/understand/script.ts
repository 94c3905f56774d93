/** Which script a text is written in: the first and surest sign of its language. */

const scripts = [
  'Latn',
  'Arab',
  'Ethi',
  'Cyrl',
  'Geor',
  'Armn',
  'Grek',
  'Hebr',
  'Deva',
  'Beng',
  'Guru',
  'Taml',
  'Sinh',
  'Thai',
  'Hani',
  'Kana',
  'Hang',
  'Tibt',
] as const;
export type Script = (typeof scripts)[number];

const names: Record<Script, string> = {
  Latn: 'Latin',
  Arab: 'Arabic',
  Ethi: 'Ethiopic',
  Cyrl: 'Cyrillic',
  Geor: 'Georgian',
  Armn: 'Armenian',
  Grek: 'Greek',
  Hebr: 'Hebrew',
  Deva: 'Devanagari',
  Beng: 'Bengali',
  Guru: 'Gurmukhi',
  Taml: 'Tamil',
  Sinh: 'Sinhala',
  Thai: 'Thai',
  Hani: 'Han',
  Kana: 'Hiragana',
  Hang: 'Hangul',
  Tibt: 'Tibetan',
};

const tests = scripts.map((script) => ({
  script,
  letters: new RegExp(`\\p{Script=${names[script]}}`, 'gu'),
}));

/**
 * Abbreviations and office words are written in Latin letters inside every script: another script wins when it has at
 * least this share of the letters.
 */
const enough = 0.3;

/** @returns null when the text has no letter of a known script. */
export function scriptOf(text: string): Script | null {
  const counts = tests.map(({ script, letters }) => ({ script, count: text.match(letters)?.length ?? 0 }));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const [other] = counts.filter(({ script }) => script !== 'Latn').sort((a, b) => b.count - a.count);
  return other && other.count / total >= enough ? other.script : 'Latn';
}
