/** The viewer's own organisation: whom it serves, in which languages, when. */
import type { OrganisationRow } from '../../store/store';
import { record } from '../audit/record';
import type { ApiContext } from '../context';
import { ApiError, invalidField } from '../errors';
import { administrators, everybody } from '../policies';
import { presentOrganisation } from '../presenters';
import { staffRoute } from '../route';
import { organisationChangeSchema, organisationSchema } from './schema';

export const organisationRoutes = [
  staffRoute({
    method: 'get',
    path: '/organisation',
    summary: 'The viewer’s organisation',
    roles: everybody,
    success: { status: 200, description: 'The organisation', schema: organisationSchema },
    errors: ['not-found'],
    async handle({ viewer }, { store, now }) {
      const organisation = await store.organisations.get(viewer.staff.organisationId);
      if (!organisation) throw new ApiError('not-found');
      return presentOrganisation(organisation, viewer, now());
    },
  }),
  staffRoute({
    method: 'put',
    path: '/organisation',
    summary: 'Change name, municipalities, languages and opening hours',
    roles: administrators,
    body: organisationChangeSchema,
    success: { status: 200, description: 'The organisation as changed', schema: organisationSchema },
    async handle({ body, viewer }, context) {
      const { id: actor, organisationId } = viewer.staff;
      const organisation: OrganisationRow = { id: organisationId, ...body };
      checkMunicipalities(organisation, context);
      const at = context.now().toISOString();
      await context.store.transaction(async (repositories) => {
        await repositories.organisations.put(organisation);
        const subject = organisationId;
        await record(repositories, { at, actor, organisationId, action: 'organisation.changed', subject });
      });
      return presentOrganisation(organisation, viewer, context.now());
    },
  }),
];

/** @throws ApiError for the first code that no municipality has. */
function checkMunicipalities({ municipalities }: OrganisationRow, { release }: ApiContext): void {
  const { places } = release();
  const unknown = municipalities.findIndex((nis) => places.byNis(nis) === undefined);
  if (unknown >= 0) throw invalidField(`municipalities.${unknown}`, 'unknown-municipality');
}
