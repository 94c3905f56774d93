import type { Repositories } from '../store';
import type { Context } from './context';
import { prepared, type Runner } from './prepared';

/** The store's own settings: the check of the data key, and the secret of the keyed hashes. */
export const OWN_PREFIX = 'store:';

const get = prepared((db, p: { name: string }) =>
  db.selectFrom('setting').select('value').where('name', '=', p.name),
);

const put = prepared((db, p: { name: string; value: string }) =>
  db
    .insertInto('setting')
    .values({ name: p.name, value: p.value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: p.value })),
);

const putIfAbsent = prepared((db, p: { name: string; value: string }) =>
  db
    .insertInto('setting')
    .values({ name: p.name, value: p.value })
    .onConflict((conflict) => conflict.column('name').doNothing()),
);

export function settingRepository(context: Context): Repositories['settings'] {
  return {
    get: (name) => getSetting(context, name),
    async put(name, value) {
      if (name.startsWith(OWN_PREFIX))
        throw new Error(`settings that begin with "${OWN_PREFIX}" belong to the store`);
      await putSetting(context, name, value);
    },
  };
}

export async function getSetting(runner: Runner, name: string): Promise<string | undefined> {
  const { rows } = await get(runner, { name });
  return rows[0]?.value;
}

export async function putSetting(runner: Runner, name: string, value: string): Promise<void> {
  await put(runner, { name, value });
}

/** @returns the value in force: what was there, or else what is given. */
export async function getOrPutSetting(runner: Runner, name: string, value: () => string): Promise<string> {
  const stored = await getSetting(runner, name);
  if (stored !== undefined) return stored;
  await putIfAbsent(runner, { name, value: value() });
  // Read again: another process starting at the same time may have been faster.
  const kept = await getSetting(runner, name);
  if (kept === undefined) throw new Error(`setting ${name} was not kept`);
  return kept;
}
