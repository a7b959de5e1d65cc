/** @file An Exchange Server through its web service: one person's default calendar, tasks and contacts, with that person's own rights. */
import type { Connector } from '../connector.ts';
import { createCategoryKeeper, ownCategories } from '../outlook/category-keeper.ts';
import { writeEvents } from '../outlook/writes.ts';
import type { ConnectorPorts } from '../ports.ts';
import { createEwsAccount } from './account.ts';
import { listChanges } from './calendar/changes.ts';
import { type EwsCalendar, findCreated, readItems } from './calendar/events.ts';
import { createOutlookCalendar } from './calendar/outlook-calendar.ts';
import { createCategoryList } from './category-list.ts';
import { createContactFace } from './contacts/contact-face.ts';
import { readMarkersOf } from './items.ts';
import { createLease } from './lease.ts';
import { createRecordFace } from './records/record-face.ts';
import { createEwsSession } from './session.ts';
import { expressTask, taskKind } from './tasks/task-form.ts';
import { createServerZones } from './zones/server-zones.ts';

export interface ExchangeConnectorOptions {
  /** `fetch` and `tokens` do what signing in needs, see `session.ts`. */
  readonly ports: ConnectorPorts;
  /** Of the web service, `https://mail.example.com/EWS/Exchange.asmx`. */
  readonly url: string;
  /** What the user signs in with: an e-mail address, `name@domain`, or `DOMAIN\name`. */
  readonly userName: string;
  /** Something waits: `until` in milliseconds since 1970. */
  readonly onWaiting?: (until: number, why: 'throttled' | 'retry') => void;
}

/** The connector of one account; it keeps nothing but the account's facts and the names of categories, for some time. */
export function createExchangeConnector(options: ExchangeConnectorOptions): Connector {
  const { ports, userName } = options;
  const session = createEwsSession(options);
  const { clock, remembered } = ports;
  const account = createEwsAccount({ session, userName, clock, remembered });
  const mailbox: EwsCalendar = {
    session,
    ports,
    zone: async (signal) => (await account.facts(signal)).zone,
    zoneForUnknown: () => account.zoneSaid ?? undefined,
    serverZones: createServerZones(session),
  };
  const calendar = createOutlookCalendar(mailbox);
  const keepCategories = createCategoryKeeper(createCategoryList(session), ports);
  return {
    system: 'exchange',
    facts: (signal, zone) => account.facts(signal, zone),
    confirm: (facts, signal) => account.confirm(facts, signal),
    lease: createLease(session),
    appointments: {
      express: calendar.express,
      changes: (request) => listChanges(mailbox, request),
      get: (ids, signal) => readItems(mailbox, ids, signal),
      markers: (ids, _window, signal) => readMarkersOf(mailbox, ids, signal),
      findCreated: (marks, signal) => findCreated(mailbox, marks, signal),
      async *write(operations, window, signal) {
        await keepCategories(operations.flatMap(ownCategories), signal);
        yield* writeEvents(calendar, operations, window, signal);
      },
    },
    contacts: createContactFace(mailbox, keepCategories),
    tasks: createRecordFace({ ...mailbox, kind: taskKind }, expressTask, keepCategories),
  };
}
