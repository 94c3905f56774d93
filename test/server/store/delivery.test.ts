import fc from 'fast-check';
import { deliveryRank } from '../../../server/channels/errors';
import { mayMove, originsOf, outboxStates } from '../../../server/store/sql/delivery';
import type { OutboxState } from '../../../server/store/store';

/** From (row) to (column), in the order of `outboxStates`. */
const allowed: Record<OutboxState, OutboxState[]> = {
  queued: ['sending', 'waiting', 'unknown', 'sent', 'failed', 'delivered', 'read'],
  sending: ['queued', 'waiting', 'unknown', 'sent', 'failed', 'delivered', 'read'],
  waiting: ['queued', 'sending', 'unknown', 'failed', 'delivered', 'read'],
  unknown: ['queued', 'sending', 'waiting', 'sent', 'failed', 'delivered', 'read'],
  sent: ['waiting', 'failed', 'delivered', 'read'],
  failed: ['delivered', 'read'],
  delivered: ['read'],
  read: [],
};

test.each(outboxStates)('from %s', (from) => {
  expect(outboxStates.filter((to) => mayMove(from, to))).toEqual(allowed[from]);
});

test('originsOf is the same rule seen from the other end', () => {
  for (const to of outboxStates) {
    expect(originsOf(to)).toEqual(outboxStates.filter((from) => allowed[from].includes(to)));
  }
});

test('callbacks in any order, repeated or missing, end at the highest', () => {
  const callback = fc.constantFrom<(keyof typeof deliveryRank)[]>('sent', 'failed', 'delivered', 'read');
  fc.assert(
    fc.property(
      fc.array(callback, { minLength: 1 }),
      fc.constantFrom<OutboxState[]>('sending', 'unknown'),
      (reports, start) => {
        const end = reports.reduce<OutboxState>((state, to) => (mayMove(state, to) ? to : state), start);
        const highest = reports.reduce((best, report) =>
          deliveryRank[report] > deliveryRank[best] ? report : best,
        );
        expect(end).toBe(highest);
      },
    ),
  );
});

test('a message on its way never goes back to the queue', () => {
  const given = fc.constantFrom<OutboxState[]>('sent', 'failed', 'delivered', 'read');
  fc.assert(
    fc.property(
      given,
      fc.array(fc.constantFrom(...outboxStates.filter((state) => state !== 'waiting'))),
      (start, moves) => {
        const end = moves.reduce<OutboxState>((state, to) => (mayMove(state, to) ? to : state), start);
        expect(['sent', 'failed', 'delivered', 'read']).toContain(end);
      },
    ),
  );
});
