/** The page's texts for tests: those drafted beside the channel, or those of `locales/` once they live there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../../..');
const drafted = join(root, 'server/channels/botkit/texts.json');
const cards: Record<string, Record<string, string>> = {
  fr: {
    title: 'Demande d’aide au CPAS',
    ask: 'Je demande une aide sociale. Merci d’enregistrer ma demande aujourd’hui.',
    bring: 'J’apporte : ma pièce d’identité, mon bail, mes extraits de compte.',
    receipt: 'Merci de me donner un accusé de réception et une décision écrite.',
  },
  nl: {
    title: 'Aanvraag om hulp bij het OCMW',
    ask: 'Ik vraag maatschappelijke hulp. Gelieve mijn aanvraag vandaag te registreren.',
    bring: 'Ik breng mee: mijn identiteitsdocument, mijn huurcontract, mijn rekeninguittreksels.',
    receipt: 'Gelieve mij een ontvangstbewijs en een schriftelijke beslissing te geven.',
  },
};

export const cardTexts = cards;

function read(language: string): Record<string, string> {
  if (existsSync(drafted)) return JSON.parse(readFileSync(drafted, 'utf8'))[language] ?? {};
  const path = join(root, 'locales', language, 'bot.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')).web ?? {}) : {};
}

const byLanguage = new Map(['fr', 'nl', 'en', 'ar'].map((language) => [language, read(language)]));

/** As the release would: this language or nothing. */
export function findText(language: string, key: string): string | null {
  const card = /^bot:card\.cpas\.(\w+)$/.exec(key)?.[1];
  if (card) return cards[language]?.[card] ?? null;
  return byLanguage.get(language)?.[key.replace('bot:web.', '')] ?? null;
}
