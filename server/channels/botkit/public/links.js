/** Addresses and numbers in a text become something to tap. */

const pattern = new RegExp(
  [
    String.raw`(?<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)`,
    String.raw`(?<url>https?:\/\/[^\s<>"']+)`,
    String.raw`(?<site>\b(?:[a-z0-9-]+\.)+(?:be|eu|org|com|net|brussels|vlaanderen|gent)\b(?:\/[^\s<>"']*)?)`,
    String.raw`(?<phone>(?:\+|\b00)\d{1,3}(?:[ .\/-]?\(0\))?(?:[ .\/-]?\d{1,4}){2,6}|\b0\d{1,3}(?:[ .\/-]?\d{2,3}){2,4}\b)`,
    // Numbers of help that are shorter: not when they count something.
    String.raw`(?<short>\b(?:112|101|103|106|107|108|110|1712|1733|1711|1813|1819|116000|116006|116111)\b(?![ \u00a0]?(?:€|%|euro|EUR|[.,]\d)))`,
  ].join('|'),
  'gi',
);

/** @returns text nodes and links, in order. */
export function linked(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    // What ends a sentence is not part of the address.
    const shown = match[0].replace(/[.,;:!?)\]\u2069]+$/, '');
    const href = addressOf(match.groups, shown);
    if (!href) continue;
    nodes.push(text.slice(from, match.index), link(href, shown));
    from = match.index + shown.length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((node) => node !== '');
}

function addressOf({ mail, url, site, phone, short }, shown) {
  if (mail) return `mailto:${shown}`;
  if (url) return shown;
  if (site) return `https://${shown}`;
  if (short) return `tel:${shown}`;
  const number = phone.replace(/\(0\)/, '').replace(/[^\d+]/g, '');
  const digits = number.replace(/\D/g, '').length;
  // Days such as 03/03/2026 have eight digits, Belgian numbers nine or ten.
  return digits >= 9 && digits <= 14 ? `tel:${number}` : null;
}

function link(href, text) {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.textContent = text;
  // Read from left to right in any text.
  anchor.dir = 'ltr';
  if (href.startsWith('http')) {
    anchor.target = '_blank';
    anchor.rel = 'noopener noreferrer';
  }
  return anchor;
}
