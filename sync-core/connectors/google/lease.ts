/**
 * @file The lease: a private property of an event of its own, far in the past, where no person comes across it. If-Match counts for
 * events, so that of two that take it at once one is told that it lost.
 *
 * An id that was used once stays taken when its event is deleted, and whether a deleted event can be brought back is not
 * certain: then the next id of a short row is used.
 */
import { z } from 'zod';
import type { ItemId, ItemVersion } from '../../model/side.ts';
import { instant } from '../../model/time.ts';
import type { LeaseFace, LeaseReading, LeaseRecord } from '../connector.ts';
import { Conflict, ConnectorError, Nonsense, NotFound } from '../errors.ts';
import { eventRow, googleEvent } from './event-schemas.ts';
import type { GoogleSession } from './session.ts';

const system = 'google';
const leaseProperty = 'synchronizerLease';
const title = 'Synchronizer';
/** Of letters that an id may have; installations of all versions look for these. */
const ids = Array.from({ length: 10 }, (_, number) => `leaseofsuperoffice${number}`);

const record = z.object({ holder: z.string().min(1), name: z.string(), renewedAt: instant });

export function isLease(id: ItemId): boolean {
  return ids.includes(id);
}

/** What cannot be understood is nobody's: a property that was damaged must not lock anybody out for ever. */
function readRecord(text: string | undefined): LeaseRecord | null {
  if (text === undefined) return null;
  try {
    return record.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Where the lease is kept at present. */
interface Place {
  readonly id: string;
  readonly etag: ItemVersion | null;
  readonly record: LeaseRecord | null;
}

export function createLease({ session, calendarId }: { session: GoogleSession; calendarId: string }): LeaseFace {
  async function look(eventId: string, signal: AbortSignal): Promise<unknown> {
    try {
      const get = { calendarId, eventId };
      return (await session.ask((options) => session.calendar.events.get(get, options), signal)).body;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** @throws Nonsense, Conflict where all ids are used up, and others */
  async function place(signal: AbortSignal): Promise<Place> {
    for (const id of ids) {
      const body = await look(id, signal);
      if (body === undefined) return { id, etag: null, record: null };
      if (eventRow.safeParse(body).data?.status === 'cancelled') continue;
      const event = googleEvent.safeParse(body);
      if (!event.success) throw new Nonsense('the lease is in an unknown form', { system, cause: event.error });
      const text = event.data.extendedProperties?.private?.[leaseProperty];
      return { id, etag: event.data.etag as ItemVersion, record: readRecord(text) };
    }
    throw new Conflict('the lease was deleted too often', { system });
  }

  async function read(signal: AbortSignal): Promise<LeaseReading> {
    const { etag, record: found } = await place(signal);
    return { record: found, everWritten: etag !== null, stamp: etag };
  }

  async function write(next: LeaseRecord, { stamp }: LeaseReading, signal: AbortSignal): Promise<'written' | 'lost'> {
    const { id, etag, record: found } = await place(signal);
    if (etag !== stamp) return found?.holder === next.holder ? await put(id, etag, next, signal) : 'lost';
    return await put(id, etag, next, signal);
  }

  async function put(id: string, etag: ItemVersion | null, next: LeaseRecord, signal: AbortSignal) {
    const value = JSON.stringify({ holder: next.holder, name: next.name, renewedAt: next.renewedAt });
    const extendedProperties = { private: { [leaseProperty]: value } };
    const quiet = { calendarId, sendUpdates: 'none' };
    const hidden = {
      visibility: 'private',
      transparency: 'transparent',
      reminders: { useDefault: false, overrides: [] },
    };
    const when = { start: { date: '2001-01-01' }, end: { date: '2001-01-02' } };
    try {
      if (etag === null) {
        const requestBody = { id, summary: title, ...when, ...hidden, extendedProperties };
        // Sent twice, the second is refused, and whoever is refused looks again.
        const traits = { repeat: 'idempotent' } as const;
        await session.ask(
          (options) => session.calendar.events.insert({ ...quiet, requestBody }, options),
          signal,
          traits,
        );
      } else {
        const patch = { ...quiet, eventId: id, requestBody: { extendedProperties } };
        const traits = { headers: { 'if-match': etag } };
        await session.ask((options) => session.calendar.events.patch(patch, options), signal, traits);
      }
      return 'written';
    } catch (error) {
      const isLost = error instanceof ConnectorError && (error.kind === 'conflict' || error.kind === 'notFound');
      if (!isLost) throw error;
      return (await place(signal)).record?.holder === next.holder ? 'written' : 'lost';
    }
  }

  return { read, write };
}
