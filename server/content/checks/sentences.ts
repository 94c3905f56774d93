/** What a single sentence may hold: no number that belongs among the facts, no more than its place has room for. */
import type { ContentBundle } from '../files';
import { type Check, type ContentIssue, type FlatTexts, liveCodes, withoutPlaceholders } from './check';

export const sentences: readonly Check[] = [noTypedFacts, insideLimits];

const titleLength = 24;
const aboutLength = 72;
const buttonLength = 20;
/** A WhatsApp interactive body: three sentences, a step, a source and their title must fit together. */
const sentenceLength = 220;
const longestValue = '0'.repeat(12);

/** Names of papers, articles, cards and levels as they stand on paper: their digits are no facts. */
const paper = String.raw`annexes?|annex|bijlagen?|anlagen?|art(?:\.|icles?|ikel)?`;
const number = String.raw`\d+(?:bis|ter|quinquies)?`;
const nameAlone = String.raw`\b\d{1,2}(?:bis|ter|quinquies)\b|\b[ABC][12]\b|\b207\b`;

/** @param forms how the language itself calls an annex, from its glossary. */
function officialNames(forms: readonly string[]): RegExp {
  const own = forms.map((form) => form.replace(/[^\p{L}\p{M}\p{N} ]/gu, '.')).join('|');
  const word = own ? `(?:${paper}|${own})` : `(?:${paper})`;
  // "annexe 15", "annexe (bijlage) 15", "annexes 15, 19 et 35"
  const more = String.raw`(?:\s*(?:,|\/|-|\p{L}{1,4})\s*${number})*`;
  return new RegExp(`${word}\\s*(?:\\([^)]*\\)\\s*)?${number}${more}|${nameAlone}`, 'giu');
}

/** 112 must be told even when everything has lapsed. */
const typedOnPurpose = new Set([
  'bot:danger.first-plain',
  'bot:ask.not-understood.place',
  'bot:web.too-large',
]);

/** A number in a text is a fact that nobody would find when it changes. */
function noTypedFacts(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  return liveCodes(bundle).flatMap((language) => {
    const official = officialNames(bundle.glossaries[language]?.['annex']?.forms ?? []);
    return [...(texts.get(language) ?? [])]
      .filter(([key]) => !typedOnPurpose.has(key))
      .filter(([, text]) => /\p{Nd}/u.test(withoutPlaceholders(text, '').replace(official, '')))
      .map(([where, text]) => ({
        where,
        language,
        problem: `a number is typed into the sentence; make it a fact: ${text.slice(0, 80)}`,
      }));
  });
}

function lengthLimit(key: string): number | undefined {
  if (/^topics:[^.]+\.title$/.test(key) || /^flows:[^.]+\.title$/.test(key)) return titleLength;
  if (/^topics:[^.]+\.about$/.test(key) || /^flows:[^.]+\.about$/.test(key)) return aboutLength;
  if (
    key.startsWith('bot:option.') ||
    key === 'bot:erase.yes' ||
    key === 'bot:erase.no' ||
    key === 'bot:list-button'
  )
    return buttonLength;
  if (/^flows:.*\.options\.[^.]+$/.test(key)) return titleLength;
  if (key.startsWith('topics:')) return sentenceLength;
  return undefined;
}

function insideLimits(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  return liveCodes(bundle).flatMap((language) =>
    [...(texts.get(language) ?? [])].flatMap(([where, text]) => {
      const most = lengthLimit(where);
      // A placeholder's name may be longer than any value it stands for.
      const length = [...withoutPlaceholders(text, longestValue)].length;
      if (most === undefined || length <= most) return [];
      return [{ where, language, problem: `has ${length} characters; at most ${most} fit` }];
    }),
  );
}
