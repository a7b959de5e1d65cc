/**
 * @file The requests about series. Whatever writes a row says how far it reaches (UpdateMode), because what a request without that
 * word does to a series is not told anywhere; and each says that nobody is to be mailed.
 */
import { z } from 'zod';
import { type Instant, type LocalDate, toInstant } from '../../../model/time.ts';
import { type ConnectorError, Nonsense, NotFound, Rejected, Unavailable } from '../../errors.ts';
import { archivePages } from '../archive.ts';
import { type ListedRow, listedRow, listingColumns } from '../listing.ts';
import type { OwnRows } from '../own-rows.ts';
import type { Profile } from '../profile.ts';
import {
  type AppointmentEntity,
  appointmentEntitySchema,
  bulkAnswerSchema,
  listingRowSchema,
  saysNotFound,
} from '../schemas.ts';
import type { Session } from '../session.ts';
import { momentFromWire } from '../wire-time.ts';
import { type RecurrenceInfo, recurrenceInfoSchema, ruleDate } from './recurrence-info.ts';

export type UpdateMode = 'OnlyThis' | 'ThisAndForward' | 'StopRecurrence';

/** An entity as it came, and what we know of its properties. */
export interface WholeRow {
  /** To be sent back with changes laid over it. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly entity: AppointmentEntity;
  readonly info: RecurrenceInfo | undefined;
  /** The server's clock, in milliseconds since 1970. */
  readonly serverNow: number;
}

/** Dates as the server writes them: `undefined` stands for what is none. */
export interface CountedDays {
  readonly start: LocalDate | undefined;
  readonly days: readonly (LocalDate | undefined)[];
}

const countedSchema = z.object({
  StartDate: z.string().nullish(),
  Dates: z.array(z.object({ Date: z.string().nullish() })).nullish(),
});

export interface SeriesCalls {
  /** The user's own rows of these rules, by rule and row. */
  rows(ruleIds: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, ReadonlyMap<number, ListedRow>>>;
  /** When rows were meant to begin, as far as the database tells. */
  plannedStarts(ruleIds: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, Instant>>;
  /** @returns undefined when it is gone or may not be read. @throws Nonsense */
  whole(rowId: number, signal: AbortSignal): Promise<WholeRow | undefined>;
  /** @throws Rejected, NotFound, AnswerLost */
  save(entity: Readonly<Record<string, unknown>>, mode: UpdateMode, signal: AbortSignal): Promise<WholeRow>;
  /**
   * Asks for a rule by itself, for whoever does not know which rows it had. Rows of any diary are told.
   * @returns `noAccess` when it has rows that the user's own listing does not show.
   */
  whetherThere(ruleId: number, signal: AbortSignal): Promise<'gone' | 'noAccess'>;
  /** Nothing happens when it is gone already. */
  remove(rowId: number, mode: UpdateMode, signal: AbortSignal): Promise<void>;
  /** What the server makes of a rule. @param entity with its Recurrence. */
  daysOf(entity: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<CountedDays>;
  /** The UID that a row was created with; empty for none. */
  uidOf(rowId: number, signal: AbortSignal): Promise<string>;
}

/** So many rules are asked for in one request: the address must not become too long. */
const rulesAtOnce = 20;
const table = 'appointment';
const idColumn = `${table}.appointment_id`;
const plannedColumn = `${table}.original_start_date`;
const plannedSchema = z.object({ [idColumn]: z.int().positive(), [plannedColumn]: z.string().nullish() });

export function createSeriesCalls(
  session: Session,
  ownRows: OwnRows,
  load: (signal: AbortSignal) => Promise<Profile>,
  pageSize: number,
): SeriesCalls {
  /** Whether the planned starts cannot be had here: a table's columns are not for everybody, and older databases have none. */
  let plannedRefused = false;

  const anyOf = (column: string, ids: readonly number[]) => `(${ids.map((id) => `${column} = ${id}`).join(' or ')})`;

  async function agent<Schema extends z.ZodType>(
    name: string,
    json: object,
    schema: Schema,
    repeat: 'once' | 'idempotent',
    signal: AbortSignal,
  ) {
    const call = { method: 'POST', path: `Agents/Appointment/${name}`, json, repeat } as const;
    return await session.call(call, schema, signal);
  }

  async function plannedIn(ruleIds: readonly number[], signal: AbortSignal): Promise<ReadonlyMap<number, Instant>> {
    const { associateId, facts } = await load(signal);
    const query = {
      path: 'Archive/dynamic',
      columns: [idColumn, plannedColumn],
      filter: `${table}.associate_id = ${associateId} and ${anyOf(`${table}.recurrenceRuleId`, ruleIds)}`,
      keyColumn: idColumn,
      row: plannedSchema,
      keyOf: (row: z.infer<typeof plannedSchema>) => Number(row[idColumn]),
      above: 0,
      pageSize,
    };
    const planned = new Map<number, Instant>();
    for await (const { rows } of archivePages(session, query, signal)) {
      for (const row of rows) {
        const moment = momentFromWire(String(row[plannedColumn] ?? '0001-01-01T00:00:00'), facts.zone);
        if (moment) planned.set(query.keyOf(row), toInstant(moment));
      }
    }
    return planned;
  }

  return {
    async rows(ruleIds, signal) {
      const found = new Map<number, Map<number, ListedRow>>();
      for (let at = 0; at < ruleIds.length; at += rulesAtOnce) {
        const query = {
          path: 'Appointment',
          columns: listingColumns,
          filter: anyOf('recurrenceRuleId', ruleIds.slice(at, at + rulesAtOnce)),
          keyColumn: 'appointmentId',
          row: listingRowSchema,
          keyOf: (row: { readonly appointmentId: number }) => row.appointmentId,
          above: 0,
          pageSize,
        };
        for await (const page of ownRows.pages(query, signal)) {
          for (const row of page.rows) {
            const listed = listedRow(row, page.serverNow);
            if (listed.isTodo) continue;
            found.set(listed.ruleId, (found.get(listed.ruleId) ?? new Map()).set(row.appointmentId, listed));
          }
        }
      }
      return found;
    },

    async plannedStarts(ruleIds, signal) {
      if (plannedRefused || ruleIds.length === 0) return new Map();
      try {
        const planned = new Map<number, Instant>();
        for (let at = 0; at < ruleIds.length; at += rulesAtOnce) {
          const some = await plannedIn(ruleIds.slice(at, at + rulesAtOnce), signal);
          for (const [rowId, moment] of some) planned.set(rowId, moment);
        }
        return planned;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        plannedRefused = true;
        return new Map();
      }
    },

    async whole(rowId, signal) {
      const call = { method: 'GET', path: `Appointment/${rowId}`, repeat: 'idempotent', accept: [403, 404] } as const;
      const { status, body, serverNow } = await session.call(call, z.unknown(), signal);
      if (status === 403 || (status === 404 && saysNotFound(body))) return undefined;
      return wholeRow(body, serverNow);
    },

    async whetherThere(ruleId, signal) {
      const call = {
        method: 'POST',
        path: 'Agents/Appointment/GetAppointmentRecords',
        json: { MotherId: 0, RecurrenceRuleId: ruleId },
        repeat: 'idempotent',
        accept: [403],
      } as const;
      const { status, body } = await session.call(call, z.unknown(), signal);
      return status !== 403 && bulkAnswerSchema.safeParse(body).data?.length === 0 ? 'gone' : 'noAccess';
    },

    async save(entity, UpdateMode, signal) {
      const json = { AppointmentEntity: entity, UpdateMode, SendEmailToParticipants: false };
      const { body, serverNow } = await agent('Save', json, z.unknown(), 'once', signal);
      return wholeRow(body, serverNow);
    },

    async remove(rowId, UpdateMode, signal) {
      const json = { AppointmentId: rowId, UpdateMode, SendEmailToParticipants: false };
      try {
        await agent('Delete', json, z.unknown(), 'idempotent', signal);
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
      }
    },

    async daysOf(entity, signal) {
      const { body } = await agent('CalculateDays', { AppointmentEntity: entity }, countedSchema, 'idempotent', signal);
      const days = (body.Dates ?? []).map((one) => ruleDate(one.Date));
      return { start: ruleDate(body.StartDate), days };
    },

    async uidOf(rowId, signal) {
      const json = { AppointmentId: rowId, UseMotherId: false };
      const { body } = await agent('GetUIDFromAppointmentId', json, z.string().nullish(), 'idempotent', signal);
      return body ?? '';
    },
  };
}

/** @throws Nonsense */
export function wholeRow(body: unknown, serverNow: number): WholeRow {
  const entity = appointmentEntitySchema.safeParse(body).data;
  const raw = z.record(z.string(), z.unknown()).safeParse(body).data;
  if (!entity || !raw) throw new Nonsense('an appointment is in an unknown form', { system: 'superoffice' });
  const { _Links, ...sendable } = raw;
  const info = recurrenceInfoSchema.safeParse(raw['Recurrence']).data;
  return { raw: sendable, entity, info, serverNow };
}

/** A server that answers at all, and says no. */
function isRefusal(error: unknown): error is ConnectorError {
  if (error instanceof Rejected || error instanceof NotFound || error instanceof Nonsense) return true;
  return error instanceof Unavailable && (error.details.status === 500 || error.details.status === 501);
}
