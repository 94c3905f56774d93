/** An outbox row as the page gets it: the only way a row reaches a browser. */
import type { Block, Flow, Language, Part } from '../../../bot';
import type { OutboxRow } from '../../store/store';
import type { CardSection, MessageFrame } from './frames';
import type { FindText } from './page-texts';
import { wantsOf } from './wants';

/** What is looked up in the release in force. */
export type PageContent = {
  /** Live languages in the order they are offered. */
  languages(): readonly Pick<Language, 'code' | 'name' | 'direction'>[];
  /** Texts of exactly this language, by key with namespace; cards have languages that are not live. */
  texts: FindText;
  flows(): Readonly<Record<string, Flow>>;
};

/** Languages of Belgian administrations: cards for a desk are written in them. */
const deskLanguages = ['fr', 'nl', 'de'];
const cardKey = /^bot:card\.[^.]+\.(title|ask|bring|receipt)$/;

export function present(
  row: OutboxRow,
  content: PageContent,
  { epoch, last }: { epoch: string; last: boolean },
): MessageFrame {
  return {
    type: 'message',
    epoch,
    sequence: row.sequence,
    id: row.id,
    at: row.createdAt,
    author: row.author.type === 'staff' ? 'person' : 'bot',
    language: row.language,
    direction: directionOf(content, row.language),
    part: withoutPlain(row.part),
    card: cardOf(row.blocks, content),
    wants: wantsOf(row.blocks, content.flows()),
    last,
  };
}

function withoutPlain(part: Part): MessageFrame['part'] {
  if (part.type === 'text') return part;
  const { plain: _, ...rest } = part;
  return rest;
}

function directionOf(content: PageContent, language: string): 'ltr' | 'rtl' | 'auto' {
  if (deskLanguages.includes(language)) return 'ltr';
  return content.languages().find(({ code }) => code === language)?.direction ?? 'auto';
}

/** A section for each language the card is written in. */
function cardOf(blocks: readonly Block[], content: PageContent): MessageFrame['card'] {
  const sections: CardSection[] = [];
  for (const block of blocks) {
    if (!cardKey.test(block.key ?? '')) continue;
    if (block.key?.endsWith('.title') || sections.length === 0) sections.push(sectionFor(block, content));
    sections.at(-1)?.lines.push(block.text);
  }
  if (sections.length === 0) return null;
  const own = blocks.some((block) => block.key === 'bot:card.in-your-language');
  return { kind: own ? 'own' : 'desk', sections };
}

/** The row has one language, a card several: the language is the one whose text it is. */
function sectionFor({ key, text }: Block, content: PageContent): CardSection {
  const candidates = [...deskLanguages, ...content.languages().map(({ code }) => code)];
  const language = candidates.find((code) => key !== null && content.texts(code, key) === text) ?? null;
  return { language, direction: language === null ? 'auto' : directionOf(content, language), lines: [] };
}
