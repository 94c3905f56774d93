/** Who may do what. Small rules, combined; the answers of the API carry their result as `can`. */
import type { HandoffRow, HandoffState, Role, StaffRow } from '../store/store';
import type { Viewer } from './accounts';

export type Policy<S> = (viewer: Viewer, subject: S) => boolean;

const and =
  <S>(...policies: Policy<S>[]): Policy<S> =>
  (viewer, subject) =>
    policies.every((policy) => policy(viewer, subject));
const or =
  <S>(...policies: Policy<S>[]): Policy<S> =>
  (viewer, subject) =>
    policies.some((policy) => policy(viewer, subject));
const role =
  (...roles: Role[]): Policy<unknown> =>
  ({ staff }) =>
    roles.includes(staff.role);

export const everybody: readonly Role[] = ['mediator', 'administrator', 'analyst'];
/** Roles that speak with people. In a small organisation the administrator does. */
export const answering: readonly Role[] = ['mediator', 'administrator'];
export const administrators: readonly Role[] = ['administrator'];

const isAdministrator = role('administrator');

/** What the viewer may do at all: which doors the console shows. */
export const generalPolicies = {
  answerPeople: role(...answering),
  invite: isAdministrator,
  editStaff: isAdministrator,
  editOrganisation: isAdministrator,
  readAudit: isAdministrator,
} as const satisfies Record<string, Policy<unknown>>;

const sameOrganisation: Policy<{ organisationId: string }> = ({ staff }, { organisationId }) =>
  staff.organisationId === organisationId;

/** Somebody named for some municipalities also takes people who have not said where they live. */
const inTheirMunicipalities: Policy<HandoffRow> = ({ staff }, { municipality }) =>
  staff.municipalities.length === 0 || municipality === null || staff.municipalities.includes(municipality);
const theirs: Policy<HandoffRow> = ({ staff }, { assignedTo }) => assignedTo === staff.id;
const state =
  (...states: HandoffState[]): Policy<HandoffRow> =>
  (_, handoff) =>
    states.includes(handoff.state);

/** Whether the conversation exists for the viewer at all: outside this wall there is nothing, not even a refusal. */
export const seesHandoff: Policy<HandoffRow> = and(
  role(...answering),
  sameOrganisation,
  or(isAdministrator, inTheirMunicipalities, theirs),
);

const theirsOrAdministrators = or(theirs, isAdministrator);
const mayEnd = and(seesHandoff, or(state('requested'), and(state('assigned'), theirsOrAdministrators)));

export const handoffPolicies = {
  claim: and(seesHandoff, state('requested')),
  release: and(seesHandoff, state('assigned'), theirsOrAdministrators),
  transfer: and(seesHandoff, state('assigned'), theirsOrAdministrators),
  answer: and(seesHandoff, state('assigned'), theirs),
  close: mayEnd,
  return: mayEnd,
} as const satisfies Record<string, Policy<HandoffRow>>;
export type HandoffAction = keyof typeof handoffPolicies;

const self: Policy<StaffRow> = ({ staff }, subject) => staff.id === subject.id;

export const staffPolicies = {
  /** Name and languages. */
  editProfile: and<StaffRow>(sameOrganisation, or<StaffRow>(isAdministrator, self)),
  /** Role, municipalities, disabled; ending sessions. */
  manage: and<StaffRow>(sameOrganisation, isAdministrator),
  readEmail: and<StaffRow>(sameOrganisation, or<StaffRow>(isAdministrator, self)),
} as const satisfies Record<string, Policy<StaffRow>>;

/** @returns for every policy of a list whether the viewer may. */
export function can<N extends string, S>(
  policies: Readonly<Record<N, Policy<S>>>,
  viewer: Viewer,
  subject: S,
): Record<N, boolean> {
  const answers = Object.entries<Policy<S>>(policies).map(([name, policy]) => [
    name,
    policy(viewer, subject),
  ]);
  // The names that go in come out.
  return Object.fromEntries(answers) as Record<N, boolean>;
}
