import fc from 'fast-check';
import { findEntities, nameOf, understand } from './trained';

describe('topics', () => {
  it.each([
    ["j'ai reçu une lettre de refus du cpas le 3 mars", 'fr', 'cpas-appeal'],
    ['ocmw heeft nog niet geantwoord na 6 weken', 'nl', 'cpas-decision-deadline'],
    ['I just arrived in Ghent where do I register', 'en', 'commune-first-registration'],
    ['ليس عندي أوراق وأحتاج طبيب', 'ar', 'urgent-medical-aid'],
    ['ma 3andi wra9 w bghit nchouf tbib', 'ar', 'urgent-medical-aid'],
    ['cmt on fé pour trouvé un avocat gratui', 'fr', 'legal-aid'],
  ])('%s', (text, language, topic) => {
    const meaning = understand(text);
    expect(meaning.language.code).toBe(language);
    expect(meaning).toMatchObject({ kind: 'topic', topic });
    expect(meaning.candidates.length).toBeLessThanOrEqual(3);
  });

  it('come with what was said in passing', () => {
    expect(findEntities("j'ai reçu une lettre de refus du cpas le 3 mars", 'fr').dates[0]?.day).toBe(
      '2026-03-03',
    );
    expect(findEntities('I just arrived in Ghent where do I register', 'en').places.map(nameOf)).toEqual([
      'Gent',
    ]);
  });

  it.each([
    'quel temps fera-t-il demain',
    'best pizza in town',
    'wie heeft de match gewonnen',
    'ما هي عاصمة اليابان',
  ])('none answered: %s', (text) => {
    expect(understand(text).decision).not.toBe('answer');
  });

  it('offer fewer than are likely, never the same twice, best first', () => {
    const { candidates } = understand('question sur le cpas');
    const sure = candidates.map(({ confidence }) => confidence);
    expect(new Set(candidates.map(({ topic }) => topic)).size).toBe(candidates.length);
    expect(sure).toEqual([...sure].sort((a, b) => b - a));
  });
});

describe('danger', () => {
  it.each([
    ['mon mari me frappe aidez moi vite', 'violence'],
    ['ik wil niet meer leven', 'suicide'],
    ['my baby is not breathing', 'medical'],
    ['ابني مفقود منذ أمس', 'child'],
    ['il y a le feu dans la maison', 'threat'],
    ['my boss took my passport and locks me in', 'held'],
  ])('%s', (text, danger) => {
    expect(understand(text)).toMatchObject({ kind: 'danger', danger, decision: 'emergency', topic: null });
  });

  it.each([
    ['quelles associations aident les femmes victimes de violence ?', 'domestic-violence'],
    ['wat is het nummer van de brandweer', 'emergency-numbers'],
  ])('is not: %s', (text, topic) => {
    expect(understand(text)).toMatchObject({ kind: 'topic', topic });
  });

  it('comes before the language is known', () => {
    expect(understand('he is killing me help').kind).toBe('danger');
  });
});

describe('danger said plainly', () => {
  it.each([
    'mon mari me frappe, aidez-moi',
    'mijn man slaat mij, help',
    'my husband beats me, help me',
    'زوجي يضربني ساعدوني',
  ])('%s', (text) => expect(understand(text).kind).toBe('danger'));

  it.each(['where can victims of domestic violence get help?', 'qui aide les femmes victimes de violence ?'])(
    'a question for information is the topic, not the alarm: %s',
    (text) => expect(understand(text).topic).toBe('domestic-violence'),
  );
});

describe('a wish for a person', () => {
  it.each([
    'je veux parler à un conseiller',
    'bel mij terug',
    'can I talk to a real person please',
    'بدي احكي مع حدا',
  ])('%s', (text) => {
    expect(understand(text)).toMatchObject({ kind: 'human', decision: 'handoff' });
  });
});

describe('languages', () => {
  it.each([
    ['je ne comprends pas cette lettre de la commune', 'fr'],
    ['hallo ik woon in gent, waar vind ik een dokter', 'nl'],
    ['where can my children learn', 'en'],
    ['عندي annexe 15 هل عندي حق في CPAS؟', 'ar'],
  ])('%s', (text, code) => {
    expect(understand(text).language).toMatchObject({ code, doubtful: false, romanised: false });
  });

  it('reads Arabic in Latin letters', () => {
    expect(understand('salam 3afak bghit n3raf kifach ndir demande').language).toMatchObject({
      code: 'ar',
      romanised: true,
    });
  });

  it.each([
    ['እባክህ ቤት እፈልጋለሁ እርዳኝ', 'am'],
    ['مجھے ڈاکٹر کی ضرورت ہے میں بیمار ہوں', 'ur'],
    ['szukam mieszkania i nie mam pieniędzy', 'pl'],
    ['kërkoj punë dhe banesë, më ndihmoni', 'sq'],
    ['nazali koluka mosala awa', 'ln'],
    ['имам нужда от лекар, къде е болницата', 'bg'],
    ['cerco lavoro e una casa, non ho soldi', 'it'],
    ['پێویستم بە دکتۆرە، نەخۆشخانە لە کوێیە', 'ckb'],
    ['გამარჯობა სად არის ექიმი', 'ka'],
  ])('does not speak: %s', (text, code) => {
    const { language } = understand(text);
    expect(language.code).toBeNull();
    expect(language.notSpoken?.code).toBe(code);
    expect(language.notSpoken?.nearest.length).toBeGreaterThan(0);
  });

  it.each(['ok', '123', '😀', 'CPAS?', 'https://example.org'])('asks after: %s', (text) => {
    expect(understand(text).language.doubtful).toBe(true);
  });

  it.each(['ok', 'bonjour', 'CPAS?', 'merci', 'my annexe 15', '😀'])(
    'stays when one word is borrowed: %s',
    (text) => {
      expect(understand(text, 'nl').language).toMatchObject({ code: 'nl', doubtful: false });
    },
  );

  it('changes when another one is beyond doubt', () => {
    const { language } = understand(
      'sorry I do not understand this, can you write it in a simple way for me',
      'nl',
    );
    expect(language).toMatchObject({ code: 'en', doubtful: false });
  });
});

describe('anything at all', () => {
  it('is understood without an error, twice the same, with probabilities', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom(null, 'fr', 'ar'),
        (text, language) => {
          const meaning = understand(text, language);
          expect(understand(text, language)).toEqual(meaning);
          for (const sure of [
            meaning.confidence,
            ...meaning.candidates.map(({ confidence }) => confidence),
          ]) {
            expect(sure).toBeGreaterThanOrEqual(0);
            expect(sure).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('costs little, however long it is', () => {
    expect(understand('cpas '.repeat(20_000)).candidates.length).toBeLessThanOrEqual(3);
  });
});
