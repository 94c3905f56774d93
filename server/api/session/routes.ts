/** Signing in and out, and where one is signed in. */
import type { Viewer } from '../accounts';
import type { ApiContext } from '../context';
import { ApiError } from '../errors';
import { idParams } from '../fields';
import { giveCookie, takeCookie } from '../guards';
import { everybody } from '../policies';
import { presentSession, presentSessionLine } from '../presenters';
import { publicRoute, staffRoute } from '../route';
import { credentialsSchema, sessionListSchema, sessionSchema } from './schema';

export const sessionRoutes = [
  publicRoute({
    method: 'post',
    path: '/session',
    summary: 'Sign in; the answer sets the session cookie',
    body: credentialsSchema,
    success: { status: 201, description: 'Signed in', schema: sessionSchema },
    errors: ['wrong-credentials'],
    throttled: true,
    async handle({ body, http }, context) {
      const session = await context.accounts.signIn(body);
      if (!session) throw new ApiError('wrong-credentials');
      giveCookie(http.response, session, context);
      return describeSession(session, context);
    },
  }),
  staffRoute({
    method: 'get',
    path: '/session',
    summary: 'Who is signed in, what they may do, and the token that every change must carry',
    roles: everybody,
    success: { status: 200, description: 'The session', schema: sessionSchema },
    handle: ({ viewer }, context) => describeSession(viewer, context),
  }),
  staffRoute({
    method: 'delete',
    path: '/session',
    summary: 'Sign out',
    roles: everybody,
    success: { status: 204, description: 'Signed out' },
    async handle({ viewer, http }, context) {
      await context.accounts.signOut(viewer);
      takeCookie(http.response, context);
    },
  }),
  staffRoute({
    method: 'get',
    path: '/sessions',
    summary: 'Where the viewer is signed in',
    roles: everybody,
    success: { status: 200, description: 'Their open sessions, the newest first', schema: sessionListSchema },
    async handle({ viewer }, { accounts }) {
      const sessions = await accounts.list(viewer);
      return { sessions: sessions.map((session) => presentSessionLine(session, viewer)) };
    },
  }),
  staffRoute({
    method: 'delete',
    path: '/sessions/:id',
    summary: 'End one of the viewer’s own sessions',
    roles: everybody,
    params: idParams,
    success: { status: 204, description: 'Ended' },
    async handle({ params, viewer }, { accounts }) {
      if (!(await accounts.revoke(viewer, params.id))) throw new ApiError('not-found');
    },
  }),
];

/** The session as the console needs it at its start. */
export async function describeSession(viewer: Viewer, { store }: ApiContext) {
  return presentSession(viewer, await store.organisations.get(viewer.staff.organisationId));
}
