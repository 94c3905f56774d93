/**
 * One form for the many ways of typing the same thing. What is folded here can no longer be told apart later, so
 * language identification works on `lightly` normalised text and topics on `normalise`d text.
 */

/** Code points of the digit zero in the scripts people type; each is followed by its other nine digits. */
const zeros = [
  0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0,
  0x0f20, 0x1040, 0x17e0, 0x1810,
];
/** Ethiopic numerals one to nine. */
const ethiopicOne = 0x1369;

/** Longer than anything a person types about one matter; the rest says nothing new and costs time. */
const longest = 1200;

/** Letters of Arabic script that are typed for one another. */
const arabicFolds: Readonly<Record<string, string>> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ئ: 'ي',
  ې: 'ي',
  ۍ: 'ي',
  ؤ: 'و',
  ة: 'ه',
  ۀ: 'ه',
  ە: 'ه',
  ک: 'ك',
  ڪ: 'ك',
  گ: 'ك',
  ګ: 'ك',
  چ: 'ج',
  پ: 'ب',
  ڤ: 'ف',
};

/** First syllables of Ethiopic rows that sound alike, and the row they are written in here. */
const ethiopicRows: readonly (readonly [number, number])[] = [
  [0x1210, 0x1200],
  [0x1280, 0x1200],
  [0x1220, 0x1230],
  [0x12d0, 0x12a0],
  [0x1340, 0x1338],
];
const syllablesInRow = 7;

/** Digits of every script as 0 to 9. */
export function westernDigits(text: string): string {
  return text.replace(/[\p{Nd}\u1369-\u1371]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    if (code >= ethiopicOne && code < ethiopicOne + 9) return String(code - ethiopicOne + 1);
    const zero = zeros.find((start) => code >= start && code <= start + 9);
    return zero === undefined ? digit : String(code - zero);
  });
}

/**
 * Letters as the language has them, without what only disturbs: compatibility forms, case, digits of other scripts,
 * stretched letters, links.
 */
export function lightly(text: string): string {
  const short = text.slice(0, longest);
  if (isPlain(short))
    return withoutLinks(short.toLowerCase())
      .replace(/`/g, "'")
      .replace(/([a-z])\1{2,}/g, '$1');
  const flat = westernDigits(short.normalize('NFKC').toLowerCase());
  return withoutLinks(flat)
    .replace(/[\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .replace(/[’‘ʼ`´]/gu, "'")
    .replace(/(\p{L})\1{2,}/gu, '$1')
    .normalize('NFC');
}

/** Nothing in it needs folding: most messages in Latin letters, and quick to tell. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const isPlain = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

function withoutLinks(text: string): string {
  if (!/[/@]|www\./.test(text)) return text;
  return text.replace(/https?:\/\/\S+|www\.\S+|\S+@\S+\.\S+/gu, ' ');
}

/** The same, without marks and with look-alike letters made one: for topics, commands, names. */
export function normalise(text: string): string {
  const light = lightly(text);
  if (isPlain(light)) return light;
  return light
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .replace(/[\u0600-\u06ff]/gu, (letter) => arabicFolds[letter] ?? letter)
    .replace(/[\u1200-\u137f]/gu, foldEthiopic)
    .replace(/[ıłøđßæœ]/gu, (letter) => latinFolds[letter] ?? letter);
}

const latinFolds: Readonly<Record<string, string>> = {
  ı: 'i',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};

function foldEthiopic(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  const row = ethiopicRows.find(([from]) => code >= from && code < from + syllablesInRow);
  return row ? String.fromCodePoint(code - row[0] + row[1]) : letter;
}

/** Words of a normalised text: letters, marks and digits; "j'ai" is two. */
export function wordsOf(normalised: string): string[] {
  return normalised.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** A whole message as a key: its words with single spaces. Emoji and punctuation say nothing in a command. */
export function keyOf(text: string): string {
  return wordsOf(normalise(text)).join(' ');
}
