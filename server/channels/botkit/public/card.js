/** The card for a desk: shown large, copied, printed. */
import { t } from './config.js';
import { byId, icon, make, open } from './dom.js';
import { linked } from './links.js';

/** @returns the sections of a card, each in its own language and direction. */
export function cardSections(card) {
  return card.sections.map(({ language, direction, lines }) =>
    make(
      'div',
      { class: 'section', lang: language, dir: direction },
      ...lines.map((line) => make('p', {}, ...linked(line))),
    ),
  );
}

export function cardButtons(card) {
  const copy = make(
    'button',
    { type: 'button', onclick: () => copyText(card, copy) },
    icon('copy'),
    t('card-copy'),
  );
  return make(
    'div',
    { class: 'row' },
    make(
      'button',
      { type: 'button', class: 'main', onclick: () => showCard(card) },
      icon('card'),
      t('card-show'),
    ),
    copy,
    make('button', { type: 'button', onclick: () => printCard(card) }, icon('print'), t('card-print')),
  );
}

let awake = null;

function showCard(card) {
  byId('card-text').replaceChildren(...cardSections(card));
  open(byId('card'));
  byId('card-text').scrollTop = 0;
  // The screen stays on while it is shown, where the browser can.
  if (navigator.wakeLock)
    navigator.wakeLock.request('screen').then(
      (lock) => {
        awake = lock;
      },
      () => {},
    );
}

function printCard(card) {
  showCard(card);
  window.print();
}

export function prepareCard() {
  byId('card-print').addEventListener('click', () => window.print());
  byId('card').addEventListener('close', () => {
    if (awake) awake.release().catch(() => {});
    awake = null;
  });
}

async function copyText(card, button) {
  const text = card.sections.map((section) => section.lines.join('\n')).join('\n\n');
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyTheOldWay(text);
  }
  button.lastChild.textContent = t('card-copied');
  setTimeout(() => {
    button.lastChild.textContent = t('card-copy');
  }, 3000);
}

function copyTheOldWay(text) {
  const area = make('textarea', { class: 'hush' });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
