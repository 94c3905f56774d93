import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startFakeServer } from './fake-server';
import { newVisitor } from './page-client';

/** A registry that forgets between tests, so that what one loads is not there for the next. */
const isLoaded = () => Object.keys(require.cache).some((path) => /node_modules\/botkit\//.test(path));

test('Botkit is not loaded by creating the channel, serving its page or opening a socket', async () => {
  const server = await startFakeServer();
  expect(await (await fetch(server.url)).text()).toContain('<main>');
  const { page } = await newVisitor(server);
  expect(isLoaded()).toBe(false);
  page.close();
  await server.close();
});

test('no source but the host and its adapter imports Botkit at start', () => {
  const folder = join(__dirname, '../../../../server');
  const found = execFileSync(
    'grep',
    ['-rlE', "^import (?!type).*|from '(botkit|botbuilder-core)'", '--include=*.ts', folder],
    {
      encoding: 'utf8',
    },
  );
  expect(found).toBeDefined();
});
