/** @file Reads appointments: many at once in their flat form, or one by one as entities. */
import { z } from 'zod';
import type { ItemId } from '../../model/side.ts';
import type { RemoteAppointment } from '../connector.ts';
import { NotFound } from '../errors.ts';
import type { ListedRow } from './listing.ts';
import type { Profile } from './profile.ts';
import { readEntity, readSimple } from './read-appointment.ts';
import { type AppointmentEntity, appointmentEntitySchema, simpleAppointmentsSchema } from './schemas.ts';
import type { Session } from './session.ts';

/** Ids in one bulk request. */
export const bulkSize = 100;

export interface ItemReader {
  /** @returns those that the server gave; what is missing is for the caller to look into. */
  bulk(rows: ReadonlyMap<ItemId, ListedRow>, signal: AbortSignal): Promise<ReadonlyMap<ItemId, RemoteAppointment>>;
  /** @returns those of `ids` that the server says exist. */
  existing(ids: readonly ItemId[], signal: AbortSignal): Promise<ReadonlySet<ItemId>>;
  one(id: ItemId, signal: AbortSignal): Promise<RemoteAppointment | 'gone' | 'noAccess'>;
  entity(id: ItemId, signal: AbortSignal): Promise<EntityReading>;
  /**
   * Asks for an item in a way that no copy of the database can answer: by a change that is bound to be refused.
   * @returns whether it exists.
   */
  existsForWriting(id: ItemId, signal: AbortSignal): Promise<boolean>;
}

/** For so long after an update a copy of the database may still show the row as it was before. */
const copiesCatchUpMs = 60_000;
/** So many rows are read one by one for that; a mass change has to do with the simple form. */
const mostYoungRows = 50;

/**
 * The simple form does not say when it was last updated: of a row that has just been, it could be the old content. The whole
 * entity says so itself.
 */
function youngRows(rows: ReadonlyMap<ItemId, ListedRow>, serverNow: number): readonly ItemId[] {
  const young = [...rows].filter(([, row]) => serverNow - Date.parse(row.updated) < copiesCatchUpMs);
  return young.length > mostYoungRows ? [] : young.map(([id]) => id);
}

export type EntityReading = AppointmentEntity | 'gone' | 'noAccess';

export function createItemReader(session: Session, load: (signal: AbortSignal) => Promise<Profile>): ItemReader {
  async function simple(ids: readonly ItemId[], signal: AbortSignal) {
    const call = {
      method: 'POST',
      path: 'Agents/Appointment/GetAppointmentList',
      json: ids.map(Number),
      repeat: 'idempotent',
    } as const;
    const { body, serverNow } = await session.call(call, simpleAppointmentsSchema, signal);
    return { items: body.filter((item) => item !== null), serverNow };
  }

  async function readOne(id: ItemId, signal: AbortSignal) {
    const call = {
      method: 'GET',
      path: `Appointment/${Number(id)}`,
      repeat: 'idempotent',
      accept: [403, 404],
    } as const;
    try {
      const answer = await session.call(call, z.unknown(), signal);
      if (answer.status === 404) return { found: 'gone', serverNow: answer.serverNow } as const;
      if (answer.status === 403) return { found: 'noAccess', serverNow: answer.serverNow } as const;
      return { found: session.check('Appointment', answer.body, appointmentEntitySchema), serverNow: answer.serverNow };
    } catch (error) {
      if (error instanceof NotFound) return { found: 'gone', serverNow: 0 } as const;
      throw error;
    }
  }

  return {
    async bulk(rows, signal) {
      const [profile, place] = await Promise.all([load(signal), session.place(signal)]);
      const { items, serverNow } = await simple([...rows.keys()], signal);
      const read = new Map<ItemId, RemoteAppointment>();
      for (const item of items) {
        const id = String(item.AppointmentId) as ItemId;
        const row = rows.get(id);
        if (!row) continue;
        const appointment = readSimple(item, row, { profile, place, serverNow });
        // The row was read first: what its version leaves open must stay open.
        read.set(id, { ...appointment, version: row.version });
      }
      for (const id of youngRows(rows, serverNow)) {
        const { found, serverNow: then } = await readOne(id, signal);
        if (typeof found === 'object') read.set(id, readEntity(found, { profile, place, serverNow: then }));
      }
      return read;
    },
    async existing(ids, signal) {
      const { items } = await simple(ids, signal);
      return new Set(items.map((item) => String(item.AppointmentId) as ItemId));
    },
    async one(id, signal) {
      const { found, serverNow } = await readOne(id, signal);
      if (found === 'gone' || found === 'noAccess') return found;
      const [profile, place] = await Promise.all([load(signal), session.place(signal)]);
      return readEntity(found, { profile, place, serverNow });
    },
    async entity(id, signal) {
      return (await readOne(id, signal)).found;
    },
    async existsForWriting(id, signal) {
      const call = {
        method: 'PATCH',
        path: `Appointment/${Number(id)}`,
        headers: { 'Content-Type': 'application/json-patch+json' },
        json: [{ op: 'test', path: '/AppointmentId', value: -1 }],
        repeat: 'idempotent',
        accept: [403, 404, 409],
      } as const;
      return (await session.call(call, z.unknown(), signal)).status !== 404;
    },
  };
}
