/** The real router on a real store in memory, people to sign in, conversations to have. */
import { randomBytes, randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import supertest, { type Response } from 'supertest';
import { type Accounts, beginSession, createAccounts } from '../../../server/api/accounts';
import type { ApiContext } from '../../../server/api/context';
import { hashPassword } from '../../../server/api/passwords';
import { type Route, refusals } from '../../../server/api/route';
import { createApiRouter } from '../../../server/api/router';
import { routes } from '../../../server/api/routes';
import type { Logger } from '../../../server/log';
import { readKeys } from '../../../server/privacy/encryption';
import { type Bus, createLocalBus } from '../../../server/store/bus';
import { createSqlStore } from '../../../server/store/sql/store';
import type {
  ContactRow,
  HandoffRow,
  OpeningHours,
  OrganisationRow,
  StaffRow,
  Store,
} from '../../../server/store/store';
import { release } from './release';

export const publicUrl = 'https://passerelle.test';
export const password = 'quatre mots au hasard';
/** A Monday morning in Belgium. */
export const monday = '2026-11-23T09:00:00.000Z';

/** What was logged, for tests that look for what must not be. */
export type Logged = { fields: object; message: string }[];

export type Api = {
  app: Express;
  store: Store;
  bus: Bus;
  accounts: Accounts;
  logged: Logged;
  now(): Date;
  /** Moves the clock. */
  pass(milliseconds: number): void;
};

let passwordHash: Promise<string> | undefined;
const keys = readKeys(randomBytes(32).toString('base64'));

/** Gives each test an API of its own. */
export function useApi(): Api {
  let api: Api | undefined;
  beforeEach(async () => {
    api = await openApi();
  });
  afterEach(async () => {
    await api?.store.close();
    api = undefined;
  });
  return new Proxy({} as Api, {
    get: (_, name) => {
      if (!api) throw new Error('no API outside a test');
      return api[name as keyof Api];
    },
  });
}

export async function openApi(change: Partial<Pick<ApiContext, 'languages'>> = {}): Promise<Api> {
  const store = await createSqlStore({ url: 'sqlite::memory:', keys });
  let instant = Date.parse(monday);
  const now = () => new Date(instant);
  const logged: Logged = [];
  const note = (fields: object, message: string) => void logged.push({ fields, message });
  const log: Logger = { debug: note, info: note, warn: note, error: note };
  const bus = createLocalBus((error) => {
    throw error;
  });
  const accounts = createAccounts({ store, now });
  const app = express();
  const router = createApiRouter({
    ...{ store, bus, accounts, now, log, publicUrl },
    release: () => release,
    languages: () => [],
    secureCookies: true,
    ...change,
  });
  app.use('/api', router);
  await store.organisations.put(buildOrganisation('gent'));
  await store.organisations.put(buildOrganisation('liege'));
  const pass = (milliseconds: number) => {
    instant += milliseconds;
  };
  return { app, store, bus, accounts, logged, now, pass };
}

export const officeHours: OpeningHours = {
  weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
  closedDays: [],
  publicHolidays: true,
};

export function buildOrganisation(id: string, change: Partial<OrganisationRow> = {}): OrganisationRow {
  return { id, name: `OCMW ${id}`, municipalities: [], languages: [], hours: officeHours, ...change };
}

export async function buildStaff(api: Api, name: string, change: Partial<StaffRow> = {}): Promise<StaffRow> {
  passwordHash ??= hashPassword(password);
  const row: StaffRow = {
    id: name,
    organisationId: 'gent',
    email: `${name}@example.org`,
    name: `Name of ${name}`,
    role: 'mediator',
    languages: ['fr'],
    municipalities: [],
    passwordHash: await passwordHash,
    disabled: false,
    createdAt: monday,
    ...change,
  };
  await api.store.staff.put(row);
  return row;
}

export async function buildContact(
  { store, now }: Api,
  change: Parameters<Store['contacts']['change']>[1] = {},
  channel: ContactRow['channel'] = 'whatsapp',
): Promise<ContactRow> {
  const at = now().toISOString();
  const { id } = await store.contacts.findOrCreate(channel, `+3247${randomBytes(4).readUInt32BE()}`, at);
  await store.contacts.change(id, { language: 'ar', municipality: '44021', greeted: true, ...change });
  await store.contacts.touch(id, at);
  const row = await store.contacts.get(id);
  if (!row) throw new Error('the contact is gone');
  return row;
}

export async function buildHandoff(
  api: Api,
  change: Partial<HandoffRow> = {},
  contact?: ContactRow,
): Promise<HandoffRow> {
  const person = contact ?? (await buildContact(api));
  const id = change.id ?? `${randomUUID()}:e0`;
  await api.store.handoffs.add({
    id,
    contactId: person.id,
    state: 'requested',
    reason: 'asked',
    urgent: false,
    topic: 'cpas-ask',
    summary: 'topic cpas-ask (answer, 0.91)',
    language: person.language,
    municipality: person.municipality,
    organisationId: 'gent',
    assignedTo: null,
    requestedAt: api.now().toISOString(),
    assignedAt: null,
    closedAt: null,
    expiresAt: new Date(api.now().getTime() + 3 * 86_400_000).toISOString(),
    outcome: null,
    ...change,
  });
  const row = await api.store.handoffs.get(id);
  if (!row) throw new Error('the handoff was not kept');
  return row;
}

/** Assigned to this person. */
export const assigned = (staff: StaffRow): Partial<HandoffRow> => ({
  state: 'assigned',
  assignedTo: staff.id,
  assignedAt: monday,
});

type Method = Route['method'];
export type Client = {
  token: string;
  csrf: string;
  call(method: Method, path: string, body?: object, headers?: Record<string, string>): Promise<Response>;
};

/** Somebody signed in, who sends what the console would send. The password is left out: it costs time by design. */
export async function signIn(api: Api, staff: StaffRow): Promise<Client> {
  const { token, session } = await beginSession(api.store, staff, api.now());
  const own = { cookie: `passerelle_session=${token}`, 'x-csrf-token': session.csrf };
  return {
    token,
    csrf: session.csrf,
    call: (method, path, body, headers = {}) => call(api, method, path, body, { ...own, ...headers }),
  };
}

/** A request of nobody in particular. Every answer is held against what its route says of itself. */
export async function call(
  { app }: Pick<Api, 'app'>,
  method: Method,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  const request = supertest(app)[method](`/api${path}`).set(headers);
  const response = await (body === undefined ? request : request.send(body));
  checkAnswer(method, path, response);
  return response;
}

function checkAnswer(method: Method, path: string, { status, body }: Response): void {
  const route = routes.find(
    (one) => one.method === method && pattern(one.path).test(path.split('?')[0] ?? ''),
  );
  if (!route) return;
  if (status < 400) {
    expect(status).toBe(route.success.status);
    if (route.success.schema) expect(route.success.schema.safeParse(body).error).toBeUndefined();
    return;
  }
  if (status < 500) expect(refusals(route)).toContain(body.error.code);
}

const pattern = (path: string): RegExp => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);
