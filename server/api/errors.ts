/** The closed list of what the API refuses, and with which words. Nothing else leaves it as an error. */
import type { z } from 'zod';
import { type FieldProblem, type FoundProblem, fieldProblems, type NamedProblem } from './field-messages';
import type { UiLanguage } from './language';

type Kind = {
  status: number;
  /** Our fault: an operator should know. */
  reportable: boolean;
  message: Readonly<Record<UiLanguage, string>>;
};

const kind = (status: number, en: string, fr: string, nl: string, de: string, reportable = false): Kind => ({
  status,
  reportable,
  message: { en, fr, nl, de },
});

export const errorKinds = {
  malformed: kind(
    400,
    'The request could not be read.',
    "La demande n'a pas pu être lue.",
    'Het verzoek kon niet gelezen worden.',
    'Die Anfrage konnte nicht gelesen werden.',
  ),
  invalid: kind(
    400,
    'Some fields are not right.',
    'Certains champs ne sont pas corrects.',
    'Sommige velden zijn niet juist.',
    'Einige Felder sind nicht richtig.',
  ),
  'signed-out': kind(
    401,
    'You are not signed in, or not any more. Sign in and try again.',
    "Vous n'êtes pas ou plus connecté. Connectez-vous et réessayez.",
    'U bent niet of niet meer aangemeld. Meld u aan en probeer opnieuw.',
    'Sie sind nicht oder nicht mehr angemeldet. Melden Sie sich an und versuchen Sie es erneut.',
  ),
  'wrong-credentials': kind(
    401,
    'This e-mail address and this password do not go together.',
    'Cette adresse e-mail et ce mot de passe ne vont pas ensemble.',
    'Dit e-mailadres en dit wachtwoord horen niet bij elkaar.',
    'Diese E-Mail-Adresse und dieses Passwort gehören nicht zusammen.',
  ),
  forbidden: kind(
    403,
    'Your role does not allow this.',
    'Votre rôle ne le permet pas.',
    'Uw rol laat dit niet toe.',
    'Ihre Rolle erlaubt das nicht.',
  ),
  'not-assignee': kind(
    403,
    'Only the person who has this conversation can do this.',
    'Seule la personne qui a cette conversation peut le faire.',
    'Alleen wie dit gesprek heeft, kan dit doen.',
    'Das kann nur die Person, die dieses Gespräch hat.',
  ),
  'wrong-token': kind(
    403,
    'This page is out of date. Reload it and try again.',
    "Cette page n'est plus à jour. Rechargez-la et réessayez.",
    'Deze pagina is verouderd. Laad ze opnieuw en probeer nog eens.',
    'Diese Seite ist veraltet. Laden Sie sie neu und versuchen Sie es noch einmal.',
  ),
  'other-origin': kind(
    403,
    'This request comes from another site. Open the console at its own address.',
    'Cette demande vient d’un autre site. Ouvrez la console à sa propre adresse.',
    'Dit verzoek komt van een andere site. Open de console op haar eigen adres.',
    'Diese Anfrage kommt von einer anderen Website. Öffnen Sie die Konsole unter ihrer eigenen Adresse.',
  ),
  'not-found': kind(
    404,
    'There is nothing here, or nothing you may see.',
    'Il n’y a rien ici, ou rien que vous puissiez voir.',
    'Hier is niets, of niets dat u mag zien.',
    'Hier ist nichts, oder nichts, was Sie sehen dürfen.',
  ),
  'invitation-over': kind(
    404,
    'This invitation is not valid (any more). Ask for a new one.',
    'Cette invitation n’est pas ou plus valable. Demandez-en une nouvelle.',
    'Deze uitnodiging is niet (meer) geldig. Vraag een nieuwe.',
    'Diese Einladung ist nicht (mehr) gültig. Bitten Sie um eine neue.',
  ),
  taken: kind(
    409,
    'Somebody else has this conversation.',
    'Quelqu’un d’autre a cette conversation.',
    'Iemand anders heeft dit gesprek.',
    'Jemand anderes hat dieses Gespräch.',
  ),
  'wrong-state': kind(
    409,
    'This is not possible with the conversation as it is now.',
    "Ce n'est pas possible dans l'état actuel de la conversation.",
    'Dit kan niet met het gesprek zoals het nu is.',
    'Das ist beim jetzigen Stand des Gesprächs nicht möglich.',
  ),
  'opted-out': kind(
    409,
    'This person asked us not to write any more.',
    'Cette personne a demandé de ne plus lui écrire.',
    'Deze persoon vroeg om niet meer te schrijven.',
    'Diese Person hat gebeten, ihr nicht mehr zu schreiben.',
  ),
  erasing: kind(
    409,
    'This person asked for their data to be deleted.',
    'Cette personne a demandé que ses données soient effacées.',
    'Deze persoon vroeg om de gegevens te wissen.',
    'Diese Person hat verlangt, dass ihre Daten gelöscht werden.',
  ),
  'not-in-language': kind(
    409,
    "This answer does not exist in the person's language.",
    "Cette réponse n'existe pas dans la langue de la personne.",
    'Dit antwoord bestaat niet in de taal van de persoon.',
    'Diese Antwort gibt es nicht in der Sprache der Person.',
  ),
  'not-ready': kind(
    409,
    'This file is still being fetched. Try again in a moment.',
    'Ce fichier est encore en cours de réception. Réessayez dans un instant.',
    'Dit bestand wordt nog opgehaald. Probeer zo meteen opnieuw.',
    'Diese Datei wird noch geholt. Versuchen Sie es gleich noch einmal.',
  ),
  'email-taken': kind(
    409,
    'Another person already uses this e-mail address.',
    'Une autre personne utilise déjà cette adresse e-mail.',
    'Iemand anders gebruikt dit e-mailadres al.',
    'Eine andere Person verwendet diese E-Mail-Adresse bereits.',
  ),
  'last-administrator': kind(
    409,
    'There must be an administrator left. Name another one first.',
    'Il doit rester un administrateur. Désignez-en d’abord un autre.',
    'Er moet een beheerder overblijven. Duid eerst een andere aan.',
    'Es muss eine Administratorin oder ein Administrator bleiben. Benennen Sie zuerst jemand anderen.',
  ),
  'too-large': kind(
    413,
    'This is too long to be sent in one piece.',
    'C’est trop long pour être envoyé en une fois.',
    'Dit is te lang om in één keer te versturen.',
    'Das ist zu lang, um auf einmal gesendet zu werden.',
  ),
  'too-many': kind(
    429,
    'Too many attempts. Wait a quarter of an hour and try again.',
    "Trop d'essais. Attendez un quart d'heure et réessayez.",
    'Te veel pogingen. Wacht een kwartier en probeer opnieuw.',
    'Zu viele Versuche. Warten Sie eine Viertelstunde und versuchen Sie es erneut.',
  ),
  internal: kind(
    500,
    'Something went wrong on our side. Please try again.',
    'Un problème est arrivé chez nous. Réessayez.',
    'Er ging iets mis bij ons. Probeer opnieuw.',
    'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es erneut.',
    true,
  ),
} as const satisfies Record<string, Kind>;

export type ErrorCode = keyof typeof errorKinds;

/** What a client learns besides code and message. */
export type ErrorDetails = {
  /** Who has the conversation, for `taken`. */
  assignedTo?: { id: string; name: string } | null;
  /** State of the conversation, for `wrong-state`. */
  state?: string;
};

type Found = z.core.$ZodIssue | FoundProblem;

/** A refusal of the closed list. */
export class ApiError extends Error {
  override name = 'ApiError';
  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    /** What is wrong with which field, for `invalid`. */
    readonly found: readonly Found[] = [],
  ) {
    super(code);
  }
}

/** A field that only a handler can see to be wrong. */
export function invalidField(path: string, problem: NamedProblem): ApiError {
  return new ApiError('invalid', {}, [{ path, problem }]);
}

export type ErrorBody = {
  error: { code: ErrorCode; message: string; fields?: FieldProblem[] } & ErrorDetails;
};

/** @returns status and body in the reader's language. */
export function presentError(error: ApiError, language: UiLanguage): { status: number; body: ErrorBody } {
  const { status, message } = errorKinds[error.code];
  const fields = error.found.length > 0 ? { fields: fieldProblems(error.found, language) } : {};
  return {
    status,
    body: { error: { code: error.code, message: message[language], ...fields, ...error.details } },
  };
}
