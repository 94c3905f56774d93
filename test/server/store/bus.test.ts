import fc from 'fast-check';
import { createLocalBus } from '../../../server/store/bus';

const unexpected = (error: unknown) => {
  throw error;
};

test('work for one contact runs one at a time and in order, whatever fails; contacts do not wait for each other', async () => {
  const job = fc.record({
    contact: fc.constantFrom('a', 'b', 'c'),
    steps: fc.nat({ max: 4 }),
    fails: fc.constantFrom('no', 'at once', 'later'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(job, { maxLength: 30 }), async (jobs) => {
      const bus = createLocalBus(unexpected);
      const running = new Set<string>();
      const done: Record<string, number[]> = { a: [], b: [], c: [] };
      const results = jobs.map(({ contact, steps, fails }, index) =>
        bus.withLock(contact, () => {
          expect(running.has(contact)).toBe(false);
          done[contact]!.push(index);
          if (fails === 'at once') throw new Error(`${index}`);
          running.add(contact);
          return (async () => {
            for (let n = 0; n < steps; n++) await Promise.resolve();
            running.delete(contact);
            if (fails === 'later') throw new Error(`${index}`);
            return index;
          })();
        }),
      );
      const settled = await Promise.allSettled(results);
      jobs.forEach(({ fails }, index) => {
        const result = settled[index]!;
        if (fails === 'no') expect(result).toEqual({ status: 'fulfilled', value: index });
        else expect(result).toMatchObject({ status: 'rejected', reason: { message: `${index}` } });
      });
      for (const order of Object.values(done)) expect(order).toEqual([...order].sort((x, y) => x - y));
      expect(Object.values(done).flat()).toHaveLength(jobs.length);
      await bus.close();
    }),
  );
});

test('another contact goes first while one is busy', async () => {
  const bus = createLocalBus(unexpected);
  let finish = () => {};
  const busy = bus.withLock('a', () => new Promise<void>((resolve) => (finish = resolve)));
  expect(await bus.withLock('b', async () => 'through')).toBe('through');
  finish();
  await busy;
});

test('wake reaches every listener, also when one throws, until it is taken away', () => {
  const errors: unknown[] = [];
  const bus = createLocalBus((error) => errors.push(error));
  const heard: string[] = [];
  bus.onWake(() => {
    throw new Error('deaf');
  });
  const stop = bus.onWake((contactId) => heard.push(contactId));
  bus.wake('a');
  stop();
  bus.wake('b');
  expect(heard).toEqual(['a']);
  expect(errors).toHaveLength(2);
});

test('close waits for the work under way, also for what that work started', async () => {
  const bus = createLocalBus(unexpected);
  const done: string[] = [];
  void bus.withLock('a', async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    void bus.withLock('b', async () => void done.push('b'));
    done.push('a');
  });
  await bus.close();
  expect(done.sort()).toEqual(['a', 'b']);
});
