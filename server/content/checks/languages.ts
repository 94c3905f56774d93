/** Every text in its own language and in the words that language has settled on. */
import type { Language } from '../../../bot';
import type { ContentBundle } from '../files';
import { type Check, type ContentIssue, type FlatTexts, liveCodes, withoutPlaceholders } from './check';

export const languages: readonly Check[] = [
  oneScriptPerWord,
  noForeignLatin,
  translated,
  glossariesAgree,
  settledWords,
];

const live = ({ languages: all }: ContentBundle): Language[] => all.filter((language) => language.live);

const letters = /[\p{L}\p{M}]+/gu;
const scripts = ['Latin', 'Cyrillic', 'Arabic', 'Ethiopic', 'Greek', 'Hebrew'].map(
  (name) => new RegExp(`\\p{Script=${name}}`, 'u'),
);

/** A Latin "a" inside a Cyrillic word looks right and is read aloud, searched and counted wrong. */
function oneScriptPerWord(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  return liveCodes(bundle).flatMap((language) =>
    [...(texts.get(language) ?? [])].flatMap(([where, text]) =>
      (withoutPlaceholders(text).match(letters) ?? [])
        .filter((word) => scripts.filter((script) => script.test(word)).length > 1)
        .map((word) => ({ where, language, problem: `"${word}" mixes two scripts` })),
    ),
  );
}

/** Languages whose words stand on the papers people hold in their hands. */
const official = ['fr', 'nl', 'de'];

/** In another script only what stands on Belgian paper is Latin: a forgotten English word is nobody's language. */
function noForeignLatin(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  const known = new Set([
    ...bundle.officialNames.flatMap(latinWords),
    ...official.flatMap((code) => [...(texts.get(code)?.values() ?? [])].flatMap(latinWords)),
    ...Object.values(bundle.glossaries).flatMap((glossary) =>
      Object.values(glossary).flatMap(({ term, forms }) => [term, ...forms].flatMap(latinWords)),
    ),
  ]);
  return live(bundle)
    .filter(({ script }) => script !== 'Latn')
    .flatMap(({ code: language }) =>
      [...(texts.get(language) ?? [])].flatMap(([where, text]) =>
        latinWords(text)
          .filter((word) => !known.has(word))
          .map((word) => ({
            where,
            language,
            problem: `"${word}" stands on no Belgian paper: translate it`,
          })),
      ),
    );
}

function latinWords(text: string): string[] {
  const words = withoutPlaceholders(text).match(letters) ?? [];
  return words.filter((word) => /^\p{Script=Latin}/u.test(word)).map((word) => word.toLowerCase());
}

/** Shorter texts ("Menu", "Info") may well be the same in two languages. */
const longEnough = 4;

/** The same sentence in two languages was copied and never translated. */
function translated(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  const codes = liveCodes(bundle);
  return codes.flatMap((language, at) =>
    [...(texts.get(language) ?? [])]
      .filter(([, text]) => (withoutPlaceholders(text).match(letters) ?? []).length >= longEnough)
      .flatMap(([where, text]) =>
        codes
          .slice(0, at)
          .filter((other) => texts.get(other)?.get(where) === text)
          .map((other) => ({ where, language, problem: `is the text of ${other}: translate it` })),
      ),
  );
}

/** Every live language has a word for every term that any of them has one for, and uses it. */
function glossariesAgree(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  const terms = [...new Set(liveCodes(bundle).flatMap((code) => Object.keys(bundle.glossaries[code] ?? {})))];
  return liveCodes(bundle).flatMap((language) => {
    const all = [...(texts.get(language)?.values() ?? [])].join('\n').toLowerCase();
    return terms.flatMap((term) => {
      const entry = bundle.glossaries[language]?.[term];
      const where = `glossary:${term}`;
      if (!entry) return [{ where, language, problem: 'no word is chosen for this term' }];
      const used = entry.forms.some((form) => all.includes(form.toLowerCase()));
      return used ? [] : [{ where, language, problem: 'no text uses the chosen word' }];
    });
  });
}

/** One thing, one word: a reader who meets two words looks for two offices. */
function settledWords(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  return liveCodes(bundle).flatMap((language) =>
    Object.entries(bundle.glossaries[language] ?? {}).flatMap(([term, { term: chosen, avoid }]) =>
      avoid.flatMap((word) => {
        const rival = new RegExp(`(?<![\\p{L}\\p{M}])${escaped(word)}(?![\\p{L}\\p{M}])`, 'iu');
        return [...(texts.get(language) ?? [])]
          .filter(([, text]) => rival.test(text))
          .map(([where]) => ({
            where,
            language,
            problem: `"${word}": the glossary chose "${chosen}" (${term})`,
          }));
      }),
    ),
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
