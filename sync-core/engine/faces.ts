/** @file Which kinds of item take part in a run, and by which faces of the two systems. Pure. */
import type { Connector, ItemFace, PersonsWanted } from '../connectors/connector.ts';
import { type ItemKind, itemKind, type Side } from '../model/side.ts';
import { directionOf } from '../preferences/direction.ts';
import type { Preferences } from '../preferences/schema.ts';

export type Faces = Readonly<Record<Side, ItemFace>>;
type Connectors = Readonly<Record<Side, Connector>>;

/** @returns the faces of that kind; null where one of the systems has none. */
export function facesOf(kind: ItemKind, { crm, calendar }: Connectors, preferences: Preferences): Faces | null {
  switch (kind) {
    case 'appointment':
      return { crm: crm.appointments, calendar: calendar.appointments };
    case 'task':
      return crm.tasks && calendar.tasks ? { crm: crm.tasks, calendar: calendar.tasks } : null;
    case 'person': {
      const persons = crm.persons?.(personsWanted(preferences));
      const contacts = calendar.contactsIn?.(preferences['google.contactGroup']) ?? calendar.contacts;
      return persons && contacts ? { crm: persons, calendar: contacts } : null;
    }
  }
}

/** @returns the kinds that take part, appointments first: what nobody can read of the others does not keep them waiting. */
export function kindsOf(connectors: Connectors, preferences: Preferences): readonly ItemKind[] {
  return itemKind.options.filter((kind) => {
    if (!preferences[`kinds.${kind}`] || directionOf(preferences, kind).idle) return false;
    return facesOf(kind, connectors, preferences) !== null;
  });
}

function personsWanted(preferences: Preferences): PersonsWanted {
  const language = preferences['crm.subject.language'];
  return {
    selections: preferences['crm.persons.selections'],
    jobTitle: preferences['crm.fields.jobTitle'],
    title: preferences['crm.fields.title'],
    department: preferences['crm.fields.department'],
    personalPhoneFirst: preferences['crm.personalPhoneFirst'],
    language: language === 'crm' ? null : language,
  };
}
