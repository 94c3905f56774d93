/** The page is plain JavaScript, which no compiler reads: at least every name in it has to exist. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

test('the page uses no name that it did not declare or import', () => {
  const root = join(__dirname, '../../../..');
  const biome = join(root, 'node_modules/.bin/biome');
  const rule = '--only=correctness/noUndeclaredVariables';
  const run = () =>
    execFileSync(biome, ['lint', rule, 'server/channels/botkit/public'], { cwd: root, stdio: 'pipe' });
  expect(run).not.toThrow();
});
