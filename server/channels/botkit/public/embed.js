/**
 * Passerelle on another site: <script src="https://…/chat/embed.js" data-language="fr" data-position="right" data-private async></script>
 * A round button opens the chat in a frame. No globals, no cookies, no inline code: the site's CSP needs this origin in
 * script-src and frame-src. Styles are set one by one, which every CSP allows.
 */

{
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const { language, position, private: isPrivate } = script.dataset;
  const labels = '{{labels}}';
  const [openLabel, direction] = labels[language] ||
    labels[document.documentElement.lang.slice(0, 2)] ||
    Object.values(labels)[0] || ['Chat', 'ltr'];
  const side = position === 'left' ? 'left' : 'right';
  const narrow = window.matchMedia('(max-width: 40rem), (max-height: 30rem)');

  const style = (element, styles) => {
    for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value);
    return element;
  };
  const make = (tag, attributes) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  const host = style(make('div', {}), { all: 'initial' });
  const root = host.attachShadow({ mode: 'open' });
  const button = style(
    make('button', {
      type: 'button',
      'aria-label': openLabel,
      title: openLabel,
      'aria-expanded': 'false',
      dir: direction,
    }),
    {
      position: 'fixed',
      bottom: '20px',
      [side]: '20px',
      width: '60px',
      height: '60px',
      padding: '0',
      border: '2px solid #fff',
      'border-radius': '50%',
      background: '#0f655c',
      color: '#fff',
      cursor: 'pointer',
      'box-shadow': '0 2px 10px rgba(0,0,0,.3)',
      'z-index': '2147483000',
    },
  );
  button.append(drawing());
  root.append(button);

  let panel = null;
  let frame = null;

  function drawing() {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    for (const [name, value] of [
      ['viewBox', '0 0 24 24'],
      ['width', '30'],
      ['height', '30'],
      ['aria-hidden', 'true'],
    ])
      svg.setAttribute(name, value);
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', 'M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5');
    for (const [name, value] of [
      ['fill', 'none'],
      ['stroke', 'currentColor'],
      ['stroke-width', '1.8'],
      ['stroke-linejoin', 'round'],
    ])
      path.setAttribute(name, value);
    svg.append(path);
    style(svg, { display: 'block', margin: 'auto' });
    return svg;
  }

  /** The frame is made when it is first wanted: until then the site loads this file and nothing else. */
  function build() {
    const address = new URL('/', origin);
    address.searchParams.set('embedded', '1');
    if (language) address.searchParams.set('language', language);
    if (isPrivate !== undefined) address.searchParams.set('private', '1');
    frame = make('iframe', {
      src: address.href,
      title: openLabel,
      // Its own origin, for its storage; popups for links and phone numbers, modals for printing.
      sandbox:
        'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals',
      allow: 'geolocation; microphone; clipboard-write; screen-wake-lock',
      referrerpolicy: 'no-referrer',
    });
    style(frame, { border: '0', width: '100%', height: '100%', display: 'block' });
    panel = make('div', { role: 'dialog', 'aria-modal': 'true', 'aria-label': openLabel });
    panel.append(guard('last'), frame, guard('first'));
    root.append(panel);
  }

  /** Tabbing past the end of the chat leads back to its beginning, and the other way round. */
  function guard(at) {
    const element = make('span', { tabindex: '0', 'aria-hidden': 'true' });
    style(element, { position: 'absolute', width: '1px', height: '1px' });
    element.addEventListener('focus', () => {
      frame.focus();
      frame.contentWindow.postMessage({ passerelle: 'focus', at }, origin);
    });
    return element;
  }

  function place() {
    if (!panel) return;
    const full = narrow.matches;
    style(panel, {
      position: 'fixed',
      'z-index': '2147483001',
      background: '#f6f1e9',
      overflow: 'hidden',
      left: full ? '0' : side === 'left' ? '20px' : 'auto',
      right: full ? '0' : side === 'right' ? '20px' : 'auto',
      top: full ? '0' : 'auto',
      bottom: full ? '0' : '20px',
      width: full ? '100%' : '400px',
      height: full ? '100%' : 'min(680px, calc(100vh - 40px))',
      'border-radius': full ? '0' : '16px',
      'box-shadow': '0 8px 40px rgba(0,0,0,.35)',
    });
  }

  function open() {
    if (!panel) build();
    place();
    panel.style.setProperty('display', 'block');
    button.setAttribute('aria-expanded', 'true');
    button.style.setProperty('visibility', 'hidden');
    frame.focus();
  }

  function close() {
    if (!panel) return;
    panel.style.setProperty('display', 'none');
    button.setAttribute('aria-expanded', 'false');
    button.style.setProperty('visibility', 'visible');
    button.focus();
  }

  button.addEventListener('click', open);
  narrow.addEventListener('change', place);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && button.getAttribute('aria-expanded') === 'true') close();
  });
  window.addEventListener('message', ({ data, origin: from, source }) => {
    if (from !== origin || !frame || source !== frame.contentWindow || !data) return;
    if (data.passerelle === 'close') close();
    if (data.passerelle === 'leave') window.location.replace('{{quitUrl}}');
  });
  const attach = () => document.body.append(host);
  if (document.body) attach();
  else document.addEventListener('DOMContentLoaded', attach);
}
