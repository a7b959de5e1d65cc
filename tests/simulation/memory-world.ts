/** @file The fast kind of world: both systems in memory, with everything that the connector contract allows going wrong. */
import {
  AuthExpired,
  Conflict,
  type ConnectorError,
  Offline,
  Rejected,
  Throttled,
  Unavailable,
} from '../../sync-core/connectors/errors.ts';
import { type Call, MemorySystem, type Mishap } from '../../sync-core/engine/testing/memory-system.ts';
import { keptByCrm } from '../../sync-core/engine/testing/scene.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { ItemId, Side, SystemId } from '../../sync-core/model/side.ts';
import type { Period, ZoneId } from '../../sync-core/model/time.ts';
import type { Chance } from './chance.ts';
import { allTime, asRead, byRule, inRows, throughout } from './memory-series.ts';
import type { Fault, FaultKind, Setting } from './script.ts';
import type { SimulatedClock, SimulatedSide, SimulatedWorld, Surroundings } from './world.ts';

const longestText = 24;
const whose = { crm: 'bookingOfOthers', calendar: 'organisedByOthers' } as const;

/** What a calendar does on its own: it trims and cuts what is written to it, and gives a reminder to what has none. */
function rewritten(fields: Appointment): Appointment {
  const short = (text: string) => text.trim().slice(0, longestText).trim();
  return {
    ...fields,
    title: short(fields.title),
    location: short(fields.location),
    body: fields.body.replaceAll('<p> ', '<p>'),
    reminderMinutes: fields.reminderMinutes ?? 15,
  };
}

function keptByCalendar(setting: Setting): (fields: Appointment) => Appointment {
  return setting.rewrites ? rewritten : (fields) => fields;
}

const writes: readonly Call[] = ['create', 'update', 'remove'];
const reads: readonly Call[] = ['changes', 'get', 'markers', 'findCreated'];

/** Calls that a fault can strike; those that are not named strike any. */
const strikes: { readonly [K in FaultKind]?: readonly Call[] } = {
  timeOutAfter: writes,
  refused: writes,
  // A creation that meets a conflict has met a key that was used: that is never by mistake.
  spuriousConflict: ['update', 'remove'],
  cursorExpiredMidway: ['changes'],
  shortPage: ['changes'],
  duplicatePage: ['changes'],
  staleRead: reads,
  newVersion: reads,
};

const readMishaps: { readonly [K in FaultKind]?: Mishap } = {
  cursorExpiredMidway: { kind: 'expires' },
  shortPage: { kind: 'cutShort' },
  duplicatePage: { kind: 'repeats' },
  newVersion: { kind: 'newVersion' },
};

function errorOf(kind: FaultKind, system: SystemId): ConnectorError {
  switch (kind) {
    case 'throttle':
      return new Throttled('slow down', { system, retryAfterMs: 60_000 });
    case 'tokenExpired':
      return new AuthExpired('sign in again', { system });
    case 'dropped':
      return new Offline('the connection was cut', { system });
    case 'refused':
      return new Rejected('no', { system, status: 400 });
    case 'spuriousConflict':
      return new Conflict('changed meanwhile', { system, status: 412 });
    default:
      return new Unavailable(kind, { system, status: 503 });
  }
}

function mishapOf({ kind }: Fault, call: Call, system: SystemId, chance: Chance): Mishap {
  if (kind === 'staleRead') return { kind: 'stale', changes: 1 + chance.int(3) };
  const mishap = readMishaps[kind];
  if (mishap !== undefined) return mishap;
  const error = errorOf(kind, system);
  if (!writes.includes(call) || kind === 'tokenExpired') return { kind: 'throw', error };
  if (kind === 'timeOutAfter') return { kind: 'failAfter', error };
  const ofItem = kind === 'refused' || kind === 'spuriousConflict';
  return !ofItem && chance.happens(0.3) ? { kind: 'throw', error } : { kind: 'failBefore', error };
}

/** Lets others go first, for a while that is left to chance; the same chance, the same order. */
async function turn(chance: Chance): Promise<void> {
  const slow = chance.int(10) === 0 ? 60 : 6;
  for (let hops = chance.int(slow); hops > 0; hops--) await undefined;
}

function shuffled(count: number, chance: Chance): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = chance.int(last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

export function memoryClock(start: number): SimulatedClock {
  let now = start;
  return {
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      now += milliseconds;
    },
  };
}

export function memoryWorld(setting: Setting, clock: SimulatedClock, around: Surroundings): SimulatedWorld {
  const keeps = { crm: throughout(keptByCrm), calendar: throughout(keptByCalendar(setting)) };
  /** In which the CRM's rows are shown. */
  let rowsIn = 'Europe/Berlin' as ZoneId;
  const trespasses: string[] = [];
  const express = {
    crm: (fields: Appointment, window: Period) => inRows(keeps.crm(fields), window),
    calendar: (fields: Appointment, window: Period) => byRule(keeps.calendar(fields), window),
  };
  const stored = {
    crm: (fields: Appointment, window: Period) => asRead(express.crm(fields, window), rowsIn),
    calendar: express.calendar,
  };

  function simulate(side: Side): SimulatedSide {
    const system: SystemId = side === 'crm' ? 'superoffice' : 'microsoft365';
    let armed: { readonly fault: Fault; skip: number }[] = [];
    /**
     * Nothing on an item of the CRM says what it was made from. Whoever has no memory of having made it, and is shown the
     * calendar as it was before the original came, cannot know it from somebody's own: not played.
     */
    const canStrike = ({ kind }: Fault, call: Call) =>
      (strikes[kind]?.includes(call) ?? true) &&
      !(kind === 'staleRead' && call === 'changes' && side === 'calendar' && around.knowsLess());
    const isMeeting = (id: string): boolean => memory.item(id as ItemId)?.protection.edit === false;
    const memory: MemorySystem = new MemorySystem({
      system,
      keep: stored[side],
      express: express[side],
      seriesAsRows: side === 'crm',
      withoutMarkers: side === 'crm',
      withLease: setting.lease && side === 'calendar',
      pageSize: setting.page,
      now: () => clock.now(),
      turn: () => turn(around.chance()),
      order: (count) => shuffled(count, around.chance()),
      ahead: () => around.chance().int(4),
      onWrite(operation) {
        around.onWrite(side);
        if (operation.do !== 'create' && isMeeting(operation.id))
          trespasses.push(`the meeting ${operation.id} is written by a synchroniser (${operation.do})`);
        if (operation.do === 'create') around.onCreated(side, operation.fields);
      },
      mishap(call) {
        around.onCall();
        const next = armed.find(({ fault }) => canStrike(fault, call));
        if (next === undefined || next.skip-- > 0) return undefined;
        armed = armed.filter((one) => one !== next);
        around.onFault(next.fault.kind);
        return mishapOf(next.fault, call, system, around.chance());
      },
    });
    /** As the program makes it of what its own person writes. */
    const asWritten = (fields: Appointment) =>
      fields.recurrence === null ? keeps[side](fields) : stored[side](fields, allTime);
    return {
      connector: () => memory.connector,
      create: (fields) => void memory.create(asWritten(fields)),
      edit(id, patch) {
        const after = { ...memory.item(id as ItemId)?.fields, ...patch } as Appointment;
        const repeats = patch.recurrence !== undefined || (patch.span !== undefined && after.recurrence !== null);
        memory.edit(id as ItemId, repeats ? asWritten(after) : patch);
      },
      remove: (id) => memory.remove(id as ItemId),
      copy: (id, title) => void memory.copy(id as ItemId, { title }),
      move(id) {
        if (side === 'calendar') memory.move(id as ItemId);
        return side === 'calendar';
      },
      invite(fields) {
        memory.create(asWritten(fields), { protection: { edit: false, remove: false, why: whose[side] } });
      },
      callOff: (id) => memory.edit(id as ItemId, {}, { unfit: 'cancelled' }),
      list: () => memory.items().map(({ id, fields }) => ({ id, fields, isMeeting: isMeeting(id) })),
      setZone(to) {
        memory.facts = { zone: to as ZoneId };
        if (side === 'crm') rowsIn = to as ZoneId;
      },
      arm(fault) {
        if (fault.kind !== 'cursorExpired') armed.push({ fault, skip: fault.skip });
        else {
          memory.expireCursors();
          around.onFault('cursorExpired');
        }
      },
      disarm() {
        armed = [];
      },
      requests: () => memory.requests,
    };
  }

  return {
    kind: 'appointment',
    sides: { crm: simulate('crm'), calendar: simulate('calendar') },
    clock,
    keeps,
    offences: () => trespasses,
    close: async () => undefined,
  };
}
