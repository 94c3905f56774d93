import type { Contact, Effect } from './turn';

/** What the core knows of a contact once an effect is done; the store keeps the same. */
export function contactAfter(contact: Contact, effect: Effect): Contact {
  switch (effect.type) {
    case 'set_language':
      return {
        ...contact,
        language: effect.language,
        languageChosen: contact.languageChosen || effect.chosen,
      };
    case 'set_municipality':
      return { ...contact, municipality: effect.nis };
    case 'set_status':
      return { ...contact, status: effect.status };
    case 'set_greeted':
      return { ...contact, greeted: true };
    case 'opt_out':
      return { ...contact, optedOut: true };
    case 'opt_in':
      return { ...contact, optedOut: false };
    case 'open_handoff':
      return { ...contact, handoff: { id: effect.id, state: 'requested', urgent: effect.urgent } };
    case 'withdraw_handoff':
      return { ...contact, handoff: null };
    case 'set_timer':
      return { ...contact, reminders: contact.reminders + 1 };
    case 'cancel_timers':
      return { ...contact, reminders: 0 };
    default:
      return contact;
  }
}
