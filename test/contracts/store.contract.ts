/** What every store promises. One suite for every dialect: `storeContract(name, open)`. */

import { contactContract } from './store/contacts';
import { deskContract } from './store/desk';
import type { OpenStore } from './store/fixtures';
import { handoffContract } from './store/handoffs';
import { inboxContract } from './store/inbox';
import { outboxContract } from './store/outbox';
import { recordContract } from './store/records';
import { retentionContract } from './store/retention';
import { transactionContract } from './store/transactions';

export type { OpenStore } from './store/fixtures';

/** @param open gives an empty store, its own for every call. */
export function storeContract(name: string, open: OpenStore): void {
  describe(`store: ${name}`, () => {
    contactContract(open);
    inboxContract(open);
    outboxContract(open);
    handoffContract(open);
    recordContract(open);
    deskContract(open);
    retentionContract(open);
    transactionContract(open);
  });
}
