import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { cheapCharacters, countSegments } from '../../../bot';

const twilio = (text: string): number => new SegmentedMessage(text, 'auto').segmentsCount;

describe('segments of an SMS', () => {
  it.each([
    ['', 0],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ç'.repeat(70), 1],
    ['م'.repeat(71), 2],
    ['م'.repeat(134), 2],
    ['م'.repeat(135), 3],
    ['😀'.repeat(35), 1],
    ['😀'.repeat(36), 2],
    [`${'م'.repeat(66)}😀${'م'.repeat(65)}`, 2],
    [`${'م'.repeat(66)}😀${'م'.repeat(66)}`, 3],
  ])('%j', (text, segments) => expect(countSegments(text)).toBe(segments));

  it("agrees with Twilio's calculator", () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', 'ê', '€', '[', 'ا', 'ሰ', '\n', ' ', '5', 'ç'),
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(text, (given) => countSegments(given) === twilio(given)),
      { numRuns: 60 },
    );
  });

  it('look-alikes are made cheap', () => {
    expect(countSegments('l’aide'.repeat(20))).toBe(2);
    expect(countSegments(cheapCharacters('l’aide'.repeat(20)))).toBe(1);
  });
});
