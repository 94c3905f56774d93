import { z } from 'zod';
import { ApiError, type ErrorCode, errorKinds, invalidField, presentError } from '../../../server/api/errors';
import { fieldProblems } from '../../../server/api/field-messages';
import { readerLanguage, uiLanguages } from '../../../server/api/language';

const codes = Object.keys(errorKinds) as ErrorCode[];

test.each(codes)('%s has its words in every language of the console', (code) => {
  const said = uiLanguages.map((language) => presentError(new ApiError(code), language).body.error.message);
  expect(new Set(said).size).toBe(uiLanguages.length);
});

test('only what is our fault is reported', () => {
  const reportable = codes.filter((code) => errorKinds[code].reportable);
  expect(reportable).toEqual(['internal']);
});

test.each([
  ['nl-BE,nl;q=0.9,en;q=0.5', 'nl'],
  ['ar, de;q=0.4, fr;q=0.8', 'fr'],
  ['fr;q=0, de', 'de'],
  ['pt', 'en'],
  [undefined, 'en'],
])('a reader who wants %s reads %s', (header, language) => {
  expect(readerLanguage(header)).toBe(language);
});

describe('fields', () => {
  const schema = z.strictObject({
    name: z.string().min(3).max(5),
    email: z.email(),
    count: z.int().min(1).max(2),
    kind: z.enum(['a', 'b']),
    list: z.array(z.strictObject({ day: z.iso.date() })),
    secret: z.string().refine(() => false, { error: 'weak-password' }),
    odd: z.string().refine(() => false, { error: 'something nobody translated' }),
  });
  const problemsOf = (value: unknown, language: (typeof uiLanguages)[number] = 'en') => {
    const { error } = schema.safeParse(value, { reportInput: true });
    return Object.fromEntries(
      fieldProblems(error?.issues ?? [], language).map(({ path, message }) => [path, message]),
    );
  };

  test('each problem is a sentence at its place', () => {
    const value = {
      name: 'ab',
      email: 'x',
      count: 3,
      kind: 'c',
      list: [{ day: 'x' }],
      secret: '1',
      odd: '1',
      more: 1,
    };
    expect(problemsOf(value)).toEqual({
      name: 'At least 3 characters are needed.',
      email: 'This is not an e-mail address.',
      count: 'At most 2.',
      kind: 'Choose one of: a, b.',
      'list.0.day': 'This is not right.',
      more: 'This field is not known.',
      secret: expect.stringContaining('guessed'),
      odd: 'This is not right.',
    });
  });

  test('what is missing is said to be missing, what is of another kind not right', () => {
    const said = problemsOf({ name: 'abcdef', count: 0, list: 'x' }, 'fr');
    expect(said).toMatchObject({
      name: 'Au plus 5 caractères.',
      email: 'Ceci manque.',
      count: 'Au moins 1.',
      list: 'Ceci n’est pas correct.',
    });
  });

  test('what only a handler sees is told in the same way', () => {
    const { status, body } = presentError(invalidField('staffId', 'unknown-colleague'), 'nl');
    expect(status).toBe(400);
    expect(body.error.fields).toEqual([{ path: 'staffId', message: expect.stringContaining('Niemand') }]);
  });
});
