// Compiles bot/ and server/ to dist/ when they are newer than what is there, and trains the understanding once.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const force = process.argv.includes('--force');
const quiet = process.argv.includes('--quiet');
const say = (text) => {
  if (!quiet) console.error(text);
};

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    const time = entry.isDirectory() ? newest(file) : statSync(file).mtimeMs;
    if (time > latest) latest = time;
  }
  return latest;
}

/** The compiler writes every file anew: what is older was compiled from a file that is gone, and would be found first. */
function removeOlder(folder, than) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) removeOlder(file, than);
    else if (file.endsWith('.js') && statSync(file).mtimeMs < than) rmSync(file);
  }
}

const mark = path.join(root, 'dist/server/main.js');
const sources = Math.max(...['bot', 'server', 'types'].map((folder) => newest(path.join(root, folder))));
if (force || !existsSync(mark) || statSync(mark).mtimeMs < sources) {
  const started = Date.now();
  say('Compiling ...');
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', path.join(root, 'tsconfig.build.json')], {
    stdio: ['ignore', 2, 2],
    cwd: root,
  });
  for (const folder of ['bot', 'server']) removeOlder(path.join(root, 'dist', folder), started - 1000);
  // Files of the page, which no compiler touches.
  cpSync(
    path.join(root, 'server/channels/botkit/public'),
    path.join(root, 'dist/server/channels/botkit/public'),
    { recursive: true },
  );
  say(`Compiled in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
}
