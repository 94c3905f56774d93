/** Whatever the bot says, what goes to Twilio stays within its limits. */
import fc from 'fast-check';
import { type Part, profiles, render } from '../../../../bot';
import { contentFor, type RichPart, tidy } from '../../../../server/channels/twilio/content';
import { plainOf } from '../../../../server/channels/twilio/send';
import { type StoredContent, showContent } from '../../../support/twilio-content';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 1200 }),
  fc.stringMatching(/^[a-z' \n{}\t]{0,300}$/),
  fc.constantFrom('', ' ', '\n', "l'aide", '{{1}}', 'ليس عندي أوراق', '👩‍👩‍👧‍👦'.repeat(20), 'a\r\nb\u2028c'),
);
const short = fc.oneof(
  { weight: 5, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) },
  anyText,
);
const choice = fc.record(
  {
    id: fc.oneof({ weight: 5, arbitrary: fc.uuid() }, fc.string({ maxLength: 220 })),
    title: short,
    description: short,
  },
  { requiredKeys: ['id', 'title'] },
);
const anyPart: fc.Arbitrary<RichPart> = fc.oneof(
  fc.record({
    type: fc.constant('buttons' as const),
    text: anyText,
    buttons: fc.array(choice, { minLength: 1, maxLength: 5 }),
    plain: anyText,
  }),
  fc.record({
    type: fc.constant('list' as const),
    text: anyText,
    button: short,
    items: fc.array(choice, { minLength: 1, maxLength: 12 }),
    plain: anyText,
  }),
);

/** As Twilio has it after the create call. */
const stored = ({ definition }: NonNullable<ReturnType<typeof contentFor>>): StoredContent => ({
  ...(definition as unknown as Pick<StoredContent, 'language' | 'variables' | 'types'>),
  sid: `HX${'0'.repeat(32)}`,
  approval: undefined,
});
const show = (part: RichPart) => {
  const content = contentFor(part);
  return content && showContent(stored(content), JSON.stringify(content.values), 'whatsapp');
};

test('every content we send is one that Twilio and WhatsApp take', () => {
  let tried = 0;
  fc.assert(
    fc.property(anyPart, (part) => {
      const shown = show(part);
      if (!shown) return;
      tried += 1;
      expect(shown).not.toHaveProperty('code');
    }),
    { numRuns: 1000 },
  );
  expect(tried).toBeGreaterThan(100);
});

test('every text is within 1,600 characters, whatever the part', () => {
  fc.assert(
    fc.property(anyPart, (part) => {
      expect(plainOf(part).length).toBeLessThanOrEqual(1600);
    }),
  );
});

test('no word of a message is in the form kept at Twilio', () => {
  fc.assert(
    fc.property(anyPart, (part) => {
      const content = contentFor(part);
      if (!content) return;
      const form = JSON.stringify(content.definition.types).replace(/\{\{\d+\}\}/g, '');
      const words = form.match(/"(?:body|title|id|item|description|button)":"([^"]*)"/g) ?? [];
      for (const word of words) expect(word.replace(/^"\w+":/, '')).toMatch(/^"(\\n|\d+ |)*"$/);
    }),
  );
});

test('what the renderer makes for WhatsApp always fits', () => {
  const words = fc.stringMatching(/^[a-zéèçàA-Z'’. ]{1,60}$/).filter((text) => text.trim() !== '');
  const options = fc.uniqueArray(fc.record({ id: fc.stringMatching(/^topic:[a-z]{1,90}$/), title: words }), {
    minLength: 1,
    maxLength: 10,
    selector: ({ id }) => id,
  });
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 40 }), options, (lines, offered) => {
      const blocks = [{ key: null, values: {}, text: lines.join('\n') }];
      const reply = { id: 'r', language: 'fr' as const, blocks, options: offered, listLabel: 'Choisir' };
      for (const part of render(reply, profiles.whatsapp)) {
        if (part.type === 'text') continue;
        const titles = part.type === 'buttons' ? part.buttons.map(({ title }) => tidy(title)) : [];
        // WhatsApp has no two buttons with the same words: those go as text.
        if (new Set(titles).size === titles.length) expect(show(part)).toMatchObject({ type: part.type });
      }
    }),
  );
});

const part = (text: string, titles = ['Ja', 'Nee']): Part & RichPart => ({
  type: 'buttons',
  text,
  buttons: titles.map((title, index) => ({ id: `opt:${index}`, title })),
  plain: text,
});

test('the form depends on the layout only', () => {
  const hash = contentFor(part('Eén regel'))?.hash;
  expect(contentFor(part('Une autre, plus longue', ['Oui', 'Non']))?.hash).toBe(hash);
  expect(contentFor(part('Deux\nlignes'))?.hash).not.toBe(hash);
  expect(contentFor(part('Eén regel', ['Ja']))?.hash).not.toBe(hash);
  expect(contentFor(part('Deux\r\nlignes\n'))?.hash).toBe(contentFor(part('twee\nregels'))?.hash);
  expect(contentFor(part('Deux\n\n\n\nlignes'))?.hash).toBe(contentFor(part('twee\n\nregels'))?.hash);
});

test.each<[string, RichPart]>([
  ['four buttons', part('x', ['a', 'b', 'c', 'd'])],
  ['a long title', part('x', ['a'.repeat(21)])],
  ['the same title twice', part('x', ["l'aide", 'l’aide'])],
  ['an empty title', part('x', [' '])],
  ['no text', part(' \n ')],
  ['a long text', part('x'.repeat(1025))],
  ['more lines than variables', part(Array.from({ length: 101 }, () => 'x').join('\n'))],
  ['a long id', { ...part('x'), type: 'buttons', buttons: [{ id: 'i'.repeat(129), title: 'a' }] }],
  [
    'an id twice',
    {
      ...part('x'),
      type: 'buttons',
      buttons: [
        { id: 'i', title: 'a' },
        { id: 'i', title: 'b' },
      ],
    },
  ],
])('%s is no content: the numbered text is sent', (_, rich) => {
  expect(contentFor(rich)).toBeUndefined();
});
