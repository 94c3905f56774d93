/** Every endpoint x every role x own or other organisation. A route without a row here fails. */
import { routes } from '../../../server/api/routes';
import type { Role } from '../../../server/store/store';
import { buildContact, buildHandoff, buildStaff, type Client, officeHours, signIn, useApi } from './support';

const api = useApi();
const roles: readonly Role[] = ['mediator', 'administrator', 'analyst'];

type Row = {
  body?: object;
  /** Statuses for mediator, administrator and analyst of the same organisation. */
  own: [number, number, number];
  /** The same for people of another organisation; absent when the address names nothing that belongs to one. */
  other?: [number, number, number];
};

// The conversation waits, so that what needs an owner answers 409 to those who may try.
const matrix: Record<string, Row> = {
  'get /session': { own: [200, 200, 200] },
  'delete /session': { own: [204, 204, 204] },
  'get /sessions': { own: [200, 200, 200] },
  'delete /sessions/:id': { own: [404, 404, 404] },
  'post /invitations': { body: { role: 'mediator' }, own: [403, 201, 403] },
  'get /staff': { own: [200, 200, 200] },
  'patch /staff/:id': { body: { name: 'x' }, own: [403, 200, 403], other: [404, 404, 404] },
  'delete /staff/:id/sessions': { own: [403, 204, 403], other: [403, 404, 403] },
  'get /organisation': { own: [200, 200, 200] },
  'put /organisation': {
    body: { name: 'x', municipalities: [], languages: [], hours: officeHours },
    own: [403, 200, 403],
  },
  'get /handoffs': { own: [200, 200, 403] },
  'get /handoffs/:id': { own: [200, 200, 403], other: [404, 404, 403] },
  'post /handoffs/:id/claim': { own: [200, 200, 403], other: [404, 404, 403] },
  'post /handoffs/:id/release': { own: [409, 409, 403], other: [404, 404, 403] },
  'post /handoffs/:id/transfer': { body: { staffId: 'x' }, own: [409, 409, 403], other: [404, 404, 403] },
  'post /handoffs/:id/messages': {
    body: { text: 'x', language: 'fr' },
    own: [409, 409, 403],
    other: [404, 404, 403],
  },
  'post /handoffs/:id/approved': {
    body: { topic: 'cpas-ask' },
    own: [409, 409, 403],
    other: [404, 404, 403],
  },
  'post /handoffs/:id/return': { body: {}, own: [200, 200, 403], other: [404, 404, 403] },
  'post /handoffs/:id/close': { body: { outcome: 'met' }, own: [200, 200, 403], other: [404, 404, 403] },
  'get /media/:id': { own: [200, 200, 403], other: [404, 404, 403] },
  'get /audit': { own: [403, 200, 403] },
};
/** Not in the matrix: open to all, or a stream with tests of its own. */
const elsewhere = ['post /session', 'post /invitations/accept', 'get /events', 'get /transparency'];

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

test('every route has a row', () => {
  expect([...Object.keys(matrix), ...elsewhere].sort()).toEqual(routes.map(nameOf).sort());
});

async function setUp(): Promise<string> {
  await buildStaff(api, 'subject');
  const contact = await buildContact(api);
  const { id } = await buildHandoff(api, {}, contact);
  const source = { url: 'u', contentType: 'image/png', kind: 'image' as const };
  const body = { type: 'message' as const, text: '', media: [source] };
  const row = await api.store.inbox.add(
    { ...contact, contactId: contact.id, eventId: 'e', body },
    contact.createdAt,
  );
  const media = { id: 'm', contactId: contact.id, inboxId: row?.id ?? '', source, contentType: 'image/png' };
  await api.store.media.add(media);
  await api.store.media.keep('m', Buffer.from('png'), 'image/png');
  return id;
}

function addressFor(path: string, handoffId: string): string {
  const id = path.startsWith('/handoffs') ? handoffId : path.startsWith('/media') ? 'm' : 'subject';
  return path.replace(':id', id);
}

const cases = routes
  .filter((route) => matrix[nameOf(route)])
  .flatMap((route) => {
    const row = matrix[nameOf(route)] as Row;
    const rows = [{ organisationId: 'gent', expected: row.own }];
    if (row.other) rows.push({ organisationId: 'liege', expected: row.other });
    return rows.flatMap(({ organisationId, expected }) =>
      roles.map((role, index) => ({
        name: `${nameOf(route)} by ${role} of ${organisationId}: ${expected[index]}`,
        ...{ route, role, organisationId, body: row.body, status: expected[index] },
      })),
    );
  });

test.each(cases)('$name', async ({ route, role, organisationId, body, status }) => {
  const handoffId = await setUp();
  const client: Client = await signIn(api, await buildStaff(api, 'viewer', { role, organisationId }));
  const response = await client.call(route.method, addressFor(route.path, handoffId), body);
  expect(response.status).toBe(status);
  if (status === 404) expect(JSON.stringify(response.body)).not.toContain('gent');
});
