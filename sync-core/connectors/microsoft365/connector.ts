/**
 * @file Microsoft 365 through Graph: one person's default calendar, default list of tasks and own contacts, with that person's
 * own rights.
 */
import type { Connector } from '../connector.ts';
import { createCategoryKeeper, ownCategories } from '../outlook/category-keeper.ts';
import { expressAppointment } from '../outlook/express-appointment.ts';
import { writeEvents } from '../outlook/writes.ts';
import type { ConnectorPorts } from '../ports.ts';
import { createAccount } from './account.ts';
import { listChanges } from './changes.ts';
import { contactRight, createContactFace } from './contacts/contact-face.ts';
import { createGraph } from './graph.ts';
import { findByMarks, type Mailbox, readItems, readMarkers } from './items.ts';
import { createLease } from './lease.ts';
import { createCategoryList } from './master-categories.ts';
import { createOutlookCalendar } from './outlook-calendar.ts';
import { createTaskFace, taskRight } from './todo/task-face.ts';

export interface Microsoft365ConnectorOptions {
  readonly ports: ConnectorPorts;
  /** With version, `https://graph.microsoft.com/v1.0`. */
  readonly apiUrl: string;
  /** What the sign-in was granted: there are no faces for what may not be touched. Absent: nobody knows, and all is tried. */
  readonly rights?: readonly string[];
  /** Something waits: `until` in milliseconds since 1970. */
  readonly onWaiting?: (until: number, why: 'throttled' | 'retry') => void;
}

/** The connector of one account; it keeps nothing but the account's facts and the names of categories, for some time. */
export function createMicrosoft365Connector(options: Microsoft365ConnectorOptions): Connector {
  const { ports, onWaiting } = options;
  const granted = options.rights?.map((right) => right.toLowerCase());
  const may = (right: string) => granted?.includes(right.toLowerCase()) ?? true;
  const graph = createGraph(options);
  const account = createAccount(graph, ports.clock, ports.remembered);
  const batchPorts = { clock: ports.clock, random: ports.random, ...(onWaiting && { onWaiting }) };
  const mailbox: Mailbox = {
    graph,
    ports: batchPorts,
    zone: async (signal) => (await account.facts(signal)).zone,
    zoneForUnknown: () => account.zoneSaid ?? undefined,
  };
  const calendar = createOutlookCalendar(mailbox);
  const keepCategories = createCategoryKeeper(createCategoryList(graph), ports);
  return {
    system: 'microsoft365',
    facts: (signal, zone) => account.facts(signal, zone),
    confirm: (facts, signal) => account.confirm(facts, signal),
    lease: createLease(graph),
    appointments: {
      express: expressAppointment,
      changes: (request) => listChanges(mailbox, ports.log, request),
      get: (ids, signal) => readItems(mailbox, ids, signal),
      markers: (ids, window, signal) => readMarkers(mailbox, ids, window, signal),
      findCreated: (marks, signal) => findByMarks(mailbox, marks, ports.log, signal),
      async *write(operations, window, signal) {
        await keepCategories(operations.flatMap(ownCategories), signal);
        yield* writeEvents(calendar, operations, window, signal);
      },
    },
    ...(may(taskRight) ? { tasks: createTaskFace({ mailbox, ports, keepCategories }) } : {}),
    ...(may(contactRight) ? { contacts: createContactFace({ mailbox, ports, keepCategories }) } : {}),
  };
}
