import { findBorrowed, withoutForeign } from '../../../bot/understand/borrowed';

const scripts = { nl: 'Latn', tr: 'Latn', ar: 'Arab' };
const messages = [
  { language: 'ar', text: 'قدمت طلب leefloon في الشهر الماضي ولم تجب gemeente حتى الآن' },
  { language: 'ar', text: 'كيف أستطيع أن أطلب leefloon لعائلتي' },
  { language: 'ar', text: 'أين أجد مكتب gemeente في مدينتي الجديدة' },
  { language: 'ar', text: 'bghit leefloon ndir' },
  { language: 'nl', text: 'hoe vraag ik een leefloon aan' },
  { language: 'nl', text: 'de gemeente antwoordt niet' },
  { language: 'tr', text: 'leefloon nasil alirim' },
  { language: 'tr', text: 'adresimi degistirdim' },
];

describe('words of the administration', () => {
  const borrowed = findBorrowed(messages, scripts);

  it('are the Latin words inside messages of another script, more than once', () => {
    expect([...borrowed.keys()].sort()).toEqual(['gemeente', 'leefloon']);
  });

  it('belong to the language that uses them most', () => {
    expect(borrowed.get('gemeente')).toBe('nl');
  });

  it('are left out of what other languages are recognised by, not out of their own', () => {
    expect(withoutForeign('Gemeente bana cevap vermiyor', 'tr', borrowed)).toBe('bana cevap vermiyor');
    expect(withoutForeign('de gemeente antwoordt niet', 'nl', borrowed)).toBe('de gemeente antwoordt niet');
  });
});
