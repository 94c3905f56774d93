/** Languages and the page's own words, from the server: only those of the language in use. */
import { byId } from './dom.js';

export let config = {
  languages: [],
  language: 'fr',
  direction: 'ltr',
  texts: {},
  limits: {},
  quitUrl: 'about:blank',
};

/** @returns the page's text in the person's language. */
export const t = (key) => config.texts[key] || '';

export const directionOf = (code) => {
  const found = config.languages.find((language) => language.code === code);
  return found ? found.direction : 'auto';
};
export const isLive = (code) => config.languages.some((language) => language.code === code);

/** @param {string | null} language null: what the browser asks for. Tries until the network lets it. */
export async function loadConfig(language) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15_000)) {
    try {
      const asked = language ? `?language=${encodeURIComponent(language)}` : '';
      const response = await fetch(`/chat/config${asked}`, { credentials: 'omit' });
      if (response.ok) {
        config = await response.json();
        return applyTexts();
      }
    } catch {
      // No connection yet.
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

function applyTexts() {
  const root = document.documentElement;
  root.lang = config.language;
  root.dir = config.direction;
  document.title = t('title') || 'Passerelle';
  byId('title').textContent = t('title') || 'Passerelle';
  const each = (attribute, set) => {
    for (const element of document.querySelectorAll(`[data-${attribute}]`))
      set(element, t(element.dataset[attribute]));
  };
  each('text', (element, text) => {
    element.textContent = text;
  });
  each('label', (element, text) => {
    element.setAttribute('aria-label', text);
    element.title = text;
  });
  each('name', (element, text) => element.setAttribute('aria-label', text));
  each('title', (element, text) => {
    element.title = text;
  });
  each('placeholder', (element, text) => {
    element.placeholder = text;
  });
}
