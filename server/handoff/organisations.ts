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

/** Serves everybody, in every language, until an administrator says otherwise. */
const defaultOrganisation: OrganisationRow = {
  id: defaultOrganisationId,
  name: 'Passerelle',
  municipalities: [],
  languages: [],
  hours: officeHours,
};

/** Makes the default organisation at first use. @returns it as it is now. */
export async function ensureDefaultOrganisation({
  organisations,
}: Pick<Repositories, 'organisations'>): Promise<OrganisationRow> {
  const existing = await organisations.get(defaultOrganisationId);
  if (existing) return existing;
  await organisations.put(defaultOrganisation);
  return defaultOrganisation;
}
