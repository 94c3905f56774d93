import { bareAnswers } from '../../../bot/understand/bare-answers';
import { lexicons, understand } from './trained';

describe('bare answers', () => {
  const answers = bareAnswers(lexicons);

  it('are made for every language from its own words', () => {
    expect([...new Set(answers.map(({ language }) => language))].sort()).toEqual(
      Object.keys(lexicons).sort(),
    );
    expect(answers.map(({ text }) => text)).toContain('il y a deux semaine');
  });

  it.each([
    ['fr', 'il y a deux semaines'],
    ['nl', 'drie weken geleden'],
    ['en', 'yesterday'],
    ['uk', 'два тижні тому'],
    ['ar', 'قبل ثلاثة أيام'],
  ])('are no topic and no danger: %s, %s', (language, text) => {
    const { kind, decision } = understand(text, language);
    expect(kind).not.toBe('danger');
    expect(decision).not.toBe('answer');
  });
});
