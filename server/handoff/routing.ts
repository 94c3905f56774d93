/** Who answers whom: the organisation of a contact, and whether its desk is open. */
import type { Desk, Places } from '../../bot';
import type { ContactRow, OrganisationRow, Repositories } from '../store/store';
import { deskAt } from './hours';
import { defaultOrganisationId, ensureDefaultOrganisation } from './organisations';

type Whom = Pick<ContactRow, 'municipality' | 'language'>;

export type Routing = {
  /** When a mediator answers this contact. Call it outside a transaction. */
  deskFor(contact: Whom): Promise<Desk>;
  /**
   * Organisation whose mediators get this contact. Inside a transaction it works on what the last `deskFor` read,
   * since the store itself may not be called there; a turn always asks for the desk first.
   */
  organisationFor(contact: Whom): Promise<string>;
};

export type RoutingDependencies = {
  store: Pick<Repositories, 'organisations' | 'staff'>;
  places: Places;
  now(): Date;
  /** How long what was read is used again, in milliseconds of real time. */
  freshMs?: number;
};

/** What routing needs to know of an organisation. */
type Counter = { organisation: OrganisationRow; staffed: boolean };
type Snapshot = { counters: Counter[]; readAt: number };

/** Short enough that nobody notices, long enough that a thousand turns a second do not read it a thousand times. */
const standardFreshMs = 250;

export function createRouting(dependencies: RoutingDependencies): Routing {
  const { places, now, freshMs = standardFreshMs } = dependencies;
  let latest: Snapshot | undefined;
  const fresh = async (): Promise<Snapshot> => {
    if (latest && performance.now() - latest.readAt < freshMs) return latest;
    latest = await readSnapshot(dependencies.store);
    return latest;
  };
  return {
    async deskFor(contact) {
      const { organisation, staffed } = chooseCounter((await fresh()).counters, places, contact);
      // Hours without anybody to keep them are a promise nobody would hold.
      return staffed ? deskAt(organisation.hours, now()) : { open: false, opensAt: null };
    },
    async organisationFor(contact) {
      const { counters } = latest ?? (await fresh());
      return chooseCounter(counters, places, contact).organisation.id;
    },
  };
}

async function readSnapshot(store: RoutingDependencies['store']): Promise<Snapshot> {
  await ensureDefaultOrganisation(store);
  const counters: Counter[] = [];
  for (const organisation of await store.organisations.list()) {
    const staff = await store.staff.list(organisation.id);
    const answers = staff.some((person) => person.role === 'mediator' && !person.disabled);
    // Before anybody signed up there is nobody to look for: the hours alone count.
    counters.push({ organisation, staffed: staff.length === 0 || answers });
  }
  return { counters, readAt: performance.now() };
}

/** The closest circle that is not empty: of the municipality, of everybody, the default; in it, who speaks the language. */
function chooseCounter(counters: readonly Counter[], places: Places, contact: Whom): Counter {
  const local = counters.filter(({ organisation }) => serves(organisation, places, contact.municipality));
  const last = counters.filter(({ organisation }) => organisation.id === defaultOrganisationId);
  const everybody = counters
    .filter(({ organisation }) => organisation.municipalities.length === 0)
    .filter((counter) => !last.includes(counter));
  const circle = [local, everybody, last].find((candidates) => candidates.length > 0) ?? [];
  const chosen = circle.find(({ organisation }) => speaks(organisation, contact.language)) ?? circle[0];
  if (!chosen) throw new Error('there is no organisation, not even the default one');
  return chosen;
}

/** An organisation set up before municipalities merged still serves its people. */
function serves({ municipalities }: OrganisationRow, places: Places, nis: string | null): boolean {
  if (nis === null) return false;
  const former = places.byNis(nis)?.mergedFrom ?? [];
  return [nis, ...former].some((code) => municipalities.includes(code));
}

function speaks({ languages }: OrganisationRow, language: string | null): boolean {
  return language !== null && languages.includes(language);
}
