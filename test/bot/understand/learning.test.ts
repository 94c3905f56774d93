import { probability, trainLogistic } from '../../../bot/understand/logistic';
import { decodeModel, encodeModel } from '../../../bot/understand/model';
import { trainPlain } from '../../../bot/understand/plain';
import { skeletonsOf } from '../../../bot/understand/romanise';
import { trainModel } from '../../../bot/understand/train';
import { createUnderstand } from '../../../bot/understand/understand';
import { lexicons } from './trained';

const about = {
  school: [
    'my child goes to school',
    'enrol my son in school',
    'which school for my daughter',
    'school for kids',
  ],
  rent: ['my landlord wants more rent', 'the rent is too high', 'rent a flat', 'sign a rent contract'],
  doctor: ['i need a doctor', 'the doctor is closed', 'where is a doctor', 'my baby needs a doctor'],
};
const beyond = ['who won the match', 'sing a song', 'pizza recipe', 'is it raining', 'tell me a joke'];

/** A few dozen messages: enough to learn three words. */
const messages = Object.entries(about).flatMap(([label, texts]) =>
  ['', ' please', ' now', ' in belgium'].flatMap((ending) =>
    texts.map((text) => ({ text: text + ending, label })),
  ),
);

describe('what is learned from a few messages', () => {
  const answer = trainPlain(
    [
      ...messages,
      ...beyond.flatMap((text) => [text, `${text} today`].map((one) => ({ text: one, label: null }))),
    ],
    () => undefined,
  );

  it.each([
    ['scool for my litle dauhter', 'school'],
    ['landlord and rent', 'rent'],
    ['DOCTOR!!', 'doctor'],
  ])('%s', (text, label) => {
    expect(answer(text).ranked[0]).toBe(label);
  });

  it('is surer of what it knows than of what it does not', () => {
    expect(answer('which school for my son').sure).toBeGreaterThan(answer('quantum chess tournament').sure);
  });
});

describe('a model', () => {
  const input = {
    messages: messages.map((message) => ({ ...message, language: 'en' })),
    lexicons: { en: lexicons['en'] ?? fail('English is live') },
    scripts: { en: 'Latn' },
    samples: ['bonjour monsieur', 'je ne comprends pas', 'merci beaucoup madame'].map((text) => ({
      name: 'fr',
      script: 'Latn',
      text,
    })),
    others: [{ code: 'fr', name: 'Français', script: 'Latn', nearest: ['en'] }],
    features: { bits: 12, weights: { pieces: 1.7, concepts: 3, skeletons: 1 } },
  };

  it('is the same, byte for byte, when learned again', () => {
    expect(encodeModel(trainModel(input))).toEqual(encodeModel(trainModel(input)));
  });

  it('understands the same after it was written and read', () => {
    const model = trainModel(input);
    const read = decodeModel(encodeModel(model));
    if (!read) throw new Error('it was just written');
    const english = {
      code: 'en',
      name: 'English',
      englishName: 'English',
      direction: 'ltr' as const,
      script: 'Latn',
      order: 1,
      decimal: '.' as const,
      live: true,
      madeFrom: [],
    };
    const [before, after] = [model, read].map((one) => createUnderstand(one, [english]));
    for (const { text } of messages)
      expect(after?.(text, { language: null })).toEqual(before?.(text, { language: null }));
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['something else', new TextEncoder().encode('{"version":2}'.repeat(20))],
  ])('is not read from %s', (_, bytes) => {
    expect(decodeModel(bytes)).toBeNull();
  });
});

describe('a probability', () => {
  it('comes close to how often it was right', () => {
    const rows = Array.from({ length: 1000 }, (_, at) => [at % 10]);
    const wanted = rows.map(([signal = 0], at) => (Math.floor(at / 10) % 10 < signal ? 1 : 0));
    const logistic = trainLogistic(
      rows,
      wanted,
      rows.map(() => 1),
    );
    for (const signal of [1, 5, 9]) expect(probability(logistic, [signal])).toBeCloseTo(signal / 10, 1);
  });
});

describe('Arabic in Latin letters', () => {
  const { romanisation } = lexicons['ar'] ?? fail('Arabic is live');

  it.each([
    ['kifach', 'كيفاش'],
    ['3andi', 'عندي'],
    ['l7a9', 'الحق'],
    ['khedma', 'خدمة'],
  ])('%s has the consonants of %s', (latin, arabic) => {
    if (!romanisation) throw new Error('Arabic has a romanisation');
    expect(skeletonsOf([latin], romanisation, true)).toEqual(
      skeletonsOf([arabic.replace('ة', 'ه')], romanisation, true),
    );
  });
});

function fail(reason: string): never {
  throw new Error(reason);
}
