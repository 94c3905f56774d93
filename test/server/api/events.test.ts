import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEventHub } from '../../../server/api/events/hub';
import type { ApiEvent } from '../../../server/api/events/ring';
import { keepAlive } from '../../../server/api/events/routes';
import {
  assigned,
  buildContact,
  buildHandoff,
  buildStaff,
  type Client,
  call,
  signIn,
  useApi,
} from './support';

const api = useApi();
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const settle = () => new Promise((resolve) => setTimeout(resolve, 120));

describe('what is told', () => {
  const newHub = () => createEventHub({ store: api.store, bus: api.bus, log: quiet });
  const listen = async (organisationId = 'gent', after?: string, hub = newHub()) => {
    const events: ApiEvent[] = [];
    const end = await hub.subscribe({ organisationId, send: (event) => void events.push(event) }, after);
    return { hub, events, end };
  };
  const kinds = (events: ApiEvent[]) => events.map(({ kind, handoffId }) => [kind, handoffId]);

  test('at the beginning nothing is known: read everything', async () => {
    const { events } = await listen();
    expect(kinds(events)).toEqual([['reset', null]]);
  });

  test('opened, spoken in, claimed, ended: a wake-up of the contact becomes an event of its conversation', async () => {
    const { events } = await listen();
    const contact = await buildContact(api);
    const wake = async () => {
      api.bus.wake(contact.id);
      api.bus.wake(contact.id);
      await settle();
    };
    await wake();
    await buildHandoff(api, { id: 'h1' }, contact);
    await wake();
    await wake();
    await api.store.handoffs.change('h1', 1, { state: 'assigned', assignedTo: 'amina' });
    await wake();
    await api.store.handoffs.change('h1', 2, { state: 'closed' });
    await wake();
    await wake();
    const [, ...told] = kinds(events);
    expect(told).toEqual([
      ['handoff', 'h1'],
      ['message', 'h1'],
      ['handoff', 'h1'],
      ['handoff', 'h1'],
    ]);
  });

  test('one that was open before anybody listened is known when it ends', async () => {
    const { id, contactId } = await buildHandoff(api);
    const { events } = await listen();
    await api.store.handoffs.change(id, 1, { state: 'closed' });
    api.bus.wake(contactId);
    await settle();
    expect(kinds(events).at(-1)).toEqual(['handoff', id]);
  });

  test('only the organisation it belongs to is told', async () => {
    const { hub, events } = await listen();
    const other = await listen('liege', undefined, hub);
    const { contactId } = await buildHandoff(api);
    api.bus.wake(contactId);
    await settle();
    expect(events).toHaveLength(2);
    expect(other.events).toHaveLength(1);
  });

  test('a console that lost its line goes on where it was', async () => {
    const { hub, events } = await listen();
    const keep = await listen('gent', undefined, hub);
    const { contactId } = await buildHandoff(api, { id: 'h1' });
    api.bus.wake(contactId);
    await settle();
    const seen = events.at(-1)?.id;
    api.bus.wake(contactId);
    await settle();
    const back = await listen('gent', seen, hub);
    expect(kinds(back.events)).toEqual([['message', 'h1']]);
    expect(kinds((await listen('liege', seen, hub)).events)).toEqual([]);
    keep.end();
  });

  test.each(['nonsense', 'abcdef12-3', '', 'x-'])(
    'after %j, which nobody remembers: read everything',
    async (after) => {
      const { hub } = await listen();
      expect(kinds((await listen('gent', after, hub)).events)).toEqual([['reset', null]]);
    },
  );

  test('when nobody listened for a while: read everything, and no work is done meanwhile', async () => {
    const { hub, events, end } = await listen();
    const { contactId } = await buildHandoff(api);
    api.bus.wake(contactId);
    await settle();
    end();
    api.bus.wake(contactId);
    await settle();
    expect(events).toHaveLength(2);
    const back = await listen('gent', events.at(-1)?.id, hub);
    expect(kinds(back.events)).toEqual([['reset', null]]);
  });

  test('a conversation that follows at once on another: both are told', async () => {
    const { events } = await listen();
    const contact = await buildContact(api);
    await buildHandoff(api, { id: 'h1' }, contact);
    api.bus.wake(contact.id);
    await settle();
    await api.store.handoffs.change('h1', 1, { state: 'closed' });
    await buildHandoff(api, { id: 'h2' }, contact);
    api.bus.wake(contact.id);
    await settle();
    expect(kinds(events).slice(-2)).toEqual([
      ['handoff', 'h1'],
      ['handoff', 'h2'],
    ]);
  });
});

describe('GET /events', () => {
  let stop: (() => void) | undefined;
  afterEach(() => stop?.());

  /** Opens the stream over a real connection. */
  async function open(client: Client, headers: Record<string, string> = {}) {
    const server = api.app.listen(0);
    const { port } = server.address() as AddressInfo;
    const asked = request({
      port,
      path: '/api/events',
      headers: { cookie: `passerelle_session=${client.token}`, ...headers },
    });
    const response = await new Promise<IncomingMessage>((resolve) => asked.on('response', resolve).end());
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    stop = () => {
      asked.destroy();
      server.closeAllConnections();
      server.close();
    };
    await settle();
    return { response, text: () => text };
  }

  test('200: ids and kinds as they happen, never a word', async () => {
    const staff = await buildStaff(api, 'amina');
    const client = await signIn(api, staff);
    const { id } = await buildHandoff(api, assigned(staff));
    const line = await open(client);
    expect(line.response.statusCode).toBe(200);
    expect(line.response.headers).toMatchObject({
      'content-type': expect.stringContaining('text/event-stream'),
      'cache-control': 'no-store',
    });
    expect(line.text()).toMatch(/^retry: 3000\n\nid: \w+-0\nevent: reset\ndata: {"handoffId":null}\n\n$/);
    await client.call('post', `/handoffs/${id}/messages`, { text: 'secret words', language: 'fr' });
    await settle();
    expect(line.text()).toContain(`event: message\ndata: {"handoffId":"${id}"}\n\n`);
    expect(line.text()).not.toContain('secret');
  });

  test('401, 403', async () => {
    expect((await call(api, 'get', '/events')).status).toBe(401);
    const analyst = await signIn(api, await buildStaff(api, 'ana', { role: 'analyst' }));
    expect((await analyst.call('get', '/events')).status).toBe(403);
  });
});

describe('an open line', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance'] }));
  afterEach(() => jest.useRealTimers());
  const beat = async () => {
    jest.advanceTimersByTime(20_000);
    for (let round = 0; round < 20; round++) await new Promise(setImmediate);
  };

  test.each([
    ['whose session ended', async () => api.store.staff.removeSessionsOf('amina')],
    ['of somebody disabled', async () => void (await buildStaff(api, 'amina', { disabled: true }))],
    [
      'of somebody who became an analyst',
      async () => void (await buildStaff(api, 'amina', { role: 'analyst' })),
    ],
  ])('is kept alive, and ended for one %s', async (_, change) => {
    const staff = await buildStaff(api, 'amina');
    const { token } = await signIn(api, staff);
    const viewer = await api.accounts.find(token);
    if (!viewer) throw new Error('not signed in');
    const response = { write: jest.fn(), end: jest.fn(), once: jest.fn() };
    keepAlive(response, viewer, api);
    await beat();
    expect(response.write).toHaveBeenCalledTimes(1);
    await change();
    await beat();
    expect(response.end).toHaveBeenCalled();
    const [[event, stop]] = response.once.mock.calls;
    expect(event).toBe('close');
    stop();
    await beat();
    expect(response.end).toHaveBeenCalledTimes(1);
  });
});
