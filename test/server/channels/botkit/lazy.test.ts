/** Who runs WhatsApp only does not pay for Botkit: more than a second and 88 MB. */
import { Server } from 'node:net';
import { startFakeServer } from './fake-server';
import { newVisitor } from './page-client';

let loaded = 0;
jest.mock('botkit', () => {
  loaded += 1;
  return jest.requireActual('botkit');
});

test('Botkit is loaded by the first message, not by the channel, its page or a socket; and opens no port', async () => {
  const server = await startFakeServer();
  expect(await (await fetch(server.url)).text()).toContain('<main>');
  const { page } = await newVisitor(server);
  expect(loaded).toBe(0);
  const listen = jest.spyOn(Server.prototype, 'listen');
  await page.say('hello');
  expect(loaded).toBe(1);
  expect(listen).not.toHaveBeenCalled();
  page.close();
  await server.close();
});
