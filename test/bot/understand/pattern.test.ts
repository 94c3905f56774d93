import { matcherOf, parsePattern } from '../../../bot/understand/pattern';

const matches = (pattern: string, text: string, prefixes: string[] = []): boolean =>
  matcherOf({ it: [pattern] }, prefixes)(text.split(' ')).has('it');

describe('patterns of the lexicons', () => {
  it.each([
    ['a word', 'cpas', 'mon cpas refuse', true],
    ['not a part of a word', 'pas', 'mon cpas', false],
    ['a beginning', 'refus*', 'ils refusent', true],
    ['words in a row', 'sans papiers', 'je suis sans papiers', true],
    ['not words apart', 'sans papiers', 'sans mes papiers', false],
    ['up to three words between', 'veux ... mourir', 'je veux plutot juste vraiment mourir', true],
    ['not more than three', 'veux ... mourir', 'je veux a b c d mourir', false],
    ['one of several', '(mari|copain) ... (frapp*|bat)', 'mon copain me bat', true],
    ['one of several phrases', '(au|y a le) feu', 'il y a le feu ici', true],
    ['accents folded like the message', 'réfugié', 'un refugie', true],
  ])('%s', (_, pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it('reads a word without what is written onto it', () => {
    expect(matches('بلديه', 'والبلديه', ['ال', 'وال'])).toBe(true);
    expect(matches('بلديه', 'والبلديه')).toBe(false);
  });

  it('refuses a pattern without a word', () => {
    expect(() => parsePattern('...')).toThrow('without a word');
  });
});
