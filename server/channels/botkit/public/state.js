/**
 * What this device remembers: the secret that opens the conversation, and its last messages, so that they can be read
 * without a connection. In localStorage; with `private` only until the tab is closed; else in memory.
 */
const name = 'passerelle';
const mostEntries = 200;
/** As long as the server keeps a conversation. */
const mostAge = 30 * 86_400_000;

const options = new URLSearchParams(location.search);
export const embedded = options.has('embedded') && window.parent !== window;
export const isPrivate = options.has('private');
export const wantedLanguage = options.get('language');
export const wantedFlow = options.get('flow');

const fresh = () => ({ token: null, epoch: null, after: 0, language: null, entries: [] });

/**
 * One object for the whole page. An entry is what is shown as one message:
 * { id, from: 'me'|'bot'|'person'|'note', text, language, direction, at, … } and, until it is received, the frame to send.
 */
export const state = fresh();

/** Files on their way, by entry: { blob, url }. Only in memory. */
export const files = new Map();

const store = findStore();

function findStore() {
  try {
    const found = isPrivate ? sessionStorage : localStorage;
    found.getItem(name);
    return found;
  } catch {
    // Blocked inside another site's frame: the conversation lasts as long as the page.
    return null;
  }
}

export function load() {
  try {
    const kept = JSON.parse(store.getItem(name));
    if (kept && Date.now() - kept.savedAt < mostAge) Object.assign(state, fresh(), kept);
  } catch {
    // Nothing, or nothing that can be read.
  }
}

export function save() {
  // The oldest go first, but nothing that still has to be sent.
  while (state.entries.length > mostEntries && !state.entries[0].frame) state.entries.shift();
  try {
    if (store) store.setItem(name, JSON.stringify({ ...state, savedAt: Date.now() }));
  } catch {
    // Full or forbidden: the page goes on without.
  }
}

/** Nothing stays on this device. */
export function forget() {
  files.clear();
  Object.assign(state, fresh());
  try {
    if (store) store.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}

/** @param {() => void} changed called when another tab has gone on with the conversation, or forgotten it. */
export function onOtherTab(changed) {
  window.addEventListener('storage', (event) => {
    if (event.storageArea !== store || (event.key !== name && event.key !== null)) return;
    Object.assign(state, fresh());
    load();
    changed();
  });
}
