import { z } from 'zod';
import { createAccounts } from '../api/accounts';
import { emailSchema, nameSchema, nisSchema, roleSchema } from '../api/fields';
import { readConfig } from '../config';
import {
  createOrganisation,
  defaultOrganisationId,
  ensureDefaultOrganisation,
} from '../handoff/organisations';
import type { Store } from '../store/store';
import { readArguments } from './arguments';
import { openStore } from './open-store';

/** What the command works with; the configured store when it is run by hand. */
export type StaffCommand = {
  store: Store;
  /** Without a slash at the end. */
  publicUrl: string;
  now(): Date;
  print(line: string): void;
};

const usage = `staff invite --role mediator|administrator|analyst [--email E] [--organisation ID]
staff organisation --id ID --name NAME --municipalities NIS,NIS|all     makes one, with office hours`;

const optionNames = ['role', 'email', 'organisation', 'id', 'name', 'municipalities'] as const;
const organisationIdSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

const municipalitiesSchema = z
  .string()
  .transform((text) => (text === 'all' ? [] : text.split(',')))
  .pipe(z.array(nisSchema));

/**
 * `staff invite`: an invitation link, also when nobody can sign in. `staff organisation`: a further organisation.
 * @returns 0, or 2 when the arguments are not right.
 */
export async function run(args: string[], given?: StaffCommand): Promise<number> {
  const command = given ?? (await fromConfiguration());
  try {
    const options = readArguments(args, [...optionNames], []);
    const [action] = options.positionals;
    if (action === 'invite') return await invite(command, options.value);
    if (action === 'organisation') return await addOrganisation(command, options.value);
    command.print(usage);
    return 2;
  } finally {
    if (!given) await command.store.close();
  }
}

async function fromConfiguration(): Promise<StaffCommand> {
  const config = readConfig(process.env);
  return {
    store: await openStore(config),
    publicUrl: config.publicUrl,
    now: () => new Date(),
    print: (line) => console.log(line),
  };
}

type Value = (name: (typeof optionNames)[number]) => string | undefined;

async function invite({ store, publicUrl, now, print }: StaffCommand, value: Value): Promise<number> {
  const role = roleSchema.safeParse(value('role'));
  const email = emailSchema.nullable().safeParse(value('email') ?? null);
  if (!role.success || !email.success) {
    print(usage);
    return 2;
  }
  await ensureDefaultOrganisation(store);
  const organisation = await store.organisations.get(value('organisation') ?? defaultOrganisationId);
  if (!organisation) {
    const known = (await store.organisations.list()).map(({ id }) => id);
    print(`There is no such organisation. There are: ${known.join(', ')}`);
    return 2;
  }
  const { path, expiresAt } = await createAccounts({ store, now }).invite({
    organisationId: organisation.id,
    role: role.data,
    email: email.data,
    by: 'command-line',
  });
  print(publicUrl + path);
  print(`For ${organisation.name}, as ${role.data}. Works once, until ${expiresAt}.`);
  return 0;
}

async function addOrganisation({ store, print }: StaffCommand, value: Value): Promise<number> {
  const id = organisationIdSchema.safeParse(value('id'));
  const name = nameSchema.safeParse(value('name'));
  // Said outright: an organisation without municipalities gets people from everywhere.
  const served = municipalitiesSchema.safeParse(value('municipalities'));
  if (!id.success || !name.success || !served.success) {
    print(usage);
    return 2;
  }
  const row = { id: id.data, name: name.data, municipalities: served.data };
  const made = await createOrganisation(store, row);
  print(
    made ? `Made ${id.data}. Invite its administrator next.` : 'There is an organisation of this id already.',
  );
  return made ? 0 : 2;
}
