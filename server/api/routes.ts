/** Every endpoint of the API, in the order they are looked at. */
import { auditRoutes } from './audit/routes';
import { eventRoutes } from './events/routes';
import { handoffRoutes } from './handoffs/routes';
import { invitationRoutes } from './invitations/routes';
import { mediaRoutes } from './media/routes';
import { organisationRoutes } from './organisation/routes';
import type { Route } from './route';
import { sessionRoutes } from './session/routes';
import { staffRoutes } from './staff/routes';
import { transparencyRoutes } from './transparency/routes';

export const routes: readonly Route[] = [
  ...sessionRoutes,
  ...invitationRoutes,
  ...staffRoutes,
  ...organisationRoutes,
  ...handoffRoutes,
  ...mediaRoutes,
  ...eventRoutes,
  ...auditRoutes,
  ...transparencyRoutes,
];
