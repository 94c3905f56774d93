/** The web chat: choose a language, then talk. */
import { prepareCard } from './card.js';
import { locate, prepareComposer } from './composer.js';
import { config, directionOf, isLive, loadConfig, t } from './config.js';
import { byId, make, open, shut, uuid } from './dom.js';
import { Line } from './line.js';
import { createMessages } from './messages.js';
import {
  embedded,
  files,
  forget,
  isPrivate,
  load,
  onOtherTab,
  save,
  state,
  wantedFlow,
  wantedLanguage,
} from './state.js';

const tell = (what) => window.parent.postMessage({ passerelle: what }, '*');

const messages = createMessages({
  choose(entry, row) {
    messages.update(entry);
    say({ text: row.title }, { type: 'choice', choice: row.id, title: row.title.slice(0, 200) });
  },
  locate: () => locate((location) => say({ text: t('location-sent') }, { type: 'message', location }), note),
  attach: () => byId('file').click(),
  again(entry) {
    Object.assign(entry, { status: 'sending', reason: null, frame: entry.sent });
    save();
    messages.update(entry);
    line.nudge();
  },
});

const line = new Line({ onState: showState, onFrame: take, onRefused: refused });

/** Shown at once, sent as soon as the line allows: also after a reload. */
function say(shown, frame, file) {
  const id = uuid();
  if (file) files.set(id, file);
  const sent = { ...frame, id };
  const entry = {
    id,
    from: 'me',
    at: new Date().toISOString(),
    status: 'sending',
    frame: sent,
    sent,
    ...shown,
  };
  state.entries.push(entry);
  save();
  if (document.body.dataset.screen === 'chat') messages.add(entry);
  line.nudge();
}

function sayFile(blob, kind) {
  const media = [uuid()];
  const url = kind === 'photo' ? URL.createObjectURL(blob) : null;
  say({ text: t(`${kind}-sent`), file: kind }, { type: 'message', text: '', media }, { blob, url });
}

function note(text) {
  messages.add({ id: uuid(), from: 'note', text, at: new Date().toISOString() });
}

function refused(entry, code) {
  entry.reason = ['too-large', 'kind-not-kept'].includes(code) ? code : null;
  save();
  messages.update(entry);
}

function take(frame) {
  if (frame.type === 'message') return takeMessage(frame);
  if (frame.type === 'typing') return showTyping();
  if (frame.type === 'gone') return takeGone();
  if (frame.type !== 'received') return;
  if (frame.epoch !== null) takeEpoch(frame.epoch);
  save();
  if (frame.entry) messages.update(frame.entry);
}

/** Another epoch: the server knows us anew and counts for itself. */
function takeEpoch(epoch) {
  if (state.epoch !== epoch) state.after = 0;
  state.epoch = epoch;
}

async function takeMessage(frame) {
  takeEpoch(frame.epoch);
  if (frame.sequence <= state.after) return;
  state.after = frame.sequence;
  const { id, at, language, direction, part, card, wants } = frame;
  const entry = { id, from: frame.author, at, language, direction, text: part.text, part, card, wants };
  state.entries.push(entry);
  save();
  byId('typing').textContent = '';
  messages.wake();
  messages.add(entry);
  line.seen(frame.sequence);
  if (frame.last) return leaveNothing();
  if (frame.author === 'bot' && language !== config.language && isLive(language)) await speak(language);
}

/** The goodbye stays on the screen until the page is closed; on the device nothing stays. */
function leaveNothing() {
  line.stop();
  forget();
  state.language = config.language;
  note(t('deleted'));
  showState('');
}

/** Erased at the server: here as well. What was not sent yet is said anew. */
function takeGone() {
  const { token, language } = state;
  const unsaid = state.entries.filter((entry) => entry.frame);
  forget();
  if (unsaid.length > 0) {
    Object.assign(state, { token, language, entries: unsaid });
    save();
    return messages.all();
  }
  line.stop();
  showLanguages(t('deleted'));
}

let typing = 0;
function showTyping() {
  byId('typing').textContent = t('typing');
  clearTimeout(typing);
  typing = setTimeout(() => {
    byId('typing').textContent = '';
  }, 10_000);
}

let lineState = '';
function showState(name) {
  lineState = name;
  byId('state').textContent = name ? t(name) : '';
  byId('state').className = name === 'offline' ? 'bad' : '';
}

async function speak(language) {
  await loadConfig(language);
  state.language = config.language;
  save();
  showState(lineState);
  drawLanguages();
  messages.all();
}

function drawLanguages() {
  const first = wantedLanguage || config.language;
  const sorted = [...config.languages].sort((a, b) => (b.code === first) - (a.code === first));
  byId('languages').replaceChildren(
    ...sorted.map(({ code, name, direction, continue: words }) =>
      make(
        'li',
        {},
        make(
          'button',
          { type: 'button', lang: code, dir: direction, onclick: () => chooseLanguage(code, name) },
          make('b', {}, name),
          make('small', {}, words),
        ),
      ),
    ),
  );
}

function showLanguages(words = '') {
  document.body.dataset.screen = 'choose';
  messages.all();
  byId('notice').textContent = words;
  byId('kept').hidden = !isPrivate;
  showState('');
  byId('choose-title').focus();
}

async function chooseLanguage(code, name) {
  await loadConfig(code);
  state.language = code;
  drawLanguages();
  showChat();
  say({ text: name }, { type: 'choice', choice: `language:${code}`, title: name });
  if (wantedFlow && state.entries.length === 1) say({ text: '→' }, { type: 'start', flow: wantedFlow });
  byId('text').focus({ preventScroll: true });
}

function showChat() {
  document.body.dataset.screen = 'chat';
  byId('text').dir = directionOf(config.language) === 'rtl' ? 'rtl' : 'auto';
  messages.all();
  if (state.entries.length === 0) byId('text').focus();
}

/** At once and without a trace: for whoever must not be seen here. */
function leave() {
  document.body.hidden = true;
  line.stop();
  forget();
  if (embedded) {
    tell('leave');
    setTimeout(() => location.replace('about:blank'), 500);
  }
  // Takes the place of this page in the history.
  else location.replace(config.quitUrl);
}

function prepareMenu() {
  byId('open-menu').addEventListener('click', () => {
    const inChat = document.body.dataset.screen === 'chat';
    for (const id of ['change-language', 'again', 'forget']) byId(id).hidden = !inChat;
    open(byId('menu'));
  });
  const closing = (id, act) =>
    byId(id).addEventListener('click', () => {
      shut(byId('menu'));
      act();
    });
  closing('change-language', () => showLanguages());
  closing('again', () => say({ text: t('start-again') }, { type: 'start' }));
  closing('forget', () => open(byId('ask-forget')));
  closing('leave-too', leave);
  byId('leave').addEventListener('click', leave);
  byId('forget-yes').addEventListener('click', () => {
    shut(byId('ask-forget'));
    line.stop();
    forget();
    showLanguages(t('forgotten'));
  });
  for (const button of document.querySelectorAll('[data-close]'))
    button.addEventListener('click', () => shut(button.closest('dialog')));
}

/** Inside another site: Escape and the cross close the frame, the site moves the focus. */
function prepareEmbedding() {
  if (!embedded) return;
  byId('shut').hidden = false;
  byId('shut').addEventListener('click', () => tell('close'));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !document.querySelector('dialog[open]')) tell('close');
  });
  window.addEventListener('message', ({ data, source }) => {
    if (source !== window.parent || !data || data.passerelle !== 'focus') return;
    const places = [...document.querySelectorAll('button, a[href], input, textarea, [tabindex="0"]')].filter(
      (element) => element.offsetParent !== null,
    );
    const place = data.at === 'last' ? places[places.length - 1] : places[0];
    if (place) place.focus();
  });
}

/** A file that was not sent before a reload is not here any more. */
function failLostFiles() {
  for (const entry of state.entries) {
    if (!entry.frame || !entry.file) continue;
    delete entry.frame;
    entry.status = 'failed';
  }
}

async function begin() {
  load();
  failLostFiles();
  prepareMenu();
  prepareEmbedding();
  prepareCard();
  await loadConfig(state.language || wantedLanguage);
  prepareComposer({ write: (text) => say({ text }, { type: 'message', text }), file: sayFile, failed: note });
  drawLanguages();
  if (state.token || state.entries.length > 0) showChat();
  else showLanguages();
  line.start();
  onOtherTab(() => (state.entries.length > 0 ? messages.all() : showLanguages(t('forgotten'))));
}

begin();
