import fc from 'fast-check';
import { findCommandClashes, twilioWords } from '../../../bot/understand/lexicon';
import { createPhrases } from '../../../bot/understand/phrases';
import { lexicons, understand } from './trained';

const phrases = createPhrases(lexicons);
const written = Object.values(lexicons).flatMap((lexicon) =>
  Object.entries(lexicon.commands).flatMap(([command, list]) => list.map((phrase) => ({ phrase, command }))),
);

describe('commands', () => {
  it('mean one thing in all languages, and what Twilio takes them for', () => {
    expect(findCommandClashes(lexicons)).toEqual([]);
  });

  it('are found to clash when they do', () => {
    const { fr, nl } = lexicons;
    if (!fr || !nl) throw new Error('French and Dutch are live');
    const crossed = { fr, nl: { ...nl, commands: { ...nl.commands, stop: ['help', 'retour'] } } };
    expect(findCommandClashes(crossed).map(({ phrase }) => phrase)).toEqual(['help', 'retour']);
  });

  it.each(Object.entries(twilioWords))('Twilio: %s is %s', (word, command) => {
    expect(phrases.command(word.toUpperCase())).toBe(command);
  });

  it.each([
    ['Menu svp !!', 'menu'],
    ['terug aub', 'back'],
    ['please delete my data', 'erase'],
    ['wis mijn gegevens alstublieft', 'erase'],
    ['احذف بياناتي من فضلك', 'erase'],
    ['القائمة', 'menu'],
    ['mes données', 'export'],
    ['Autre langue', 'language'],
    ['meer info', 'more'],
    ['je veux parler à quelqu’un', 'person'],
  ])('%s', (text, command) => {
    expect(phrases.command(text)).toBe(command);
  });

  it.each([
    'can the cpas stop my leefloon',
    'je veux changer la langue de mon cours de néerlandais',
    'how do I start the procedure',
    'het ocmw geeft geen hulp meer',
    'is there more help for my data at the commune',
    'هل يستطيع CPAS أن يوقف المساعدة',
  ])('none inside a question: %s', (text) => {
    expect(phrases.command(text)).toBeNull();
  });

  it('stay what they are with spaces, punctuation, case and emoji around them', () => {
    const clutter = fc.stringMatching(/^[ .,!?;:\n🙏😀"()*-]{0,6}$/u);
    fc.assert(
      fc.property(fc.constantFrom(...written), clutter, clutter, fc.boolean(), (one, before, after, loud) => {
        const text = before + (loud ? one.phrase.toUpperCase() : one.phrase) + after;
        return phrases.command(text) === one.command;
      }),
    );
  });
});

describe('other messages of one phrase', () => {
  it.each([
    ['oui', 'yes'],
    ['Ja!', 'yes'],
    ['نعم', 'yes'],
    ['nee dank u', 'no'],
    ['no thanks', 'no'],
    ['لا', 'no'],
    ['non, mon cpas a refusé', null],
  ])('%s', (text, polarity) => {
    expect(phrases.polarity(text, null)).toBe(polarity);
  });

  it.each(['Bonjour!', 'hello good morning', 'salam alikom', 'السلام عليكم', 'dank u wel', 'ok merci'])(
    'greets: %s',
    (text) => {
      expect(understand(text)).toMatchObject({ kind: 'greeting', decision: 'clarify', candidates: [] });
    },
  );

  it.each([
    ['in english please', 'en'],
    ['English', 'en'],
    ['français svp', 'fr'],
    ['kan het in het nederlands?', 'nl'],
    ['بالعربي لو سمحت', 'ar'],
    ['arabe', 'ar'],
    ['parlez-vous anglais ?', 'en'],
  ])('asks for a language: %s', (text, code) => {
    expect(understand(text, 'nl').language).toMatchObject({ code, explicitRequest: code, doubtful: false });
  });

  it.each([
    'je cherche un cours de français',
    'I learn dutch since 2 months',
    'cours de néerlandais gratuit',
  ])('asks for no language: %s', (text) => {
    expect(understand(text).language.explicitRequest).toBeUndefined();
  });
});
