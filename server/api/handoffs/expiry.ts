/** How long a conversation may wait. The clock runs only while nobody has it. */

/** Written while somebody has the conversation: the sweep then has nothing to expire. */
export const neverWhileAssigned = '9999-12-31T00:00:00.000Z';

/** Given back to the queue, it waits as long as a new one would. */
export const requeuedUntil = (now: Date, days: number): string =>
  new Date(now.getTime() + days * 86_400_000).toISOString();
