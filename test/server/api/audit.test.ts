import { auditActions } from '../../../server/api/audit/record';
import { buildHandoff, buildStaff, call, monday, signIn, useApi } from './support';

const api = useApi();

describe('GET /audit', () => {
  test('200: what was done in the organisation, the newest first, and nothing of others', async () => {
    const root = await signIn(api, await buildStaff(api, 'root', { role: 'administrator' }));
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    const far = await signIn(api, await buildStaff(api, 'far', { organisationId: 'liege' }));
    const [here, there] = [await buildHandoff(api), await buildHandoff(api, { organisationId: 'liege' })];
    await amina.call('post', `/handoffs/${here.id}/claim`);
    await far.call('post', `/handoffs/${there.id}/claim`);
    const { status, body } = await root.call('get', '/audit?limit=2');
    expect(status).toBe(200);
    expect(body.entries).toEqual([
      {
        ...{ id: expect.any(String), at: monday, actor: { id: 'amina', name: 'Name of amina' } },
        ...{ action: 'handoff.claimed', subject: here.id, details: {} },
      },
      expect.objectContaining({ action: 'session.opened', actor: { id: 'amina', name: 'Name of amina' } }),
    ]);
  });

  test('400', async () => {
    const root = await signIn(api, await buildStaff(api, 'root', { role: 'administrator' }));
    expect((await root.call('get', '/audit?limit=9999')).status).toBe(400);
  });

  test.each(['mediator', 'analyst'] as const)('403: a %s', async (role) => {
    const client = await signIn(api, await buildStaff(api, 'amina', { role }));
    expect((await client.call('get', '/audit')).status).toBe(403);
  });

  test('401', async () => {
    expect((await call(api, 'get', '/audit')).status).toBe(401);
  });
});

test('actions are named thing.done', () => {
  for (const action of auditActions) expect(action).toMatch(/^[a-z]+\.[a-z-]+$/);
});
