/**
 * @file The calls that write appointments, and what their answers mean. None of them can mail anybody: participants are never
 * written, and items that have some are protected (read-appointment.ts).
 */
import { z } from 'zod';
import type { Appointment } from '../../model/appointment.ts';
import type { ItemFields } from '../../model/item.ts';
import type { ItemId, ItemVersion } from '../../model/side.ts';
import type { RemoteItem } from '../connector.ts';
import { Nonsense, NotFound, NotKeptPrivate } from '../errors.ts';
import { AnswerLost } from '../http/attempt.ts';
import type { People } from './people.ts';
import type { Profile } from './profile.ts';
import type { RowKind } from './read-items.ts';
import { isWhole } from './row-parts.ts';
import { type AppointmentEntity, appointmentEntitySchema, saysNotFound } from './schemas.ts';
import type { Session } from './session.ts';
import type { EntityProperties } from './shared-properties.ts';
import { updatedOf } from './version.ts';
import { httpDate } from './wire-time.ts';

/** An entity as it was answered. */
export interface Written {
  readonly entity: AppointmentEntity;
  /** The server's clock, in milliseconds since 1970. */
  readonly serverNow: number;
}

/** @typeParam F what the rows are read as. */
export interface EntityCalls<F extends ItemFields = Appointment> {
  /** The appointment that was created with this UID. */
  byUid(uid: string, signal: AbortSignal): Promise<Written | undefined>;
  /** @returns undefined when the server has an appointment with this UID already. @throws AnswerLost */
  postNew(entity: EntityProperties, uid: string, signal: AbortSignal): Promise<Written | undefined>;
  /** @param version only when it is unchanged since; undefined: whatever it is. @throws Conflict, AnswerLost */
  patch(
    id: ItemId,
    properties: EntityProperties,
    version: ItemVersion | undefined,
    signal: AbortSignal,
  ): Promise<Written>;
  /** Nothing happens when it is gone already. @param version as for `patch`. */
  remove(id: ItemId, version: ItemVersion | undefined, signal: AbortSignal): Promise<void>;
  /** In the neutral form. @throws Nonsense when it cannot be understood, or is of another kind */
  present(written: Written, signal: AbortSignal): Promise<RemoteItem<F>>;
  /** Whether what was written is of this kind. */
  isOfKind(written: Written): boolean;
}

/** How often a request whose answer was lost is sent again, each time after a look at what became of it. */
export const attempts = 3;

export function createEntityCalls<F extends ItemFields>(
  kind: RowKind<F>,
  session: Session,
  load: (signal: AbortSignal) => Promise<Profile>,
  people: People,
): EntityCalls<F> {
  return {
    async byUid(uid: string, signal: AbortSignal): Promise<Written | undefined> {
      const call = {
        method: 'POST',
        path: 'Agents/Appointment/GetAppointmentFromUID',
        json: { UID: uid },
        repeat: 'idempotent',
      } as const;
      try {
        // "null" is an answer, silence is none: a second item would come of it.
        const { body, serverNow } = await session.call(call, appointmentEntitySchema.nullable(), signal);
        return body ? { entity: body, serverNow } : undefined;
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },

    async postNew(entity: EntityProperties, uid: string, signal: AbortSignal): Promise<Written | undefined> {
      const call = {
        method: 'POST',
        path: 'Agents/Appointment/CreateAppointmentForUID',
        json: { AppointmentEntity: entity, UID: uid },
        repeat: 'once',
      } as const;
      const { body, serverNow } = await session.call(call, appointmentEntitySchema.nullable(), signal);
      return body ? { entity: body, serverNow } : undefined;
    },

    async patch(
      id: ItemId,
      properties: EntityProperties,
      version: ItemVersion | undefined,
      signal: AbortSignal,
    ): Promise<Written> {
      const call = {
        method: 'PATCH',
        path: `Appointment/${Number(id)}`,
        headers: { 'Content-Type': 'application/json-patch+json', ...(version && ifUnmodified(version)) },
        json: Object.entries(properties).map(([name, value]) => ({ op: 'replace', path: `/${name}`, value })),
        repeat: 'once',
      } as const;
      const { body, serverNow } = await session.call(call, appointmentEntitySchema, signal);
      if (String(body.AppointmentId) !== id) throw unknownForm();
      return { entity: body, serverNow };
    },

    async remove(id: ItemId, version: ItemVersion | undefined, signal: AbortSignal): Promise<void> {
      const call = {
        method: 'DELETE',
        path: `Appointment/${Number(id)}`,
        headers: version ? ifUnmodified(version) : {},
        repeat: 'idempotent',
        accept: [404],
      } as const;
      const { status, body } = await session.call(call, z.unknown(), signal);
      if (status === 404 && !saysNotFound(body))
        throw new NotFound('not found, and not by SuperOffice', { system: 'superoffice', status });
    },

    async present({ entity, serverNow }: Written, signal: AbortSignal): Promise<RemoteItem<F>> {
      const [profile, place] = await Promise.all([load(signal), session.place(signal)]);
      if (kind.isForeign(entity.Type) || !isWhole(entity, profile)) throw unknownForm();
      const participants = await people.participantsOf(entity, profile, signal);
      return kind.readEntity(entity, { profile, place, serverNow }, participants);
    },

    isOfKind: ({ entity }) => !kind.isForeign(entity.Type),
  };
}

function unknownForm(): Nonsense {
  return new Nonsense('an appointment is in an unknown form', { system: 'superoffice' });
}

/** The list of who may see it decides; its echo must agree. */
export function isPrivate(entity: AppointmentEntity): boolean {
  const visibleFor = entity.VisibleFor ?? [];
  return entity.Private !== 'Public' && visibleFor.length > 0 && visibleFor.every((one) => one.Visibility !== 'All');
}

export function privateNotAccepted(): NotKeptPrivate {
  return new NotKeptPrivate('the item cannot be private here', { system: 'superoffice', code: 'privateNotAccepted' });
}

/** The server may have acted, and what it said is lost or unreadable. */
export function isLost(error: unknown): boolean {
  return error instanceof AnswerLost || error instanceof Nonsense;
}

function ifUnmodified(version: ItemVersion): Readonly<Record<string, string>> {
  return { 'If-Unmodified-Since': httpDate(updatedOf(version)) };
}
