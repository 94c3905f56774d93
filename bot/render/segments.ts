/** What an SMS costs. */
import { SegmentedMessage } from 'sms-segments-calculator';

/** Look-alikes that would turn a whole SMS into UCS-2 (70 characters a segment instead of 160). */
const cheaper: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u02bc]/g, "'"],
  [/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"'],
  [/[\u2013\u2014\u2212]/g, '-'],
  [/[\u00a0\u202f\u2009]/g, ' '],
  [/\u2026/g, '...'],
];

export function cheapCharacters(text: string): string {
  return cheaper.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** Number of segments an SMS with this text is billed as. */
export function countSegments(text: string): number {
  return text === '' ? 0 : new SegmentedMessage(text, 'auto').segmentsCount;
}

/** Most characters (UTF-16 units) that certainly fit in so many segments, whatever they are. */
export const safeLength = (segments: number): number => (segments === 1 ? 70 : segments * 67);
