/** @file The real kind of world: the real connectors against both sandbox servers in process, which fail as servers fail. */
import { Temporal } from 'temporal-polyfill';
import type { SandboxSystem, Fault as ServerFault } from '../../sandbox/kit/system.ts';
import { createMicrosoft365 } from '../../sandbox/microsoft365/index.ts';
import { sampleWorld } from '../../sandbox/sample/sample-world.ts';
import type { SampleWorld } from '../../sandbox/sample/world.ts';
import { createSuperOffice } from '../../sandbox/superoffice/index.ts';
import type { Connector } from '../../sync-core/connectors/connector.ts';
import { keptByCrm } from '../../sync-core/engine/testing/scene.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { type LocalDate, type Span, toInstant, type ZoneId } from '../../sync-core/model/time.ts';
import { clockOf, connectAccounts } from '../support/sandbox-accounts.ts';
import type { Chance } from './chance.ts';
import type { FaultKind, Setting } from './script.ts';
import type { SeenItem, SimulatedClock, SimulatedSide, SimulatedWorld, Surroundings } from './world.ts';

const zone = 'Europe/Berlin';

/** The sample tenant with its users and lists, and nothing in anybody's calendar. */
function emptyWorld(): SampleWorld {
  return { ...sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' }), appointments: [], tasks: [] };
}

/** What both servers' hands of the user take. */
function wordsOf({ title, body, location, span, availability, reminderMinutes, visibility }: Partial<Appointment>) {
  return {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(location === undefined ? {} : { location }),
    ...(span === undefined ? {} : timesOf(span)),
    ...(availability === undefined ? {} : { free: availability === 'free' }),
    ...(reminderMinutes === undefined ? {} : { reminderMinutes }),
    ...(visibility === undefined ? {} : { private: visibility === 'private' }),
  };
}

function timesOf(span: Span) {
  if (span.kind === 'allDay') return { start: span.firstDay, end: span.lastDay, zone, allDay: true };
  const wall = (moment: string) =>
    Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'second' });
  return { start: wall(span.start), end: wall(span.end), zone, allDay: false };
}

interface Row {
  readonly title: string;
  readonly body: string;
  readonly location: string;
  readonly start: string;
  readonly end: string;
  readonly zone: string;
  readonly allDay: boolean;
  readonly free: boolean;
  readonly private: boolean;
  readonly reminderMinutes: number | null;
}

function seen(id: string, row: Row): SeenItem {
  return {
    id,
    fields: {
      title: row.title,
      body: row.body,
      location: row.location,
      span: spanOf(row),
      availability: row.free ? 'free' : 'busy',
      reminderMinutes: row.reminderMinutes,
      visibility: row.private ? 'private' : 'public',
      importance: 'normal',
      joinUrl: '',
      done: false,
      recurrence: null,
    },
  };
}

function spanOf({ start, end, zone: inZone, allDay }: Row): Span {
  if (allDay) return { kind: 'allDay', firstDay: start as LocalDate, lastDay: end as LocalDate };
  const moment = (wall: string) =>
    toInstant(Temporal.PlainDateTime.from(wall.replace(/Z$/, '')).toZonedDateTime(inZone).toInstant());
  return { kind: 'timed', start: moment(start), end: moment(end), zone: inZone as ZoneId };
}

/** The servers' own way of each kind; undefined: it is done otherwise. */
function effectOf(kind: FaultKind, chance: Chance): ServerFault['effect'] | undefined {
  switch (kind) {
    case 'throttle':
      return { kind: 'status', status: 429, retryAfterSeconds: 1 + chance.int(30) };
    case 'serverError':
      return { kind: 'status', status: chance.pick([500, 502, 503, 504]) };
    case 'timeOutBefore':
    case 'dropped':
      return { kind: 'dropBefore' };
    case 'timeOutAfter':
      return { kind: 'dropAfter' };
    case 'shortPage':
      return { kind: 'nonsense', body: 'truncated' };
    case 'refused':
      return { kind: 'nonsense', body: chance.pick(['html', 'shape'] as const) };
    case 'staleRead':
      // Copies of a database lag by seconds. What is read in two parts (SuperOffice's bulk reading) cannot tell older ones.
      return { kind: 'stale', milliseconds: 1000 * (1 + chance.int(30)) };
    default:
      return undefined;
  }
}

export function sandboxWorld(_setting: Setting, time: SimulatedClock, around: Surroundings): SimulatedWorld {
  const superOffice = createSuperOffice({ clock: time, seed: 1 });
  const microsoft365 = createMicrosoft365({ clock: time, seed: 1 });
  const systems: readonly SandboxSystem[] = [superOffice, microsoft365];
  for (const system of systems) system.load(emptyWorld());

  const clock = clockOf(time);
  const requests: Record<Side, number> = { crm: 0, calendar: 0 };
  const installations = new Map<number, Readonly<Record<Side, Connector>>>();
  const installation = (device: number) => {
    const known = installations.get(device);
    if (known !== undefined) return known;
    const connectors = connectAccounts({
      superOffice,
      microsoft365,
      clock,
      random: () => around.chance().next(),
      onRequest(side) {
        around.onCall();
        requests[side] += 1;
      },
    });
    installations.set(device, connectors);
    return connectors;
  };

  const server = (side: Side, system: SandboxSystem) => ({
    connector: (device: number) => installation(device)[side],
    move: () => false,
    setZone: () => undefined,
    arm({ kind, skip }: { readonly kind: FaultKind; readonly skip: number }): void {
      const effect = effectOf(kind, around.chance());
      if (effect !== undefined) system.control.fault({ effect, skip, times: 1 + around.chance().int(3) });
      else if (kind === 'tokenExpired') system.control.expireAccessTokens();
      else if (kind === 'cursorExpired' || kind === 'cursorExpiredMidway') system.control.expireCursors();
      else return;
      around.onFault(kind);
    },
    disarm: () => system.control.clearFaults(),
    requests: () => requests[side],
  });

  const diary = superOffice.control;
  const events = microsoft365.control;
  const crm: SimulatedSide = {
    ...server('crm', superOffice),
    create: (fields) => void diary.createAppointment(wordsOf(fields)),
    edit: (id, patch) => diary.changeAppointment({ id: Number(id), ...wordsOf(patch) }),
    remove: (id) => diary.deleteAppointment({ id: Number(id) }),
    copy(id, title) {
      const original = crm.list().find((item) => item.id === id);
      if (original === undefined) throw new Error(`no row ${id}`);
      diary.createAppointment({ ...wordsOf(original.fields), title });
    },
    list: () => diary.list().map((row) => seen(String(row.id), row)),
  };
  const mailbox = server('calendar', microsoft365);
  const calendar: SimulatedSide = {
    ...mailbox,
    create: (fields) => void events.createEvent({ title: '', start: '', end: '', ...wordsOf(fields) }),
    edit: (id, patch) => void events.changeEvent({ id, ...wordsOf(patch) }),
    remove: (id) => events.deleteEvent({ id }),
    copy: (id, title) => void events.changeEvent({ id: events.copyEvent({ id }).id, title }),
    move(id) {
      events.copyEvent({ id });
      events.deleteEvent({ id });
      return true;
    },
    arm(fault) {
      if (fault.kind === 'spuriousConflict') events.set('spuriousConflictEvery', 2 + around.chance().int(3));
      else if (fault.kind === 'duplicatePage') events.set('batchThrottleEvery', 2 + around.chance().int(4));
      else mailbox.arm(fault);
    },
    disarm() {
      mailbox.disarm();
      events.set('spuriousConflictEvery', 0);
      events.set('batchThrottleEvery', 0);
    },
    list: () => events.list().map((event) => seen(event.id, event)),
  };
  return {
    kind: 'appointment',
    sides: { crm, calendar },
    clock,
    keeps: { crm: keptByCrm, calendar: (fields) => fields },
    offences: () => systems.flatMap(offencesOf),
    close: async () => {
      for (const system of systems) await system.close();
    },
  };
}

/** Mails that left, and requests that named somebody to be invited. */
function offencesOf({ name, control }: SandboxSystem): readonly string[] {
  const mails = control.mails().map(({ cause }) => `${name} sent a mail: ${cause}`);
  const invitations = control
    .journal()
    .filter(({ requestBody }) => /"(attendees|participants)":\[\{/i.test(JSON.stringify(requestBody) ?? ''))
    .map(({ method, path }) => `${name} was told of attendees: ${method} ${path}`);
  return [...mails, ...invitations];
}
