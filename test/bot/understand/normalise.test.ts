import fc from 'fast-check';
import { keyOf, lightly, normalise, westernDigits } from '../../../bot/understand/normalise';

describe('one form for many ways of typing', () => {
  it.each([
    ['accents and case', 'Réfugié', 'refugie'],
    ['compatibility forms', 'ｃｐａｓ', 'cpas'],
    ['stretched letters', 'helloooooo', 'hello'],
    ['Arabic alef, teh marbuta and yeh', 'إقامة لاجئة على', 'اقامه لاجيه علي'],
    ['Arabic vowel marks and tatweel', 'بَلَــدِيَّة', 'بلديه'],
    ['Persian letters', 'کمک', 'كمك'],
    ['Ethiopic letters that sound alike', 'ሠላም ሐኪም', 'ሰላም ሀኪም'],
    ['Turkish dotless i', 'yardım', 'yardim'],
    ['links and addresses of mail', 'zie https://cpas.be/x of a@b.be', 'zie   of  '],
  ])('%s', (_, written, expected) => {
    expect(normalise(written)).toBe(expected);
  });

  it.each([
    ['Arabic', '٣/٤', '3/4'],
    ['Persian', '۱۲۳', '123'],
    ['Bengali', '৭', '7'],
    ['Ethiopic', '፫', '3'],
  ])('reads %s digits', (_, written, expected) => {
    expect(westernDigits(written)).toBe(expected);
  });

  it('keeps for languages what it folds for topics', () => {
    expect(lightly('Élève ሠ')).toBe('élève ሠ');
  });

  it('has the words of a message as its key', () => {
    expect(keyOf('  Hallo, ¡WAAR!? 😀 ')).toBe('hallo waar');
  });

  it('does the same twice as once', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => keyOf(keyOf(text)) === keyOf(text)));
  });
});
