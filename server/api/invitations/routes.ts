/** How people join: a link made by an administrator, accepted by whoever was given it. */
import { giveCookie } from '../guards';
import { administrators } from '../policies';
import { publicRoute, staffRoute } from '../route';
import { describeSession } from '../session/routes';
import { sessionSchema } from '../session/schema';
import { acceptanceSchema, invitationRequestSchema, invitationSchema } from './schema';

export const invitationRoutes = [
  staffRoute({
    method: 'post',
    path: '/invitations',
    summary: 'Make an invitation link, good for a day and one use',
    roles: administrators,
    body: invitationRequestSchema,
    success: { status: 201, description: 'The link', schema: invitationSchema },
    async handle({ body, viewer }, { accounts, publicUrl }) {
      const { id, organisationId } = viewer.staff;
      const { path, expiresAt } = await accounts.invite({ ...body, organisationId, by: id });
      return { link: publicUrl + path, expiresAt };
    },
  }),
  publicRoute({
    method: 'post',
    path: '/invitations/accept',
    summary: 'Make an account from an invitation and sign in',
    body: acceptanceSchema,
    success: { status: 201, description: 'Joined and signed in', schema: sessionSchema },
    errors: ['invitation-over', 'email-taken'],
    throttled: true,
    async handle({ body, http }, context) {
      const session = await context.accounts.accept(body);
      giveCookie(http.response, session, context);
      return describeSession(session, context);
    },
  }),
];
