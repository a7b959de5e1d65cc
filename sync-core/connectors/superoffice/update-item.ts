/** @file Changes appointments, property by property, and only as long as nobody else has changed them. */
import type { Appointment, AppointmentField, AppointmentPatch } from '../../model/appointment.ts';
import type { ItemPatch } from '../../model/item.ts';
import type { ItemId } from '../../model/side.ts';
import { sameSpan } from '../../model/time.ts';
import type { RemoteItem, WriteOperation } from '../connector.ts';
import { Conflict, NotFound, Rejected } from '../errors.ts';
import type { RowFields } from './create-item.ts';
import { attempts, type EntityCalls, isLost, isPrivate, privateNotAccepted, type Written } from './entity-calls.ts';
import type { Profile } from './profile.ts';
import type { ItemReader } from './read-items.ts';
import { rowRights } from './rights.ts';
import type { AppointmentEntity } from './schemas.ts';
import type { EntityProperties } from './shared-properties.ts';
import { updatedOf } from './version.ts';
import { utcFromWire } from './wire-time.ts';
import { entityProperties, expressFields } from './write-appointment.ts';

type Update<F extends RowFields> = Extract<WriteOperation<F>, { do: 'update' }>;

/** How one kind's fields are written. */
export interface RowWriting<F extends RowFields> {
  /** @param patch names the fields to write. @param whole all fields as they will be. */
  properties(patch: ItemPatch<F>, whole: F, profile: Profile, added?: string): EntityProperties;
  /** Whether an item has the fields of the patch, as SuperOffice expresses them. */
  holds(fields: F, patch: ItemPatch<F>, profile: Profile): boolean;
}

interface Parts<F extends RowFields> {
  readonly calls: EntityCalls<F>;
  readonly reader: ItemReader<F>;
  readonly writing: RowWriting<F>;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
}

/** @throws Conflict, NotFound, Rejected; ConnectorError */
export function createItemUpdater<F extends RowFields>({ calls, reader, writing, load }: Parts<F>) {
  /** Sends a patch, and finds out what became of it when the answer is lost. */
  async function patchSurely(
    operation: Update<F>,
    properties: EntityProperties,
    signal: AbortSignal,
  ): Promise<Written> {
    const { id, version } = operation;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await calls.patch(id, properties, version, signal);
      } catch (error) {
        if (!isLost(error) || attempt === attempts) throw error;
        const entity = await existing(reader, id, signal);
        if (utcFromWire(entity.UpdatedDate) === updatedOf(version)) continue;
        // Changed since: by our own request, if it now holds what we asked for.
        const profile = await load(signal);
        const item = await calls.present({ entity, serverNow: 0 }, signal);
        if (!writing.holds(item.fields, operation.patch, profile))
          throw new Conflict('changed in the meantime', { system: 'superoffice' });
        return { entity, serverNow: Date.parse(updatedOf(item.version)) };
      }
    }
  }

  /** A completed row takes no edits: it is opened, edited, and completed again. */
  async function patchCompleted(
    operation: Update<F>,
    properties: EntityProperties,
    refusal: Rejected,
    signal: AbortSignal,
  ): Promise<Written> {
    const { id, version } = operation;
    const { Completed, TableRight } = await existing(reader, id, signal);
    // Where many are read at once their rights are not told: it is looked at again, with what was learnt.
    if (!rowRights(TableRight?.Mask).edit) throw new Conflict('no right to change it', { system: 'superoffice' });
    if (Completed !== 'Completed') throw refusal;
    await calls.patch(id, { Completed: 'Started' }, version, signal);
    try {
      await calls.patch(id, properties, undefined, signal);
    } catch (error) {
      await calls.patch(id, { Completed: 'Completed' }, undefined, signal);
      throw error;
    }
    return await calls.patch(id, { Completed: properties['Completed'] ?? 'Completed' }, undefined, signal);
  }

  async function patchAsNeeded(
    operation: Update<F>,
    properties: EntityProperties,
    signal: AbortSignal,
  ): Promise<Written> {
    try {
      return await patchSurely(operation, properties, signal);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      return await patchCompleted(operation, properties, error, signal);
    }
  }

  async function update(operation: Update<F>, signal: AbortSignal): Promise<RemoteItem<F>> {
    const profile = await load(signal);
    const { id, patch, current } = operation;
    const closing = patch.visibility === 'private';
    if (closing && !profile.facts.canBePrivate) throw privateNotAccepted();
    const whole: F = { ...current, ...patch };
    const properties = writing.properties(patch, whole, profile, operation.added);
    const written = await patchAsNeeded(operation, properties, signal);
    if (closing && !isPrivate(written.entity)) {
      // What the calendar's owner has just made private must not stay readable here with its new words.
      const before = Object.fromEntries(Object.keys(patch).map((field) => [field, current[field as keyof F]]));
      await calls.patch(id, writing.properties(before as ItemPatch<F>, current, profile), undefined, signal);
      throw privateNotAccepted();
    }
    return await calls.present(written, signal);
  }

  return update;
}

/** A removal that was refused for want of a right is looked at again, see `patchCompleted`. @throws Conflict, or what it was */
export async function explainRefusedRemoval<F extends RowFields>(
  reader: ItemReader<F>,
  id: ItemId,
  error: unknown,
  signal: AbortSignal,
): Promise<never> {
  if (!(error instanceof Rejected)) throw error;
  const { TableRight } = await existing(reader, id, signal);
  if (rowRights(TableRight?.Mask).remove) throw error;
  throw new Conflict('no right to remove it', { system: 'superoffice' });
}

async function existing<F extends RowFields>(
  reader: ItemReader<F>,
  id: ItemId,
  signal: AbortSignal,
): Promise<AppointmentEntity> {
  const found = await reader.entity(id, signal);
  if (found === 'gone') throw new NotFound('not found', { system: 'superoffice' });
  if (found === 'noAccess') throw new Rejected('no right to read it', { system: 'superoffice', status: 403 });
  return found;
}

function holdsAppointment(fields: Appointment, patch: AppointmentPatch, profile: Profile): boolean {
  const wanted = expressFields({ ...fields, ...patch }, profile);
  const has = expressFields(fields, profile);
  return (Object.keys(patch) as AppointmentField[]).every((field) =>
    field === 'span' ? sameSpan(has.span, wanted.span) : has[field] === wanted[field],
  );
}

export const appointmentWriting: RowWriting<Appointment> = { properties: entityProperties, holds: holdsAppointment };
