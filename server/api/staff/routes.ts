/** Colleagues: who they are, what they may do, which languages they answer in. */
import { record } from '../audit/record';
import { administrators, everybody } from '../policies';
import { presentStaff } from '../presenters';
import { staffRoute } from '../route';
import { changeStaff, colleague } from './change';
import { staffChangeSchema, staffListSchema, staffParams, staffSchema } from './schema';

export const staffRoutes = [
  staffRoute({
    method: 'get',
    path: '/staff',
    summary: 'Colleagues of the viewer’s organisation',
    roles: everybody,
    success: { status: 200, description: 'Colleagues', schema: staffListSchema },
    async handle({ viewer }, { store }) {
      const colleagues = await store.staff.list(viewer.staff.organisationId);
      return { staff: colleagues.map((row) => presentStaff(row, viewer)) };
    },
  }),
  staffRoute({
    method: 'patch',
    path: '/staff/:id',
    summary:
      'Change a colleague, or one’s own name and languages; disabling ends sessions and frees conversations',
    roles: everybody,
    params: staffParams,
    body: staffChangeSchema,
    success: { status: 200, description: 'The colleague as changed', schema: staffSchema },
    errors: ['forbidden', 'last-administrator'],
    async handle({ params, body, viewer }, context) {
      const { staff, freed } = await context.store.transaction((repositories) =>
        changeStaff(repositories, viewer, params.id, body, context),
      );
      for (const contactId of freed) context.bus.wake(contactId);
      return presentStaff(staff, viewer);
    },
  }),
  staffRoute({
    method: 'delete',
    path: '/staff/:id/sessions',
    summary: 'Sign a colleague out everywhere',
    roles: administrators,
    params: staffParams,
    success: { status: 204, description: 'Signed out' },
    async handle({ params, viewer }, { store, now }) {
      await store.transaction(async (repositories) => {
        const { id } = await colleague(repositories, viewer, params.id);
        await repositories.staff.removeSessionsOf(id);
        const { organisationId, id: actor } = viewer.staff;
        const at = now().toISOString();
        await record(repositories, { at, actor, organisationId, action: 'staff.signed-out', subject: id });
      });
    },
  }),
];
