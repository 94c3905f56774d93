/** The organisation that answers when no other does. */
import type { OpeningHours, OrganisationRow, Repositories } from '../store/store';

export const defaultOrganisationId = 'passerelle';

/** Monday to Friday, mornings and afternoons. */
const officeHours: OpeningHours = {
  weekly: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, from: '09:00', to: '12:30' },
    { weekday, from: '13:30', to: '17:00' },
  ]),
  closedDays: [],
  publicHolidays: true,
};

/** In every language, until an administrator says otherwise. */
const withOfficeHours = (id: string, name: string, municipalities: string[]): OrganisationRow => ({
  ...{ id, name, municipalities },
  languages: [],
  hours: officeHours,
});

type Organisations = Pick<Repositories, 'organisations'>;

/** Makes the default organisation at first use. @returns it as it is now. */
export async function ensureDefaultOrganisation({ organisations }: Organisations): Promise<OrganisationRow> {
  const existing = await organisations.get(defaultOrganisationId);
  if (existing) return existing;
  const made = withOfficeHours(defaultOrganisationId, 'Passerelle', []);
  await organisations.put(made);
  return made;
}

/**
 * @param municipalities NIS codes it serves; none = everybody.
 * @returns false when there is one of this id already, which then stays as it is.
 */
export async function createOrganisation(
  { organisations }: Organisations,
  { id, name, municipalities }: Pick<OrganisationRow, 'id' | 'name' | 'municipalities'>,
): Promise<boolean> {
  if (await organisations.get(id)) return false;
  await organisations.put(withOfficeHours(id, name, municipalities));
  return true;
}
