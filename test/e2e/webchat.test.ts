/** The web chat as a person uses it, in the system's Chromium. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { type FakeServer, startFakeServer, text } from '../server/channels/botkit/fake-server';
import { demoBot } from './webchat-bot';
import {
  bubbles,
  desk,
  findings,
  hasChromium,
  launch,
  phone,
  picture,
  problems,
  until,
  visit,
} from './webchat-browser';

jest.setTimeout(60_000);
// Said aloud: a run without Chromium has shown nothing of the page.
if (!hasChromium) process.stderr.write('SKIPPED web chat in a browser: /usr/bin/chromium is missing\n');
const suite = hasChromium ? describe : describe.skip;

suite('web chat', () => {
  let browser: Browser;
  let server: FakeServer;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    server = await startFakeServer({ bot: demoBot, delayMs: 50, quitUrl: 'about:blank' });
  });
  afterEach(async () => {
    await server.close();
    expect(problems.splice(0)).toEqual([]);
  });

  const lastSays = (page: Parameters<typeof bubbles>[0], words: string) =>
    until(async () => (await bubbles(page).last().textContent())?.includes(words) ?? false, words);

  test('language, question, tap: French on a phone', async () => {
    const { page } = await visit(browser, server.url);
    await page.getByRole('button', { name: 'العربية' }).waitFor();
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('Choisissez votre langue');
    expect(await page.locator('#languages button').first().textContent()).toContain('Français');
    await picture(page, 'phone-fr-languages');
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Français' }).click();
    await lastSays(page, 'code postal');
    expect(await page.getByRole('button', { name: 'Partager ma position' }).count()).toBe(1);
    await picture(page, 'phone-fr-welcome');
    await page.locator('#text').fill('1080');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Demander une aide au CPAS' }).waitFor();
    await picture(page, 'phone-fr-list');
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Demander une aide au CPAS' }).click();
    await lastSays(page, 'accusé de réception');
    expect(await page.locator('a[href="tel:025088585"]').count()).toBe(1);
    expect(await page.locator('a[href="tel:112"]').count()).toBe(1);
    expect(await page.locator('a[href^="tel:03"]').count()).toBe(0);
    expect(await page.locator('a[href="https://mi-is.be"]').count()).toBe(1);
    expect(await page.locator('.card .section').evaluateAll((all) => all.map((one) => one.lang))).toEqual([
      'fr',
      'nl',
    ]);
    await picture(page, 'phone-fr-card');
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Montrer en grand' }).click();
    await picture(page, 'phone-fr-card-large');
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });

  test('old choices stay usable, and show that they were answered', async () => {
    const { page } = await visit(browser, server.url);
    await page.getByRole('button', { name: 'Français' }).click();
    await page.locator('#text').fill('menu');
    await page.keyboard.press('Enter');
    const choice = page.locator('[data-choice="topic:1"]');
    await choice.dblclick();
    await lastSays(page, 'accusé de réception');
    const taps = () =>
      server.events.filter(({ body }) => body.type === 'choice' && body.id === 'topic:1').length;
    expect(taps()).toBe(1);
    expect(await choice.getAttribute('class')).toBe('chosen');
    await choice.click();
    await until(async () => taps() === 2, 'second tap');
    await page.context().close();
  });

  test('by keyboard alone', async () => {
    const { page } = await visit(browser, server.url);
    await page.getByRole('button', { name: 'Français' }).waitFor();
    for (let key = 0; key < 4; key++) await page.keyboard.press('Tab');
    const name = () => page.evaluate('document.activeElement.textContent') as Promise<string>;
    for (let key = 0; key < 8 && !(await name()).startsWith('Nederlands'); key++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until(async () => (await bubbles(page).count()) >= 2, 'greeting');
    expect(await page.evaluate('document.activeElement.id')).toBe('text');
    await page.keyboard.type('hallo');
    await page.keyboard.press('Enter');
    await page.locator('[data-choice="topic:0"]').waitFor();
    const focused = () =>
      page.evaluate('document.activeElement.dataset.choice') as Promise<string | undefined>;
    for (let key = 0; key < 12 && (await focused()) !== 'topic:1'; key++)
      await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await lastSays(page, 'ontvangstbewijs');
    expect(await focused()).toBe('topic:1');
    await page.keyboard.press('Escape');
    await page.context().close();
  });

  test('Arabic: from right to left, also on a desk', async () => {
    const { page } = await visit(browser, server.url);
    await page.getByRole('button', { name: 'العربية' }).click();
    await lastSays(page, 'بلدية');
    expect(await page.evaluate('[document.dir, document.documentElement.lang].join()')).toBe('rtl,ar');
    await page.locator('#text').fill('مرحبا');
    await page.keyboard.press('Enter');
    await page.locator('[data-choice="topic:1"]').waitFor();
    await picture(page, 'phone-ar-list');
    await page.locator('[data-choice="topic:1"]').click();
    await lastSays(page, 'accusé');
    await picture(page, 'phone-ar-card');
    expect(await findings(page)).toEqual([]);
    await page.setViewportSize(desk);
    await picture(page, 'desk-ar-card');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'desk-ar-dark');
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });

  test('the conversation survives a reload, and the connection may go away: nothing is lost, nothing doubled', async () => {
    const { page, context } = await visit(browser, server.url);
    await page.getByRole('button', { name: 'Français' }).click();
    await lastSays(page, 'code postal');
    await page.reload();
    await lastSays(page, 'code postal');
    expect(await bubbles(page).count()).toBe(3);
    await context.setOffline(true);
    await server.goAway();
    await until(
      async () => (await page.locator('#state').textContent()) === 'Pas de connexion. Nous réessayons.',
      'offline',
    );
    for (const words of ['echo un', 'echo deux']) {
      await page.locator('#text').fill(words);
      await page.keyboard.press('Enter');
    }
    await picture(page, 'phone-fr-offline');
    const address = server.contacts[0]?.address ?? '';
    await server.say(address, text('pendant votre absence'));
    await server.back();
    await context.setOffline(false);
    await lastSays(page, 'echo deux');
    await until(async () => (await bubbles(page).count()) === 8, 'all bubbles');
    const shown = await bubbles(page).allTextContents();
    expect(shown.slice(3).sort()).toEqual([
      'echo deux',
      'echo deux',
      'echo un',
      'echo un',
      'pendant votre absence',
    ]);
    expect(
      server.events.map(({ body }) => (body.type === 'message' ? body.text : '')).filter(Boolean),
    ).toEqual(['echo un', 'echo deux']);
    expect(await page.locator('#log li.me .meta').allTextContents()).toEqual(
      Array(3).fill(expect.stringContaining('Reçu')),
    );
    await page.context().close();
  });

  test('without websockets', async () => {
    server.refuseSockets(true);
    const { page } = await visit(browser, server.url);
    await page.getByRole('button', { name: 'English' }).click();
    await until(async () => (await bubbles(page).count()) >= 3, 'greeting by polling', 15_000);
    await page.locator('#text').fill('echo polled');
    await page.keyboard.press('Enter');
    await until(
      async () => (await bubbles(page).allTextContents()).filter((one) => one === 'echo polled').length === 2,
      'reply',
    );
    await server.say(server.contacts[0]?.address ?? '', {
      ...text('from a person'),
      author: { type: 'staff', staffId: 's', reviewed: true },
    });
    await lastSays(page, 'from a person');
    expect(await page.locator('#log li.person .meta').textContent()).toContain('A person from the team');
    await page.context().close();
  });

  test('a photo is made smaller, sent and kept', async () => {
    const { page } = await visit(browser, server.url);
    await page.getByRole('button', { name: 'Français' }).click();
    await lastSays(page, 'code postal');
    const png = (await page.evaluate(
      "(() => { const canvas = document.createElement('canvas'); canvas.width = 3000; canvas.height = 1500; return canvas.toDataURL('image/png'); })()",
    )) as string;
    const buffer = Buffer.from(png.split(',')[1] ?? '', 'base64');
    await page.setInputFiles('#file', { name: 'letter.png', mimeType: 'image/png', buffer });
    await until(async () => server.media.length === 1 && server.media[0]?.bytes !== null, 'photo kept');
    expect(Buffer.from(server.media[0]?.bytes ?? []).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    await lastSays(page, '📷');
    await picture(page, 'phone-fr-photo');
    await page.setInputFiles('#file', {
      name: 'x.zip',
      mimeType: 'application/zip',
      buffer: Buffer.from('PK..'),
    });
    await page.getByText('Ce type de fichier ne peut pas être envoyé').waitFor();
    await page.context().close();
  });

  test('a voice note, and a location when it is asked for', async () => {
    const { page } = await visit(browser, server.url, {
      permissions: ['microphone', 'geolocation'],
      geolocation: { latitude: 50.854321, longitude: 4.332109 },
    });
    await page.getByRole('button', { name: 'Français' }).click();
    await page.getByRole('button', { name: 'Partager ma position' }).click();
    const places = () =>
      server.events.flatMap(({ body }) => (body.type === 'message' && body.location) || []);
    await until(async () => places().length === 1, 'location');
    // A hundred metres are enough to know the municipality.
    expect(places()).toEqual([{ latitude: 50.854, longitude: 4.332 }]);
    await page.getByRole('button', { name: 'Enregistrer un message vocal' }).click();
    await page.getByText('Enregistrement…').waitFor();
    await page.waitForTimeout(1200);
    await picture(page, 'phone-fr-recording');
    expect(await findings(page)).toEqual([]);
    await page.locator('#voice-stop').click();
    await until(async () => server.media.length === 1 && server.media[0]?.bytes !== null, 'voice note kept');
    expect(server.media[0]?.row.source).toMatchObject({ contentType: 'audio/webm', kind: 'audio' });
    await page.context().close();
  });

  test('forget me, leave quickly, erased at the server', async () => {
    const { page } = await visit(browser, server.url);
    const stored = () => page.evaluate('JSON.stringify(localStorage) + JSON.stringify(sessionStorage)');
    const begin = async () => {
      await page.getByRole('button', { name: 'Français' }).click();
      await lastSays(page, 'code postal');
    };
    await begin();
    expect(await stored()).toContain('token');
    await page.getByRole('button', { name: 'Menu' }).click();
    await picture(page, 'phone-fr-menu');
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'M’oublier sur cet appareil' }).click();
    await page.getByRole('button', { name: 'Oui, effacer ici' }).click();
    await page.getByText('Plus rien n’est gardé sur cet appareil.').waitFor();
    expect(await stored()).not.toContain('token');
    await begin();
    const contact = server.contacts.at(-1);
    Object.assign(contact ?? {}, { erasing: true });
    await server.say(contact?.address ?? '', text('Au revoir'));
    await page.getByText('Vos données sont effacées').waitFor();
    expect(await stored()).not.toContain('token');
    await page.reload();
    await begin();
    server.erase(server.contacts.at(-1)?.address ?? '');
    await page.reload();
    await page.getByText('Vos données sont effacées').waitFor();
    await begin();
    await page.getByRole('button', { name: 'Quitter vite' }).click();
    await page.waitForURL('about:blank');
    await page.goto(server.url);
    expect(await stored()).not.toContain('token');
    await page.context().close();
  });

  test('large letters, narrow screen: nothing is cut off', async () => {
    const { page } = await visit(browser, server.url, { viewport: { width: 320, height: 640 } });
    await page.getByRole('button', { name: 'Français' }).click();
    await lastSays(page, 'code postal');
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await picture(page, 'narrow-fr-large-letters');
    await page.context().close();
  });

  test('on a desk', async () => {
    const { page } = await visit(browser, server.url, { viewport: desk });
    await page.getByRole('button', { name: 'Français' }).waitFor();
    await picture(page, 'desk-fr-languages');
    await page.getByRole('button', { name: 'Français' }).click();
    await page.locator('#text').fill('menu');
    await page.keyboard.press('Enter');
    await page.locator('[data-choice="topic:1"]').click();
    await lastSays(page, 'accusé');
    await picture(page, 'desk-fr-card');
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });

  describe('in another site', () => {
    let site: Server;
    let siteUrl: string;
    beforeEach(async () => {
      site = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html');
        response.setHeader(
          'content-security-policy',
          `default-src 'none'; script-src ${server.url}; frame-src ${server.url}`,
        );
        response.end(`<!doctype html><html lang="nl"><title>Stad</title><h1>Stad</h1><a href="#x" id="before">link</a>
          <script src="${server.url}/chat/embed.js" data-language="nl" data-position="right" data-private async></script></html>`);
      });
      await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
      siteUrl = `http://localhost:${(site.address() as AddressInfo).port}/`;
    });
    afterEach(() => {
      site.close();
      site.closeAllConnections();
    });

    test.each([
      ['desk', desk],
      ['phone', phone],
    ])('one script tag, on a %s', async (name, viewport) => {
      const { page } = await visit(browser, siteUrl, { viewport });
      const globals = await page.evaluate(
        'Object.keys(window).filter((key) => /passerelle|embed|panel/i.test(key))',
      );
      expect(globals).toEqual([]);
      const button = page.getByRole('button', { name: 'Een vraag stellen: Passerelle' });
      await button.waitFor();
      expect(page.frames()).toHaveLength(1);
      await picture(page, `embedded-${name}-button`);
      await button.focus();
      await page.keyboard.press('Enter');
      const chat = page.frameLocator('iframe');
      await chat.getByRole('button', { name: 'Nederlands' }).click();
      await lastSays(chat, 'code postal');
      await picture(page, `embedded-${name}-open`);
      const frame = page.frames()[1];
      // Private: gone with the tab; and this browser lets a frame of another site keep nothing at all.
      const kept = '(() => { try { return localStorage.length; } catch { return 0; } })()';
      expect(await frame?.evaluate(kept)).toBe(0);
      // The focus stays inside.
      for (let key = 0; key < 25; key++) {
        await page.keyboard.press('Tab');
        expect(await page.evaluate('document.activeElement.id')).not.toBe('before');
      }
      await page.keyboard.press('Escape');
      await until(
        async () => page.evaluate('document.activeElement.shadowRoot?.activeElement?.tagName === "BUTTON"'),
        'focus back',
      );
      expect(await chat.locator('body').isVisible()).toBe(false);
      expect(await page.context().cookies()).toEqual([]);
      await button.click();
      await chat.getByRole('button', { name: 'Snel weg' }).click();
      await page.waitForURL('about:blank');
      await page.context().close();
    });
  });
});
