/** @file Two systems in memory with an engine and a store between them: the stage of the engine's own tests. */
import type { Clock, Log } from '../../connectors/ports.ts';
import type { Appointment } from '../../model/appointment.ts';
import type { ItemFields } from '../../model/item.ts';
import { noAddress, type Person } from '../../model/person.ts';
import type { ItemKind, Side } from '../../model/side.ts';
import type { Task } from '../../model/task.ts';
import type { Instant, ZoneId } from '../../model/time.ts';
import { defaultPreferences, type Preferences } from '../../preferences/schema.ts';
import { openStore, type Store } from '../../store/store.ts';
import { createEngine } from '../create-engine.ts';
import type { Engine, Installation } from '../engine.ts';
import type { ActivityEntry, EngineEvent, RunReport } from '../report.ts';
import { MemorySystem, type MemorySystemOptions } from './memory-system.ts';

const discard = () => undefined;
export const quiet: Log = { debug: discard, info: discard, warn: discard, error: discard };

/** A clock that stands still between calls of `advance`; sleeping moves nothing and gives others a turn. */
export interface StillClock extends Clock {
  advance(milliseconds: number): void;
}

export function stillClock(start = Date.parse('2026-11-23T08:00:00Z')): StillClock {
  let now = start;
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    sleep: async (_milliseconds, signal) => signal.throwIfAborted(),
  };
}

/** Evenly in [0, 1), the same every time for the same seed (a whole number from 1). */
export function countingRandom(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** An hour of work next week, with whatever is said of it. */
export function meeting(over: Partial<Appointment> = {}): Appointment {
  return {
    title: 'Forecast Q1',
    body: '',
    location: '',
    span: {
      kind: 'timed',
      start: '2026-12-01T09:00:00Z' as Instant,
      end: '2026-12-01T10:00:00Z' as Instant,
      zone: 'Europe/Berlin' as ZoneId,
    },
    availability: 'busy',
    reminderMinutes: 15,
    visibility: 'public',
    importance: 'normal',
    joinUrl: '',
    done: false,
    recurrence: null,
    ...over,
  };
}

/** Something to be done, with whatever is said of it. */
export function todo(over: Partial<Task> = {}): Task {
  return {
    title: 'Send the offer',
    body: '',
    startDate: null,
    dueDate: null,
    done: false,
    percentComplete: 0,
    importance: 'normal',
    reminderAt: null,
    visibility: 'public',
    ...over,
  };
}

/** Somebody, with whatever is said of them. */
export function someone(over: Partial<Person> = {}): Person {
  return {
    givenName: 'Jonas',
    middleName: '',
    surname: 'Reuter',
    namePrefix: '',
    jobTitle: '',
    companyName: '',
    department: '',
    birthday: null,
    emails: [],
    businessPhones: [],
    mobilePhone: '',
    homePhone: '',
    otherPhone: '',
    businessFax: '',
    homeFax: '',
    businessAddress: noAddress,
    homeAddress: noAddress,
    otherAddress: noAddress,
    businessHomePage: '',
    homePage: '',
    ...over,
  };
}

/** What SuperOffice holds of an appointment: free or busy, and no finer. */
export function keptByCrm(fields: Appointment): Appointment {
  return { ...fields, availability: fields.availability === 'free' ? 'free' : 'busy' };
}

export interface Scene<F extends ItemFields = Appointment> {
  readonly crm: MemorySystem<F>;
  readonly calendar: MemorySystem<F>;
  readonly store: Store;
  readonly engine: Engine;
  readonly clock: StillClock;
  readonly events: EngineEvent[];
  /** One run, an hour after the last. */
  run(preferences?: Partial<Preferences>): Promise<RunReport>;
  /** Newest first. */
  entries(): readonly ActivityEntry[];
}

export interface SceneOptions<F extends ItemFields = Appointment> {
  readonly crm?: Partial<MemorySystemOptions<F>>;
  readonly calendar?: Partial<MemorySystemOptions<F>>;
  readonly file?: string;
  readonly installation?: Installation;
  /** Another computer with the same accounts: their systems and their time. */
  readonly besides?: Pick<Scene<F>, 'crm' | 'calendar' | 'clock'>;
}

/** Two systems with appointments. */
export async function createScene(options: SceneOptions = {}): Promise<Scene> {
  return await createSceneOf('appointment', { ...options, crm: { keep: keptByCrm, ...options.crm } });
}

/** Two systems with items of one kind, and none of the others. */
export async function createSceneOf<F extends ItemFields>(
  kind: ItemKind,
  options: SceneOptions<F> = {},
): Promise<Scene<F>> {
  const clock = options.besides?.clock ?? stillClock();
  const now = () => clock.now();
  const crm =
    options.besides?.crm ??
    new MemorySystem<F>({ system: 'superoffice', now, kind, withoutMarkers: true, ...options.crm });
  const calendar =
    options.besides?.calendar ?? new MemorySystem<F>({ system: 'microsoft365', now, kind, ...options.calendar });
  const store = await openStore({ file: options.file ?? ':memory:', clock, log: quiet });
  const events: EngineEvent[] = [];
  const engine = createEngine({
    store,
    connectors: { crm: crm.connector, calendar: calendar.connector },
    clock,
    // Another computer's ids are others, also where it has this one's file.
    random: countingRandom(options.besides === undefined ? 1 : 1 + (clock.now() % 1_000_003)),
    log: quiet,
    ...(options.installation === undefined ? {} : { installation: options.installation }),
    onEvent: (event) => void events.push(event),
  });
  return {
    crm,
    calendar,
    store,
    engine,
    clock,
    events,
    async run(preferences = {}) {
      clock.advance(3_600_000);
      return await engine.run({
        trigger: 'timer',
        preferences: { ...defaultPreferences, 'crm.persons.selections': [58], ...preferences },
        signal: new AbortController().signal,
      });
    },
    entries: () => store.activity({ filter: 'all', search: '', before: null, limit: 200 }).entries,
  };
}

/** Writes of a run on each side, as numbers in one line. */
export function writesOf(report: RunReport): Readonly<Record<Side, string>> {
  const line = ({ created, updated, removed }: RunReport['written']['crm']) => `+${created} ~${updated} -${removed}`;
  return { crm: line(report.written.crm), calendar: line(report.written.calendar) };
}
