import { readArguments } from './arguments';
import { openStore } from './open-store';

const channels = ['whatsapp', 'sms', 'web'] as const;

/** `erase --channel C --address A`: erases everything about one contact, for a request that came by another way. */
export async function run(args: string[]): Promise<number> {
  const given = readArguments(args, ['channel', 'address'], []);
  const channel = channels.find((one) => one === given.value('channel'));
  const address = given.value('address');
  if (!channel || !address) {
    console.error('Say which contact: erase --channel whatsapp|sms|web --address +32...');
    return 2;
  }
  const store = await openStore();
  const contact = await store.contacts.findByAddress(channel, address);
  if (contact) {
    await store.transaction(({ contacts }) => contacts.erase(contact.id));
    await store.scrub();
  }
  await store.close();
  console.log(contact ? 'Erased.' : 'There is no such contact.');
  return contact ? 0 : 1;
}
