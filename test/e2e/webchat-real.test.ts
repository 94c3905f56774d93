import pino from 'pino';
import { readConfig } from '../../server/config';
import { start } from '../../server/main';
import { launch, picture, visit, desk, phone, findings } from './webchat-browser';
jest.setTimeout(120000);
test('real', async () => {
  const config = readConfig({ PORT: '0', DATABASE_URL: `sqlite:/tmp/webchat-real-${Date.now()}.db`, DATA_KEY: Buffer.alloc(32, 7).toString('base64'), LOG_LEVEL: 'warn' });
  const running = await start(config, pino({ level: 'warn' }, pino.destination(2)));
  const browser = await launch();
  const url = `http://127.0.0.1:${running.port}/`;
  const { page } = await visit(browser, url, { viewport: phone });
  page.on('pageerror', (e) => process.stderr.write(`E ${e.message}\n`));
  const say = async (words: string, name: string) => {
    await page.locator('#text').fill(words);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(1500);
    await picture(page, name);
  };
  await page.getByRole('button', { name: 'Français' }).click();
  await page.waitForTimeout(3000);
  await picture(page, 'real-1');
  await say('1080', 'real-2');
  await say('carte pour le cpas', 'real-3');
  await say("j'ai reçu une lettre de refus du cpas le 3 mars", 'real-4');
  await say('demander aide cpas', 'real-5');
  process.stderr.write(await page.locator('#log').innerText());
  process.stderr.write(JSON.stringify(await findings(page)));
  await page.setViewportSize(desk);
  await picture(page, 'real-desk');
  await say('effacer mes données', 'real-6');
  const yes = page.locator('[data-choice="erase:yes"]').last();
  if (await yes.count()) { await yes.click(); await page.waitForTimeout(2500); await picture(page, 'real-7'); }
  process.stderr.write(JSON.stringify(await page.evaluate('localStorage.passerelle || "nothing kept"')));
  await browser.close();
  await running.stop();
});
