import { formatDay } from '../../../bot';
import { translateBlocks, translateOption } from '../../../server/api/handoffs/translate';
import { release } from './release';

const block = (key: string | null, values: Record<string, string> = {}, text = 'x') => ({
  key,
  values,
  text,
});
const inDutch = (...blocks: ReturnType<typeof block>[]) => translateBlocks(blocks, 'ar', 'nl', release);

test('keys and values give the words of another language', () => {
  expect(inDutch(block('topics:cpas-ask.rule', { 'cpas-days': '30' }), block('topics:cpas-ask.go'))).toBe(
    'Het OCMW antwoordt in 30 dagen.\n\nGa.',
  );
});

test('the title of an answer is translated with it', () => {
  const title = block('bot:answer.title', { title: 'طلب من CPAS' });
  expect(inDutch(title, block('topics:cpas-ask.go'))).toBe('Het OCMW vragen\n\nGa.');
  expect(inDutch(title, block('bot:menu.text'))).toContain('طلب من CPAS');
});

test('a day is written again in the other language', () => {
  const arabic = release.languages.find(({ code }) => code === 'ar');
  const date = arabic ? formatDay('2026-11-03', arabic, release.texts) : '';
  const source = block('bot:answer.source', { source: 'mi-is.be', date });
  expect(date).not.toBe('3 nov 2026');
  expect(inDutch(source)).toBe('Bron: mi-is.be 3 nov 2026');
});

test('a value that only looks like a day stays', () => {
  const source = block('bot:answer.source', { source: 'law 12 of 2026', date: '3/2026' });
  expect(inDutch(source)).toBe('Bron: law 12 of 2026 3/2026');
});

test.each([
  ['nothing was said', []],
  ['a person wrote it', [block(null)]],
  ['the language lacks it', [block('topics:only-french.go')]],
])('no translation when %s', (_, blocks) => {
  expect(inDutch(...blocks)).toBeNull();
});

test.each([
  ['topic:cpas-ask', 'Het OCMW vragen'],
  ['flow:register', 'Inschrijven'],
  ['command:person', 'Een mens'],
  ['place:44021', null],
  ['opt:register/hello/none', null],
])('a tap on %s reads %s', (id, expected) => {
  expect(translateOption(id, 'nl', release.texts)).toBe(expected);
});
