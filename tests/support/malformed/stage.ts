/**
 * @file Both sandbox servers in process with the real connectors, the engine and a store, at the beginning of one of several
 * situations of a person's life with the program. A situation is prepared once and set up anew for each wrong answer.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SandboxClock } from '../../../sandbox/kit/system.ts';
import { createMicrosoft365 } from '../../../sandbox/microsoft365/index.ts';
import { sampleWorld } from '../../../sandbox/sample/sample-world.ts';
import { createSuperOffice } from '../../../sandbox/superoffice/index.ts';
import type { Log } from '../../../sync-core/connectors/ports.ts';
import { createEngine } from '../../../sync-core/engine/create-engine.ts';
import type { ActivityEntry, RunReport } from '../../../sync-core/engine/report.ts';
import type { Side } from '../../../sync-core/model/side.ts';
import { openStore } from '../../../sync-core/store/store.ts';
import { plainSubject } from '../plain-subject.ts';
import { clockOf, connectAccounts, type SentRequest } from '../sandbox-accounts.ts';
import { faultMark } from './wrong-values.ts';

export const situations = ['first', 'changes', 'lost', 'manyLost', 'recovery'] as const;
export type Situation = (typeof situations)[number];

/** One item as a person sees it, as JSON, by its title; several with one title are several. */
export type Picture = Readonly<Record<Side, ReadonlyMap<string, readonly string[]>>>;

export type Answering = (side: Side, request: SentRequest, real: Response) => Promise<Response>;

export interface Scene {
  /** What every answer goes through. */
  answering: Answering;
  /** One run. @returns its report, and the entries of the activity list that it added */
  run(): Promise<{ readonly report: RunReport; readonly entries: readonly ActivityEntry[] }>;
  advance(milliseconds: number): void;
  picture(): Picture;
  /** Edits every item of that side without changing anything of it. */
  touch(side: Side): void;
  /** All that was logged since the last call, as text. */
  logged(): string;
  /** Requests of other origins than the servers' own. */
  readonly strayed: string[];
  /** People who were mailed, or named as guests. */
  offences(): readonly string[];
  close(): void;
}

interface Snapshot {
  readonly now: number;
  readonly crm: unknown;
  readonly calendar: unknown;
  readonly store: Buffer;
}

const start = Date.parse('2026-11-23T08:00:00Z');
const zone = 'Europe/Berlin';
const asItIs: Answering = async (_side, _request, real) => real;

/** Clock of the servers, which each scene sets to its own beginning. */
let now = start;
const servers: SandboxClock = {
  now: () => now,
  advance: (milliseconds) => {
    now += milliseconds;
  },
};
/** More than all scenes together ask: their clock goes back again and again. */
const withoutLimits = { requestsPerTenMinutes: 1_000_000_000, emptyDeltaPages: true };
const crm = createSuperOffice({ clock: servers, seed: 1, switches: { callsPerSecond: 0 } });
const calendar = createMicrosoft365({ clock: servers, seed: 1, switches: withoutLimits });
const empty = { ...sampleWorld({ seed: 1, size: 'small', today: '2026-11-23' }), appointments: [], tasks: [] };
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synchronizer-malformed-'));
const file = path.join(folder, 'store.sqlite');
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

const title = (name: string) => `${faultMark} ${name}`;
const hour = (day: number, at = 10) => ({
  start: `2026-12-0${day}T${at}:00:00`,
  end: `2026-12-0${day}T${at + 1}:00:00`,
  zone,
});

function inCrm(name: string, more: object = {}): void {
  crm.control.createAppointment({
    title: title(name),
    body: '<p>Agenda</p>',
    location: 'Room 4',
    reminderMinutes: 15,
    ...hour(1),
    ...more,
  });
}

function inCalendar(name: string, more: object = {}): void {
  calendar.control.createEvent({
    title: title(name),
    body: '<p>Agenda</p>',
    location: 'Room 7',
    reminderMinutes: 30,
    ...hour(2),
    ...more,
  });
}

/** A colleague's booking, whose invitation stands in the calendar under the UID that the CRM knows it by. */
function invite(): void {
  const uid = 'booking@superoffice.example';
  const booking = { title: title('from a colleague'), ...hour(9, 17) };
  const { id } = crm.control.createAppointment({ ...booking, user: 15, participants: [12] });
  crm.control.nameByUid({ id, uid });
  inCalendar('invited', {
    ...hour(9, 17),
    organiser: 'ingrid.solberg@nordlicht.example',
    response: 'notResponded',
    uid,
  });
}

function fill(): void {
  inCrm('in both', { ...hour(3), location: 'Room 5', reminderMinutes: 15 });
  inCalendar('in both', { ...hour(3), location: 'Room 5', reminderMinutes: 15 });
  inCrm('from the CRM');
  inCrm('days from the CRM', {
    start: '2026-12-04',
    end: '2026-12-05',
    allDay: true,
    free: true,
    reminderMinutes: null,
  });
  inCrm('with a colleague', { ...hour(5), participants: [15] });
  inCrm('leaves the CRM', hour(6));
  invite();
  inCalendar('from the calendar', { free: true });
  inCalendar('days from the calendar', { start: '2026-12-07', end: '2026-12-07', allDay: true, reminderMinutes: null });
  inCalendar('leaves the calendar', hour(8));
  inCalendar('moves out of the window', hour(8, 14));
}

const idIn = {
  crm: (name: string) => crm.control.list().find((one) => one.title === title(name))?.id ?? 0,
  calendar: (name: string) => calendar.control.list().find((one) => one.title === title(name))?.id ?? '',
};

function edit(): void {
  crm.control.changeAppointment({ id: idIn.crm('from the CRM'), location: 'Room 40' });
  crm.control.changeAppointment({ id: idIn.crm('from the calendar'), ...hour(2, 14) });
  calendar.control.changeEvent({ id: idIn.calendar('in both'), body: '<p>Another agenda</p>' });
  calendar.control.changeEvent({ id: idIn.calendar('days from the CRM'), location: 'Room 70' });
  const far = { start: '2031-01-08T10:00:00', end: '2031-01-08T11:00:00', zone };
  calendar.control.changeEvent({ id: idIn.calendar('moves out of the window'), ...far });
  crm.control.deleteAppointment({ id: idIn.crm('leaves the CRM') });
  calendar.control.deleteEvent({ id: idIn.calendar('leaves the calendar') });
  inCrm('new in the CRM', hour(9));
  inCalendar('new in the calendar', hour(9, 14));
}

async function open(snapshot: Snapshot): Promise<Scene> {
  now = snapshot.now;
  crm.restore(structuredClone(snapshot.crm));
  calendar.restore(structuredClone(snapshot.calendar));
  for (const { control } of [crm, calendar]) control.clearJournal();
  fs.rmSync(`${file}-wal`, { force: true });
  fs.rmSync(`${file}-shm`, { force: true });
  fs.writeFileSync(file, snapshot.store);
  const lines: string[] = [];
  const strayed: string[] = [];
  const note = (message: string, facts?: object) => void lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const clock = clockOf(servers);
  // Another one for each beginning: what is remembered from before was named by it.
  let seed = snapshot.now % 2_147_483_647;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const own = new Set([crm, calendar].flatMap((one) => Object.values(one.describe().addresses)));
  const connectors = connectAccounts({
    superOffice: { ...crm, fetch: noting(crm.fetch, own, strayed) },
    microsoft365: { ...calendar, fetch: noting(calendar.fetch, own, strayed) },
    clock,
    random,
    log,
    pageSize: 3,
    onAnswer: (side, request, real) => scene.answering(side, request, real),
  });
  const store = await openStore({ file, clock, log });
  const installation = { id: 'device-1', name: 'Desk' };
  const engine = createEngine({ store, connectors, clock, random, log, installation, onEvent: () => undefined });
  const scene: Scene = {
    answering: asItIs,
    strayed,
    async run() {
      const [before] = store.activity({ filter: 'all', search: '', before: null, limit: 1 }).entries;
      const signal = new AbortController().signal;
      const report = await engine.run({ trigger: 'timer', preferences: plainSubject, signal });
      const { entries } = store.activity({ filter: 'all', search: '', before: null, limit: 200 });
      return { report, entries: entries.filter(({ id }) => id > (before?.id ?? 0)) };
    },
    advance: servers.advance,
    picture,
    touch,
    logged: () => lines.splice(0).join('\n'),
    offences,
    close: () => store.close(),
  };
  return scene;
}

function noting(fetch: typeof crm.fetch, own: ReadonlySet<string>, strayed: string[]): typeof crm.fetch {
  return (url, init) => {
    if (!own.has(new URL(url).origin)) strayed.push(url);
    return fetch(url, init);
  };
}

function picture(): Picture {
  const byTitle = <Row extends { readonly title: string }>(rows: readonly Row[], tell: (row: Row) => object) => {
    const map = new Map<string, readonly string[]>();
    for (const row of rows) map.set(row.title, [...(map.get(row.title) ?? []), JSON.stringify(tell(row))].toSorted());
    return map;
  };
  const plain = <
    Row extends ReturnType<typeof crm.control.list>[number] | ReturnType<typeof calendar.control.list>[number],
  >(
    row: Row,
  ) => ({
    body: row.body,
    location: row.location,
    start: row.start,
    end: row.end,
    allDay: row.allDay,
    free: row.free,
    private: row.private,
    reminderMinutes: row.reminderMinutes,
  });
  return { crm: byTitle(crm.control.list(), plain), calendar: byTitle(calendar.control.list(), plain) };
}

function touch(side: Side): void {
  if (side === 'crm')
    for (const { id, location } of crm.control.list()) crm.control.changeAppointment({ id, location });
  else for (const { id, location } of calendar.control.list()) calendar.control.changeEvent({ id, location });
}

function offences(): readonly string[] {
  return [crm, calendar].flatMap(({ name, control }) => [
    ...control.mails().map(({ cause }) => `${name} sent a mail: ${cause}`),
    ...control
      .journal()
      .filter(({ requestBody }) => /"(attendees|participants)":\[\{/i.test(JSON.stringify(requestBody) ?? ''))
      .map(({ method, path: at }) => `${name} was told of guests: ${method} ${at}`),
  ]);
}

function snapshot(): Snapshot {
  return {
    now,
    crm: structuredClone(crm.save()),
    calendar: structuredClone(calendar.save()),
    store: fs.readFileSync(file),
  };
}

/** Runs with nothing wrong, and leaves the store closed. */
async function live(from: Snapshot, runs: number, answering: Answering = asItIs): Promise<void> {
  const scene = await open(from);
  scene.answering = answering;
  for (let run = 0; run < runs; run += 1) {
    scene.advance(600_000);
    await scene.run();
  }
  scene.close();
}

async function emptyStore(): Promise<Buffer> {
  fs.rmSync(file, { force: true });
  const clock = clockOf(servers);
  const discard = () => undefined;
  const log: Log = { debug: discard, info: discard, warn: discard, error: discard };
  (await openStore({ file, clock, log })).close();
  return fs.readFileSync(file);
}

/** Every creation takes effect; then the line is cut, and nobody hears of it. */
function cutAtCreations(): Answering {
  let cut = false;
  return async (_side, request, real) => {
    const inBatch = request.url.endsWith('$batch') && request.body?.includes('"method":"POST"');
    cut ||= inBatch || request.url.includes('CreateAppointmentForUID');
    if (cut && (inBatch || request.method !== 'GET')) throw new TypeError('fetch failed');
    return real;
  };
}

const prepared = new Map<Situation, Promise<Snapshot>>();

async function prepare(situation: Situation): Promise<Snapshot> {
  now = start;
  for (const system of [crm, calendar]) system.load(empty);
  const store = await emptyStore();
  fill();
  if (situation === 'manyLost') for (let n = 0; n < 40; n += 1) inCrm(`number ${n}`, hour(1 + (n % 5), 12));
  servers.advance(300_000);
  const first = { ...snapshot(), store };
  if (situation === 'first') return first;
  if (situation === 'recovery') {
    await live(first, 1, cutAtCreations());
    servers.advance(24 * 3_600_000);
    return snapshot();
  }
  await live(first, 2);
  servers.advance(24 * 3_600_000);
  if (situation === 'changes') {
    edit();
    // So young that single appointments are read for themselves.
    servers.advance(5000);
    return snapshot();
  }
  return { ...snapshot(), store };
}

/** A situation as it begins. Only one scene is open at a time. */
export async function setUp(situation: Situation): Promise<Scene> {
  const begun = prepared.get(situation) ?? prepare(situation);
  prepared.set(situation, begun);
  return await open(await begun);
}
