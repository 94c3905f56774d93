import { createTexts, type Language } from '../../bot';

const language = (code: string, direction: 'ltr' | 'rtl', script: string): Language => ({
  code,
  name: code,
  englishName: code,
  direction,
  script,
  order: 1,
  decimal: ',',
  live: true,
  madeFrom: [],
});

const texts = createTexts([language('ar', 'rtl', 'Arab'), language('fr', 'ltr', 'Latn')], {
  ar: {
    bot: {
      latin: 'CPAS/OCMW هو مركز الرعاية.',
      arabic: 'مركز الرعاية (CPAS/OCMW) قريب.',
      name: 'CPAS/OCMW',
      value: '{{phone}} رقم الطوارئ',
      lines: 'سطر أول\nVDAB مكتب العمل',
    },
  },
  fr: { bot: { latin: 'Le CPAS vous aide.' } },
});

describe('texts written from right to left', () => {
  const mark = '\u200f';

  it('keeps a line right to left that begins with a Latin name', () => {
    expect(texts.get('ar', 'bot:latin')).toBe(`${mark}CPAS/OCMW هو مركز الرعاية.`);
    expect(texts.get('ar', 'bot:lines')).toBe(`سطر أول\n${mark}VDAB مكتب العمل`);
  });

  it('marks no line that begins in its own script, and no Latin name alone', () => {
    expect(texts.get('ar', 'bot:arabic')).not.toContain(mark);
    expect(texts.get('ar', 'bot:name')).toBe('CPAS/OCMW');
  });

  it('isolates a number that is filled in, which gives the line no direction', () => {
    expect(texts.get('ar', 'bot:value', { phone: '+32 2 123' })).toBe('\u2066+32 2 123\u2069 رقم الطوارئ');
  });

  it('leaves languages written from left to right alone', () => {
    expect(texts.get('fr', 'bot:latin')).toBe('Le CPAS vous aide.');
  });
});
