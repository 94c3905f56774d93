import fc from 'fast-check';
import { findEntities, nameOf, today } from './trained';

const days = (text: string, language: string | null = null): string[] =>
  findEntities(text, language).dates.map(({ day }) => day);

describe('days', () => {
  it.each([
    ["j'ai reçu une lettre de refus du cpas le 3 mars", '2026-03-03'],
    ['le 1er décembre', '2025-12-01'],
    ['reçue le 23 novembre', '2026-11-23'],
    ['brief van 12 mei 2025', '2025-05-12'],
    ['the letter is from March 3rd', '2026-03-03'],
    ['on the 3rd of march 2024', '2024-03-03'],
    ['le trois mars', '2026-03-03'],
    ['وصلتني رسالة في ٣ آذار', '2026-03-03'],
    ['يوم 15 يناير 2026', '2026-01-15'],
    ['3/4/26', '2026-04-03'],
    ['03.04.2026', '2026-04-03'],
    ['٣/٤/٢٠٢٦', '2026-04-03'],
    ['2026-04-03', '2026-04-03'],
    ['31/12', '2025-12-31'],
    ['29 février', '2024-02-29'],
    ['hier', '2026-11-22'],
    ['avant-hier', '2026-11-21'],
    ['gisteren', '2026-11-22'],
    ['البارحة', '2026-11-22'],
    ['il y a 2 semaines', '2026-11-09'],
    ['twee weken geleden', '2026-11-09'],
    ['a month ago', '2026-10-23'],
    ['قبل ثلاثة أيام', '2026-11-20'],
    ['lundi dernier', '2026-11-16'],
    ['last friday', '2026-11-20'],
    ['vorige week', '2026-11-16'],
  ])('%s', (text, day) => {
    expect(days(text)).toEqual([day]);
  });

  it.each([
    ['fa', 'به تاریخ ۳ نومبر از CPAS نامه رد گرفتم', '2026-11-03'],
    ['ps', 'د نومبر په ۳ مې د CPAS نه د رد لیک ترلاسه کړ', '2026-11-03'],
    ['ti', 'ኣብ 3 ሕዳር ካብ CPAS ናይ ምእባይ ደብዳበ መጺኡኒ', '2026-11-03'],
  ])('in %s: %s', (language, text, day) => {
    expect(days(text, language)).toEqual([day]);
  });

  it.each([
    ['uk', '3 листопада я отримала лист з відмовою', '2026-11-03'],
    ['uk', 'тиждень тому отримала листа', '2026-11-16'],
    ['en', 'twenty five days ago', '2026-10-29'],
    ['en', 'the letter of the twenty fifth, I mean twenty five october', '2026-10-25'],
    ['fr', 'le vingt et un octobre', '2026-10-21'],
    ['nl', 'op vijfentwintig oktober', '2026-10-25'],
  ])('said in words or in %s: %s', (language, text, day) => {
    expect(days(text, language)).toEqual([day]);
  });

  it('are not read out of the words of another language', () => {
    expect(days('what do i do with my letter', 'en')).toEqual([]);
    expect(days('مې نه ده', 'ps')).toEqual([]);
  });

  it.each([
    '31/2',
    '24/7',
    'annexe 15',
    'article 60',
    '1000 Bruxelles',
    'I may ask 2 questions',
    '3.50 euro',
    'J-1',
  ])('none in: %s', (text) => {
    expect(days(text)).toEqual([]);
  });

  it('says whether the year was given', () => {
    expect(findEntities('le 3 mars').dates).toEqual([{ day: '2026-03-03', yearGiven: false }]);
    expect(findEntities('le 3 mars 2026').dates).toEqual([{ day: '2026-03-03', yearGiven: true }]);
  });

  it('without a year are past or today', () => {
    const day = fc.integer({ min: 1, max: 31 });
    const month = fc.integer({ min: 1, max: 12 });
    fc.assert(fc.property(day, month, (d, m) => days(`${d}/${m}`).every((found) => found <= today)));
  });
});

describe('numbers', () => {
  it.each([
    ['3', 3],
    ['٤', 4],
    ['nous sommes 5 à la maison', 5],
    ['trois enfants', 3],
    ['vijfentwintig', 25],
    ['vingt et un', 21],
    ['quatre-vingt-dix', 90],
    ['thirty two', 32],
    ['ثلاثة', 3],
    ['one', 1],
    ['j’ai une question sur mon dossier', null],
  ])('%s', (text, number) => {
    expect(findEntities(text).number).toBe(number);
  });
});

describe('places and status', () => {
  it.each([
    ['I just arrived in Ghent where do I register', 'Gent'],
    ['je vis à Molenbeek', 'Sint-Jans-Molenbeek'],
    ['9000', 'Gent'],
  ])('%s', (text, name) => {
    expect(findEntities(text).places.map(nameOf)).toContain(name);
  });

  it.each([
    ['I am an Afghan refugee in Gent', 'refugee'],
    ['je suis réfugié reconnu', 'refugee'],
    ['ik heb subsidiaire bescherming', 'subsidiary'],
    ['أنا طالب لجوء', 'applicant'],
    ['ليس عندي أوراق', 'no-papers'],
    ['mijn vrouw kwam via gezinshereniging', 'family'],
    ['I have subsidiary protection, my wife is an asylum seeker', null],
    ['wat is een leefloon', null],
  ])('%s', (text, status) => {
    expect(findEntities(text).status).toBe(status);
  });
});

describe('anything at all', () => {
  it('is read without an error, twice the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(findEntities(text)).toEqual(findEntities(text));
      }),
    );
  });
});
