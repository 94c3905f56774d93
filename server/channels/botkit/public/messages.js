/** Messages on the screen: bubbles, choices, cards, and what became of what the person sent. */
import { cardButtons, cardSections } from './card.js';
import { config, t } from './config.js';
import { byId, icon, make } from './dom.js';
import { linked } from './links.js';
import { files, save, state } from './state.js';

/** How long choices stay quiet when no answer comes. */
const quietMs = 8_000;

/** @param does { choose(choice), locate(), attach(), again(entry) } */
export function createMessages(does) {
  const log = byId('log');
  const scroll = byId('scroll');
  const items = new Map();
  /** Reading begins here: nothing scrolls past it. */
  let anchor = null;
  let placed = 0;
  const topOf = (item) => item.offsetTop - scroll.offsetTop - 8;
  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  const place = (top) => {
    scroll.scrollTop = top;
    placed = scroll.scrollTop;
    byId('newer').hidden = atEnd();
  };

  const draw = (entry) => {
    const item = itemFor(entry, does);
    const before = items.get(entry.id);
    items.set(entry.id, item);
    if (before) before.replaceWith(item);
    else log.append(item);
    if (before && before === anchor) anchor = item;
    return item;
  };
  byId('newer').addEventListener('click', () => {
    place(scroll.scrollHeight);
    scroll.focus();
  });
  scroll.addEventListener('scroll', () => {
    if (atEnd()) byId('newer').hidden = true;
  });
  return {
    /** Draws everything, without announcing it. */
    all() {
      scroll.setAttribute('aria-live', 'off');
      items.clear();
      anchor = null;
      log.replaceChildren();
      state.entries.forEach(draw);
      place(scroll.scrollHeight);
      setTimeout(() => scroll.setAttribute('aria-live', 'polite'), 500);
    },
    /** Several messages are read from the first on: the person's own stays in sight, and nobody who scrolled is moved. */
    add(entry) {
      const mine = entry.from === 'me';
      const untouched = atEnd() || Math.abs(scroll.scrollTop - placed) < 4;
      const item = draw(entry);
      if (mine || !anchor || topOf(anchor) < scroll.scrollTop - 8) anchor = item;
      if (mine) place(scroll.scrollHeight);
      else if (untouched) place(Math.max(scroll.scrollTop, topOf(anchor)));
      else byId('newer').hidden = atEnd();
    },
    update: (entry) => {
      const focused = document.activeElement?.dataset.choice;
      const item = draw(entry);
      if (focused) item.querySelector(`[data-choice="${CSS.escape(focused)}"]`)?.focus();
    },
    /** An answer came: every choice can be tapped again. */
    wake() {
      for (const button of log.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
    },
  };
}

function itemFor(entry, does) {
  if (entry.from === 'note') return make('li', { class: 'note' }, entry.text);
  const classes = [entry.from, entry.card ? 'card' : '', entry.status === 'failed' ? 'failed' : ''];
  const author = make('span', { class: 'hush' }, `${t(entry.from === 'me' ? 'you' : entry.from)}: `);
  const item = make('li', { class: classes.join(' ').trim() }, author, bubble(entry));
  if (entry.card && entry.card.kind === 'desk') item.append(cardButtons(entry.card));
  if (entry.part && entry.part.type !== 'text') item.append(choices(entry, does));
  if (entry.wants) item.append(wish(entry.wants, does));
  item.append(meta(entry, does));
  return item;
}

function bubble(entry) {
  if (entry.card) return make('div', { class: 'bubble' }, ...cardSections(entry.card));
  const mine = entry.from === 'me';
  const set = { class: 'bubble', lang: mine ? null : entry.language, dir: mine ? 'auto' : entry.direction };
  const file = files.get(entry.id);
  if (file?.url) return make('div', set, make('img', { src: file.url, alt: entry.text }));
  return make('div', set, ...(mine ? [entry.text] : linked(entry.text)));
}

/** Buttons and list rows alike. Old ones still work: they only look answered. */
function choices(entry, does) {
  const rows = entry.part.buttons || entry.part.items;
  const group = make('div', {
    class: entry.chosen ? 'choices answered' : 'choices',
    role: 'group',
    lang: entry.language,
    dir: entry.direction,
    'aria-label': entry.part.button || t('choices'),
  });
  for (const row of rows) group.append(choiceButton(entry, row, does));
  return group;
}

function choiceButton(entry, row, does) {
  const isChosen = entry.chosen === row.id;
  const label = make('span', {}, make('b', {}, row.title));
  if (row.description) label.append(make('small', {}, row.description));
  const button = make(
    'button',
    { type: 'button', 'data-choice': row.id, class: isChosen ? 'chosen' : null },
    label,
  );
  if (isChosen) button.append(icon('check'), make('span', { class: 'hush' }, t('chosen')));
  button.addEventListener('click', () => {
    if (button.hasAttribute('aria-disabled')) return;
    entry.chosen = row.id;
    save();
    does.choose(entry, row);
    quieten(entry);
  });
  return button;
}

/** Until the answer comes: a second tap would ask twice. Not `disabled`: the focus would be lost. */
function quieten(entry) {
  const buttons = [...byId('log').querySelectorAll('.choices.answered button')].filter((button) =>
    button.parentElement.querySelector(`[data-choice="${CSS.escape(entry.chosen)}"]`),
  );
  for (const button of buttons) button.setAttribute('aria-disabled', 'true');
  setTimeout(() => {
    for (const button of buttons) button.removeAttribute('aria-disabled');
  }, quietMs);
}

function wish(wants, does) {
  const [name, act, key] =
    wants === 'location' ? ['place', does.locate, 'location'] : ['photo', does.attach, 'photo'];
  return make(
    'div',
    { class: 'choices' },
    make('button', { type: 'button', onclick: act }, icon(name), make('span', {}, t(key))),
  );
}

function meta(entry, does) {
  const line = make('span', { class: 'meta' }, timeOf(entry.at));
  if (entry.from === 'person') line.prepend(`${t('person')} · `);
  if (entry.from !== 'me') return line;
  const status = { sending: 'sending', received: 'received', failed: 'not-sent' }[entry.status];
  line.append(` · ${entry.reason ? t(entry.reason) : t(status)}`);
  if (entry.status === 'failed' && (!entry.file || files.has(entry.id)))
    line.append(make('button', { type: 'button', onclick: () => does.again(entry) }, t('try-again')));
  return line;
}

function timeOf(at) {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  const form = { hour: '2-digit', minute: '2-digit', ...(isToday ? {} : { day: 'numeric', month: 'short' }) };
  try {
    return new Intl.DateTimeFormat(config.language, form).format(date);
  } catch {
    return date.toLocaleTimeString();
  }
}
