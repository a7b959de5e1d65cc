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
import { keptByCrm, meeting } from '../../sync-core/engine/testing/scene.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { ItemId, SystemId } from '../../sync-core/model/side.ts';
import type { Instant, ZoneId } from '../../sync-core/model/time.ts';
import { plainTextOfHtml } from '../../sync-core/translate/text.ts';
import type { Chance } from './chance.ts';
import type { SeenItem, SimulatedSide, SimulatedWorld, Words } from './world.ts';

function later(start: string, minutes: number): Instant {
  return new Date(Date.parse(start) + minutes * 60_000).toISOString().replace('.000Z', 'Z') as Instant;
}

function patchOf(words: Partial<Words>): Partial<Appointment> {
  const { start, body, ...plain } = words;
  return {
    ...plain,
    ...(body === undefined ? {} : { body: `<p>${body}</p>` }),
    ...(start === undefined
      ? {}
      : { span: { kind: 'timed', start: start as Instant, end: later(start, 30), zone: 'Europe/Berlin' as ZoneId } }),
  };
}

function keptByCalendar(fields: Appointment): Appointment {
  // What a calendar does on its own: it formats text, and gives a reminder to what has none.
  return { ...fields, body: fields.body.replaceAll('<p> ', '<p>'), reminderMinutes: fields.reminderMinutes ?? 15 };
}

function mishapFor(chance: Chance, system: SystemId, call: Call): Mishap {
  const errors: readonly ConnectorError[] = [
    new Unavailable('503', { system, status: 503 }),
    new Offline('no network', { system }),
    new Throttled('slow down', { system, retryAfterMs: 60_000 }),
  ];
  const ofAll: readonly ConnectorError[] = [...errors, new AuthExpired('sign in again', { system })];
  if (call === 'facts') return { kind: 'throw', error: chance.pick(ofAll) };
  if (call === 'create' || call === 'update' || call === 'remove') {
    const ofItem = [...errors, new Rejected('no', { system, status: 400 }), new Conflict('412', { system })];
    const lost = errors.filter((error) => !(error instanceof Throttled));
    if (chance.happens(0.2)) return { kind: 'throw', error: chance.pick(ofAll) };
    return chance.happens(0.5)
      ? { kind: 'failAfter', error: chance.pick(lost) }
      : { kind: 'failBefore', error: chance.pick(ofItem) };
  }
  const mishaps: readonly Mishap[] = [
    { kind: 'throw', error: chance.pick(ofAll) },
    { kind: 'stale', changes: 1 + chance.int(3) },
    { kind: 'newVersion' },
    ...(call === 'changes' ? [{ kind: 'cutShort' } as const] : []),
  ];
  return chance.pick(mishaps);
}

export function memoryWorld(chance: Chance, start: number): SimulatedWorld {
  let now = start;
  let trouble = 0;
  const world: SimulatedWorld = {
    sides: { crm: side('superoffice', keptByCrm, true), calendar: side('microsoft365', keptByCalendar, false) },
    clock: {
      now: () => now,
      advance(milliseconds) {
        now += milliseconds;
      },
      async sleep(milliseconds, signal) {
        signal.throwIfAborted();
        now += milliseconds;
      },
    },
    onStep: () => undefined,
    offences: () => [],
    close: async () => undefined,
  };

  function side(system: SystemId, keep: (fields: Appointment) => Appointment, withoutMarkers: boolean): SimulatedSide {
    const memory = new MemorySystem({
      system,
      keep,
      withoutMarkers,
      pageSize: 3,
      now: () => now,
      mishap(call) {
        world.onStep();
        if (trouble === 0 || !chance.happens(0.3)) return undefined;
        trouble -= 1;
        return mishapFor(chance, system, call);
      },
    });
    return {
      connector: memory.connector,
      create(words, isPrivate) {
        memory.create(keep(meeting({ ...patchOf(words), visibility: isPrivate ? 'private' : 'public' })));
      },
      edit: (id, words) => memory.edit(id as ItemId, patchOf(words)),
      remove: (id) => memory.remove(id as ItemId),
      list: () =>
        memory.items().map(
          ({ id, fields }): SeenItem => ({
            id,
            title: fields.title,
            body: plainTextOfHtml(fields.body),
            location: fields.location,
            start: fields.span.kind === 'timed' ? fields.span.start : fields.span.firstDay,
            private: fields.visibility === 'private',
          }),
        ),
      disturb() {
        if (chance.happens(0.2)) memory.expireCursors();
        else trouble += 1;
      },
      calm() {
        trouble = 0;
      },
      requests: () => memory.requests,
    };
  }
  return world;
}
