/** Golden conversations: every file of `test/dialogues/` must read exactly as it does when played. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { playScript } from './support/dialogue';
import { realRelease } from './support/release';

const root = path.join(__dirname, 'dialogues');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.txt'))
  .sort();

describe('conversations', () => {
  it.each(files)('%s', async (name) => {
    const file = path.join(root, name);
    const text = readFileSync(file, 'utf8');
    const played = playScript(await realRelease(), text);
    // npm run dialogues writes what is played into the files; the change is then read as a difference.
    if (process.env['UPDATE_DIALOGUES'] === '1') writeFileSync(file, played);
    else expect(played).toBe(text);
  });
});
