/** @file Reads appointments: many at once in their flat form, or one by one as entities. */
import { z } from 'zod';
import type { Appointment } from '../../model/appointment.ts';
import type { ItemFields } from '../../model/item.ts';
import type { Participant } from '../../model/participant.ts';
import type { ItemId } from '../../model/side.ts';
import type { ItemAnswer, RemoteItem, UnreadableItem } from '../connector.ts';
import { Nonsense } from '../errors.ts';
import type { ListedRow } from './listing.ts';
import type { People } from './people.ts';
import type { Profile } from './profile.ts';
import { isWhole, type ReadingContext, type RowFacts } from './row-parts.ts';
import {
  type AppointmentEntity,
  appointmentEntitySchema,
  bulkAnswerSchema,
  rowIdSchema,
  type SimpleAppointment,
  saysNotFound,
  simpleAppointmentSchema,
} from './schemas.ts';
import type { Session } from './session.ts';

/** Ids in one bulk request. */
export const bulkSize = 100;

/** How rows of one kind are read. */
export interface RowKind<F extends ItemFields> {
  /** What SuperOffice calls the types of its rows. */
  readonly types: readonly string[];
  /** Whether a row of this type is an item of another kind, and none of these at all. */
  isForeign(type: string): boolean;
  readSimple(item: SimpleAppointment, row: RowFacts, context: ReadingContext): RemoteItem<F>;
  readEntity(entity: AppointmentEntity, context: ReadingContext, participants: readonly Participant[]): RemoteItem<F>;
  /** What can be told of one of which the whole cannot be read. @param raw as it came. */
  unreadable(id: ItemId, raw: unknown, profile: Profile): UnreadableItem;
}

type Readings<F extends ItemFields> = RemoteItem<F> | UnreadableItem;

export interface FlatReading<F extends ItemFields = Appointment> {
  /** Without those of another kind. */
  readonly items: ReadonlyMap<ItemId, Readings<F>>;
  /** Those in which others take part: the flat form does not say who. */
  readonly booked: ReadonlySet<ItemId>;
  /** The server's clock, in milliseconds since 1970. */
  readonly serverNow: number;
}

export interface ItemReader<F extends ItemFields = Appointment> {
  /** @returns those that the server gave, as its flat form has them. */
  flat(rows: ReadonlyMap<ItemId, ListedRow>, signal: AbortSignal): Promise<FlatReading<F>>;
  /** The same, and what was saved just now as whole entities. What is missing is for the caller to look into. */
  bulk(rows: ReadonlyMap<ItemId, ListedRow>, signal: AbortSignal): Promise<ReadonlyMap<ItemId, Readings<F>>>;
  /** @returns those of `ids` that the server says exist. */
  existing(ids: readonly ItemId[], signal: AbortSignal): Promise<ReadonlySet<ItemId>>;
  /** An item that is of another kind now is gone as one of these. */
  one(id: ItemId, signal: AbortSignal): Promise<ItemAnswer<F>>;
  /** Who takes part; undefined when it cannot be understood, which is not nobody. */
  participantsOf(entity: AppointmentEntity, signal: AbortSignal): Promise<readonly Participant[] | undefined>;
  /** @throws Nonsense when it cannot be understood */
  entity(id: ItemId, signal: AbortSignal): Promise<EntityReading>;
  /**
   * Asks for an item in a way that no copy of the database can answer: by a change that changes nothing.
   * @returns whether it exists, and is of this kind.
   */
  existsForWriting(id: ItemId, signal: AbortSignal): Promise<boolean>;
}

/** For so long after an update a copy of the database may still show the row as it was before. */
const copiesCatchUpMs = 60_000;
/** So many rows are read one by one for that; a mass change has to do with the simple form. */
const mostYoungRows = 50;

/**
 * The simple form does not say when it was last updated: of a row that has just been, it could be the old content. The whole
 * entity says so itself; it is also asked where the row did not tell.
 */
function youngRows(rows: ReadonlyMap<ItemId, ListedRow>, serverNow: number): readonly ItemId[] {
  const young = [...rows].filter(
    ([, { updated }]) => updated === undefined || serverNow - Date.parse(updated) < copiesCatchUpMs,
  );
  return young.length > mostYoungRows ? [] : young.map(([id]) => id);
}

type EntityReading = AppointmentEntity | 'gone' | 'noAccess';

export function createItemReader<F extends ItemFields>(
  kind: RowKind<F>,
  session: Session,
  load: (signal: AbortSignal) => Promise<Profile>,
  people: People,
): ItemReader<F> {
  async function simple(ids: readonly ItemId[], signal: AbortSignal) {
    const call = {
      method: 'POST',
      path: 'Agents/Appointment/GetAppointmentList',
      json: ids.map(Number),
      repeat: 'idempotent',
    } as const;
    const { body, serverNow } = await session.call(call, bulkAnswerSchema, signal);
    // A row that does not say which appointment it is about is as good as none.
    const rows = body.flatMap((row) => {
      const id = rowIdSchema.safeParse(row).data?.AppointmentId;
      return id === undefined ? [] : [[String(id) as ItemId, row] as const];
    });
    return { rows: new Map(rows), serverNow };
  }

  async function readOne(id: ItemId, signal: AbortSignal) {
    const call = {
      method: 'GET',
      path: `Appointment/${Number(id)}`,
      repeat: 'idempotent',
      accept: [403, 404],
    } as const;
    const { status, body, serverNow } = await session.call(call, z.unknown(), signal);
    if (status === 404) return { found: saysNotFound(body) ? 'gone' : null, body, serverNow } as const;
    if (status === 403) return { found: 'noAccess', body, serverNow } as const;
    const entity = appointmentEntitySchema.safeParse(body).data;
    // An answer about another appointment says nothing about this one.
    return { found: entity && String(entity.AppointmentId) === id ? entity : null, body, serverNow } as const;
  }

  async function one(id: ItemId, signal: AbortSignal): Promise<ItemAnswer<F>> {
    const { found, body, serverNow } = await readOne(id, signal);
    if (found === 'gone' || found === 'noAccess') return found;
    if (found && kind.isForeign(found.Type)) return 'gone';
    const [profile, place] = await Promise.all([load(signal), session.place(signal)]);
    if (!found || !isWhole(found, profile)) return kind.unreadable(id, body, profile);
    try {
      const participants = await people.participantsOf(found, profile, signal);
      return kind.readEntity(found, { profile, place, serverNow }, participants);
    } catch (error) {
      // Nobody knows who takes part, and that would look like a change of it.
      if (error instanceof Nonsense) return kind.unreadable(id, body, profile);
      throw error;
    }
  }

  async function flat(rows: ReadonlyMap<ItemId, ListedRow>, signal: AbortSignal): Promise<FlatReading<F>> {
    const [profile, place] = await Promise.all([load(signal), session.place(signal)]);
    const { rows: answered, serverNow } = await simple([...rows.keys()], signal);
    const items = new Map<ItemId, Readings<F>>();
    const booked = new Set<ItemId>();
    for (const [id, raw] of answered) {
      const row = rows.get(id);
      if (!row) continue;
      const item = simpleAppointmentSchema.safeParse(raw).data;
      if (item && kind.isForeign(item.Type)) continue;
      if (item?.IsBooking === true) booked.add(id);
      if (!item || !isWhole(item, profile)) items.set(id, kind.unreadable(id, raw, profile));
      // The row was read first: what its version leaves open must stay open.
      else items.set(id, { ...kind.readSimple(item, row, { profile, place, serverNow }), version: row.version });
    }
    return { items, booked, serverNow };
  }

  return {
    one,
    flat,
    async participantsOf(entity, signal) {
      try {
        return await people.participantsOf(entity, await load(signal), signal);
      } catch (error) {
        if (error instanceof Nonsense) return undefined;
        throw error;
      }
    },
    async bulk(rows, signal) {
      const { items, booked, serverNow } = await flat(rows, signal);
      const read = new Map(items);
      for (const id of new Set([...youngRows(rows, serverNow), ...booked])) {
        const found = await one(id, signal);
        if (typeof found === 'object') read.set(id, found);
      }
      return read;
    },
    async existing(ids, signal) {
      return new Set((await simple(ids, signal)).rows.keys());
    },
    async entity(id, signal) {
      const { found } = await readOne(id, signal);
      if (found === null) throw new Nonsense('an appointment is in an unknown form', { system: 'superoffice' });
      return found;
    },
    async existsForWriting(id, signal) {
      // The first answer tells whether it is there, each of them whether it is of one of these types.
      for (const type of kind.types) {
        const call = {
          method: 'PATCH',
          path: `Appointment/${Number(id)}`,
          headers: { 'Content-Type': 'application/json-patch+json' },
          json: [{ op: 'test', path: '/Type', value: type }],
          repeat: 'idempotent',
          // A row of a series may be refused in this form: then it is there.
          accept: [400, 403, 404, 409],
        } as const;
        const { status, body } = await session.call(call, z.unknown(), signal);
        if (status === 404 && saysNotFound(body)) return false;
        if (status !== 409) return true;
      }
      return false;
    },
  };
}
