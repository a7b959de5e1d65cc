/**
 * @file Invitations that SuperOffice itself mailed: the mail makes an item in the calendar of whoever gets it, under the UID
 * that SuperOffice knows the booking by. Each of those people has a row of their own in SuperOffice too.
 */
import { isReadable, type RemoteAppointment, type UnreadableItem } from '../connector.ts';
import type { EntityCalls } from './entity-calls.ts';
import type { Profile } from './profile.ts';
import type { ItemReader } from './read-items.ts';
import { bookingRowSchema, bulkAnswerSchema } from './schemas.ts';
import { seriesId } from './series/series-id.ts';
import type { SeriesReader } from './series/series-reader.ts';
import type { Session } from './session.ts';

interface Parts {
  readonly session: Session;
  readonly calls: EntityCalls;
  readonly reader: ItemReader;
  readonly series: Pick<SeriesReader, 'one'>;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
}

/** @returns finds the user's own row of the booking with a UID; undefined where there is none. */
export function createInvitationFinder({ session, calls, reader, series, load }: Parts) {
  /** The UID names the owner's row. @throws ConnectorError */
  return async (uid: string, signal: AbortSignal): Promise<RemoteAppointment | UnreadableItem | undefined> => {
    const named = await calls.byUid(uid, signal);
    if (named === undefined) return undefined;
    const { associateId } = await load(signal);
    const { Associate, MotherId } = named.entity;
    if (Associate.AssociateId === associateId) return await calls.present(named, signal);
    if (MotherId === 0) return undefined;
    const call = {
      method: 'POST',
      path: 'Agents/Appointment/GetAppointmentRecords',
      json: { MotherId, RecurrenceRuleId: 0 },
      repeat: 'idempotent',
    } as const;
    const { body } = await session.call(call, bulkAnswerSchema, signal);
    const rows = body.flatMap((row) => bookingRowSchema.safeParse(row).data ?? []);
    const own = rows.find((row) => row.AssociateId === associateId);
    const row = own && (await reader.one(own.AppointmentId, signal));
    if (typeof row !== 'object') return undefined;
    if (!isReadable(row) || row.form.kind === 'single') return row;
    // The invitation was to all of it.
    const item = await series.one(seriesId(Number(row.form.seriesId)), undefined, signal);
    return typeof item === 'object' ? item : undefined;
  };
}
