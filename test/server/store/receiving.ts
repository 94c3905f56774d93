/** Run as a child process, twice at once: receives the same messages and says how many of them were new. */
import { readKeys } from '../../../server/privacy/encryption';
import { createSqlStore } from '../../../server/store/sql/store';
import { now } from '../../contracts/store/fixtures';

async function run(url: string, key: string, messages: number): Promise<void> {
  const store = await createSqlStore({ url, keys: readKeys(key) });
  let added = 0;
  for (let n = 0; n < messages; n++) {
    const event = {
      channel: 'sms' as const,
      eventId: `SM${n}`,
      address: '+32470000001',
      body: { type: 'start' as const },
    };
    if (await store.inbox.receive(event, now)) added++;
  }
  await store.close();
  process.stdout.write(`${added}\n`);
}

const [, , url = '', key = '', messages = '0'] = process.argv;
void run(url, key, Number(messages));
