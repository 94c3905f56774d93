/** What is wrong with a field, in words for the person who filled it in. */
import type { z } from 'zod';
import type { UiLanguage } from './language';

export type FieldProblem = {
  /** Where, e.g. `hours.weekly.0.from`; empty for the whole. */
  path: string;
  message: string;
};

type Words = Readonly<Record<UiLanguage, string>>;
const words = (en: string, fr: string, nl: string, de: string): Words => ({ en, fr, nl, de });

/** Problems a schema can name itself: the message of a refinement is one of these keys. */
const named = {
  'weak-password': words(
    'This password is among the first that would be guessed. Choose another, for example four random words.',
    'Ce mot de passe est parmi les premiers que l’on devinerait. Choisissez-en un autre, par exemple quatre mots au hasard.',
    'Dit wachtwoord zou als een van de eerste geraden worden. Kies een ander, bijvoorbeeld vier willekeurige woorden.',
    'Dieses Passwort würde als eines der ersten erraten. Wählen Sie ein anderes, zum Beispiel vier zufällige Wörter.',
  ),
  'other-email': words(
    'The invitation is for another e-mail address.',
    'L’invitation est pour une autre adresse e-mail.',
    'De uitnodiging is voor een ander e-mailadres.',
    'Die Einladung gilt für eine andere E-Mail-Adresse.',
  ),
  'from-before-to': words(
    'The beginning must come before the end.',
    'Le début doit venir avant la fin.',
    'Het begin moet vóór het einde komen.',
    'Der Anfang muss vor dem Ende liegen.',
  ),
  'hours-overlap': words(
    'Two opening times of the same day overlap.',
    'Deux plages du même jour se chevauchent.',
    'Twee openingstijden van dezelfde dag overlappen.',
    'Zwei Öffnungszeiten desselben Tages überschneiden sich.',
  ),
  'unknown-municipality': words(
    'There is no municipality with this code.',
    'Il n’y a pas de commune avec ce code.',
    'Er is geen gemeente met deze code.',
    'Es gibt keine Gemeinde mit diesem Code.',
  ),
  'unknown-topic': words(
    'There is no such topic.',
    'Ce sujet n’existe pas.',
    'Dit onderwerp bestaat niet.',
    'Dieses Thema gibt es nicht.',
  ),
  'unknown-node': words(
    'There is no such point in the dialogue.',
    'Ce point du dialogue n’existe pas.',
    'Dit punt in de dialoog bestaat niet.',
    'Diesen Punkt im Dialog gibt es nicht.',
  ),
  'unknown-colleague': words(
    'Nobody who can answer people has this number.',
    'Personne qui puisse répondre n’a ce numéro.',
    'Niemand die mensen kan antwoorden heeft dit nummer.',
    'Niemand, der antworten kann, hat diese Nummer.',
  ),
  'language-needed': words(
    "The person's language is not known: say which.",
    'La langue de la personne n’est pas connue : dites laquelle.',
    'De taal van de persoon is niet bekend: zeg welke.',
    'Die Sprache der Person ist nicht bekannt: sagen Sie, welche.',
  ),
} as const satisfies Record<string, Words>;
export type NamedProblem = keyof typeof named;

const missing = words('This is missing.', 'Ceci manque.', 'Dit ontbreekt.', 'Das fehlt.');
const notRight = words(
  'This is not right.',
  'Ceci n’est pas correct.',
  'Dit is niet juist.',
  'Das ist nicht richtig.',
);
const unknownField = words(
  'This field is not known.',
  'Ce champ n’est pas connu.',
  'Dit veld is niet bekend.',
  'Dieses Feld ist nicht bekannt.',
);
const badEmail = words(
  'This is not an e-mail address.',
  'Ce n’est pas une adresse e-mail.',
  'Dit is geen e-mailadres.',
  'Das ist keine E-Mail-Adresse.',
);
const oneOf = words(
  'Choose one of: {n}.',
  'Choisissez parmi : {n}.',
  'Kies uit: {n}.',
  'Wählen Sie aus: {n}.',
);
const tooShort = words(
  'At least {n} characters are needed.',
  'Il faut au moins {n} caractères.',
  'Minstens {n} tekens zijn nodig.',
  'Mindestens {n} Zeichen sind nötig.',
);
const tooLong = words(
  'At most {n} characters fit.',
  'Au plus {n} caractères.',
  'Hoogstens {n} tekens.',
  'Höchstens {n} Zeichen.',
);
const atLeast = words('At least {n}.', 'Au moins {n}.', 'Minstens {n}.', 'Mindestens {n}.');
const atMost = words('At most {n}.', 'Au plus {n}.', 'Hoogstens {n}.', 'Höchstens {n}.');

/** A problem found outside a schema, e.g. a code that no municipality has. */
export type FoundProblem = { path: string; problem: NamedProblem };

/** What a schema or a handler found, as fields and sentences. Schemas must have been run with `reportInput`. */
export function fieldProblems(
  found: readonly (z.core.$ZodIssue | FoundProblem)[],
  language: UiLanguage,
): FieldProblem[] {
  return found.flatMap((one) => {
    if ('problem' in one) return [{ path: one.path, message: named[one.problem][language] }];
    const path = one.path.map(String).join('.');
    if (one.code === 'unrecognized_keys')
      return one.keys.map((key) => ({
        path: path === '' ? key : `${path}.${key}`,
        message: unknownField[language],
      }));
    return [{ path, message: messageOf(one, language) }];
  });
}

function messageOf(issue: z.core.$ZodIssue, language: UiLanguage): string {
  switch (issue.code) {
    case 'custom':
      return isNamed(issue.message) ? named[issue.message][language] : notRight[language];
    case 'invalid_type':
      return issue.input === undefined ? missing[language] : notRight[language];
    case 'invalid_format':
      return issue.format === 'email' ? badEmail[language] : notRight[language];
    case 'invalid_value':
      return filled(oneOf[language], issue.values.map(String).join(', '));
    case 'too_small':
      return filled((issue.origin === 'string' ? tooShort : atLeast)[language], issue.minimum);
    case 'too_big':
      return filled((issue.origin === 'string' ? tooLong : atMost)[language], issue.maximum);
    default:
      return notRight[language];
  }
}

const isNamed = (message: string): message is NamedProblem => Object.hasOwn(named, message);
const filled = (text: string, value: number | bigint | string): string => text.replace('{n}', String(value));
