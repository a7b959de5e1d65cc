/** @file Google: one person's main calendar, first list of tasks and contacts, with that person's own rights. */
import type { Connector } from '../connector.ts';
import type { ConnectorPorts } from '../ports.ts';
import { createGoogleAccount } from './account.ts';
import { listChanges } from './changes.ts';
import { contactRight, createContactFace } from './contacts/contact-face.ts';
import { findCreated, type GoogleCalendar, readItems, readMarkers } from './events.ts';
import { createLabelKeeper } from './labels.ts';
import { createLease } from './lease.ts';
import { createGoogleSession } from './session.ts';
import { createTaskFace, taskRight } from './tasks/task-face.ts';
import { expressAppointment } from './write-event.ts';
import { writeEvents } from './writes.ts';

/** To the calendar, its labels and its settings. */
const calendarRight = 'https://www.googleapis.com/auth/calendar';

export interface GoogleConnectorOptions {
  readonly ports: ConnectorPorts;
  /** Where the services are, in place of Google's own addresses; absent: those. */
  readonly apiUrl?: string;
  /** What the sign-in was granted: there are no faces for what may not be touched. Absent: nobody knows, and all is tried. */
  readonly rights?: readonly string[];
  /** Something waits: `until` in milliseconds since 1970. */
  readonly onWaiting?: (until: number, why: 'throttled' | 'retry') => void;
}

/** The connector of one account; it keeps nothing but the account's facts and the labels of its calendar, for some time. */
export function createGoogleConnector(options: GoogleConnectorOptions): Connector {
  const { ports } = options;
  const may = (right: string) => options.rights?.includes(right) ?? true;
  const session = createGoogleSession(options);
  const { clock, remembered, log } = ports;
  const account = createGoogleAccount({ session, clock, remembered, hasCalendar: may(calendarRight) });
  const calendar: GoogleCalendar = { session, account, labels: createLabelKeeper(session, ports), log };
  return {
    system: 'google',
    facts: (signal, zone) => account.facts(signal, zone),
    confirm: (facts, signal) => account.confirm(facts, signal),
    ...(may(calendarRight) ? { lease: createLease({ session, calendarId: 'primary' }) } : {}),
    appointments: {
      express: expressAppointment,
      changes: (request) => listChanges(calendar, request),
      get: (ids, signal) => readItems(calendar, ids, signal),
      markers: (ids, _window, signal) => readMarkers(calendar, ids, signal),
      findCreated: (marks, signal) => findCreated(calendar, marks, signal),
      write: (operations, _window, signal) => writeEvents(calendar, operations, signal),
    },
    ...(may(taskRight) ? { tasks: createTaskFace({ session, clock, log }) } : {}),
    ...(may(contactRight)
      ? { contactsIn: (groupName) => createContactFace({ session, clock, log, remembered, groupName }) }
      : {}),
  };
}
