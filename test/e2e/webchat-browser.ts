/** The system's Chromium for the tests of the web chat, and what they look at. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
export const hasChromium = existsSync(executablePath);
/** Where pictures go, when wanted. */
const pictures = process.env['WEBCHAT_SCREENSHOTS'];

export const phone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 800 };

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      // A microphone that beeps.
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  });

/** What pages complained of: errors, and what their Content Security Policy stopped. */
export const problems: string[] = [];

/** A fresh visitor. */
export async function visit(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: phone, locale: 'fr-BE', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|TypeError/.test(message.text()))
      problems.push(message.text());
  });
  await page.goto(url);
  return { context, page };
}

export async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

export const bubbles = (page: Page | import('playwright-core').FrameLocator): Locator =>
  page.locator('#log .bubble');

/** Waits until the last bubbles hold exactly these words. */
export async function until(check: () => Promise<boolean>, what: string, ms = 8_000): Promise<void> {
  const end = Date.now() + ms;
  for (;;) {
    if (await check()) return;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Axe's findings, in words. */
export async function findings(page: Page): Promise<string[]> {
  // Run as a debugger would: the page's own CSP does not allow it.
  const source = require('node:fs').readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(`${source};0`);
  const violations = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))`,
  )) as string[];
  return violations;
}
