/**
 * @file Creates, changes and removes appointments, one operation at a time. Nothing here can mail anybody: participants are
 * never written, and items that have some are protected (read-appointment.ts).
 */
import type { AppointmentField, AppointmentPatch } from '../../model/appointment.ts';
import type { ItemId, ItemVersion } from '../../model/side.ts';
import type { CreationMark, RemoteAppointment, WriteOperation } from '../connector.ts';
import { Conflict, Nonsense, NotFound, Rejected } from '../errors.ts';
import { AnswerLost } from '../http/attempt.ts';
import type { Log } from '../ports.ts';
import type { Profile } from './profile.ts';
import { readEntity } from './read-appointment.ts';
import type { ItemReader } from './read-items.ts';
import { type AppointmentEntity, appointmentEntitySchema, type DefaultEntity } from './schemas.ts';
import type { Session } from './session.ts';
import { hasTitle } from './text-form.ts';
import { updatedOf } from './version.ts';
import { httpDate, utcFromWire } from './wire-time.ts';
import { type EntityProperties, entityProperties, expressFields } from './write-appointment.ts';

type Create = Extract<WriteOperation, { do: 'create' }>;
type Update = Extract<WriteOperation, { do: 'update' }>;
type Remove = Extract<WriteOperation, { do: 'remove' }>;

export interface ItemWriter {
  create(
    operation: Create,
    signal: AbortSignal,
  ): Promise<{ readonly result: 'created' | 'existed'; readonly item: RemoteAppointment }>;
  update(operation: Update, signal: AbortSignal): Promise<RemoteAppointment>;
  remove(operation: Remove, signal: AbortSignal): Promise<void>;
  findCreated(mark: CreationMark, signal: AbortSignal): Promise<RemoteAppointment | undefined>;
}

interface WriterOptions {
  readonly session: Session;
  readonly reader: ItemReader;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
  readonly log: Log;
}

interface Written {
  readonly entity: AppointmentEntity;
  readonly serverNow: number;
}

/** How often a request whose answer was lost is sent again, each time after a look at what became of it. */
const attempts = 3;
const jsonPatch = { 'Content-Type': 'application/json-patch+json' };

export function createItemWriter({ session, reader, load, log }: WriterOptions): ItemWriter {
  async function present({ entity, serverNow }: Written, signal: AbortSignal): Promise<RemoteAppointment> {
    const [profile, place] = await Promise.all([load(signal), session.place(signal)]);
    return readEntity(entity, { profile, place, serverNow });
  }

  async function byUid(uid: string, signal: AbortSignal): Promise<Written | undefined> {
    const call = {
      method: 'POST',
      path: 'Agents/Appointment/GetAppointmentFromUID',
      json: { UID: uid },
      repeat: 'idempotent',
    } as const;
    try {
      const { body, serverNow } = await session.call(call, appointmentEntitySchema.nullish(), signal);
      return body ? { entity: body, serverNow } : undefined;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** @returns undefined when the server has an appointment with this UID already. */
  async function postNew(entity: EntityProperties, uid: string, signal: AbortSignal): Promise<Written | undefined> {
    const call = {
      method: 'POST',
      path: 'Agents/Appointment/CreateAppointmentForUID',
      json: { AppointmentEntity: entity, UID: uid },
      repeat: 'once',
    } as const;
    const { body, serverNow } = await session.call(call, appointmentEntitySchema.nullish(), signal);
    return body ? { entity: body, serverNow } : undefined;
  }

  async function patchEntity(
    id: ItemId,
    properties: EntityProperties,
    version: ItemVersion | undefined,
    signal: AbortSignal,
  ): Promise<Written> {
    const call = {
      method: 'PATCH',
      path: `Appointment/${Number(id)}`,
      headers: { ...jsonPatch, ...(version && ifUnmodified(version)) },
      json: Object.entries(properties).map(([name, value]) => ({ op: 'replace', path: `/${name}`, value })),
      repeat: 'once',
    } as const;
    const { body, serverNow } = await session.call(call, appointmentEntitySchema, signal);
    return { entity: body, serverNow };
  }

  async function deleteRow(id: ItemId, version: ItemVersion | undefined, signal: AbortSignal): Promise<void> {
    const call = {
      method: 'DELETE',
      path: `Appointment/${Number(id)}`,
      headers: version ? ifUnmodified(version) : {},
      repeat: 'idempotent',
      accept: [404],
    } as const;
    await session.call(call, appointmentEntitySchema.nullish().catch(undefined), signal);
  }

  /** What lies open though it was to be private goes away again at once, before anybody is told of success (G4.1). */
  async function withdrawIfOpen({ entity }: Written, signal: AbortSignal): Promise<void> {
    if (isPrivate(entity)) return;
    await deleteRow(String(entity.AppointmentId) as ItemId, undefined, signal);
    throw privateNotAccepted();
  }

  async function create({ mark, fields, typeId }: Create, signal: AbortSignal) {
    const profile = await load(signal);
    const wantsPrivate = fields.visibility === 'private';
    if (wantsPrivate && !profile.facts.canBePrivate) throw privateNotAccepted();
    const entity = newEntity(profile.defaultEntity, entityProperties(fields, fields, profile), typeId);
    for (let attempt = 1; ; attempt += 1) {
      let written: Written | undefined;
      try {
        written = await postNew(entity, mark.key, signal);
        if (written && wantsPrivate) await withdrawIfOpen(written, signal);
        if (written) return { result: 'created', item: await present(written, signal) } as const;
      } catch (error) {
        if (!isLost(error) || attempt === attempts) throw error;
        log.info('the answer to a creation was lost; looking it up', { system: 'superoffice', attempt });
        written = await byUid(mark.key, signal);
        if (!written) continue;
        if (wantsPrivate) await withdrawIfOpen(written, signal);
        return { result: 'existed', item: await present(written, signal) } as const;
      }
      const first = await byUid(mark.key, signal);
      if (first) return { result: 'existed', item: await present(first, signal) } as const;
      throw new Rejected('the UID is taken by an item that cannot be read', {
        system: 'superoffice',
        code: 'uidTaken',
      });
    }
  }

  /** Sends a patch, and finds out what became of it when the answer is lost. */
  async function patchSurely(operation: Update, properties: EntityProperties, signal: AbortSignal): Promise<Written> {
    const { id, version } = operation;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await patchEntity(id, properties, version, signal);
      } catch (error) {
        if (!isLost(error) || attempt === attempts) throw error;
        const entity = await existing(reader, id, signal);
        if (utcFromWire(entity.UpdatedDate) === updatedOf(version)) continue;
        // Changed since: by our own request, if it now holds what we asked for.
        const profile = await load(signal);
        const item = await present({ entity, serverNow: 0 }, signal);
        if (!holds(item, operation.patch, profile))
          throw new Conflict('changed in the meantime', { system: 'superoffice' });
        return { entity, serverNow: Date.parse(updatedOf(item.version)) };
      }
    }
  }

  /** A completed row takes no edits: it is opened, edited, and completed again. */
  async function patchCompleted(
    operation: Update,
    properties: EntityProperties,
    refusal: Rejected,
    signal: AbortSignal,
  ): Promise<Written> {
    const { id, version } = operation;
    if ((await existing(reader, id, signal)).Completed !== 'Completed') throw refusal;
    await patchEntity(id, { Completed: 'Started' }, version, signal);
    try {
      await patchEntity(id, properties, undefined, signal);
    } catch (error) {
      await patchEntity(id, { Completed: 'Completed' }, undefined, signal);
      throw error;
    }
    return await patchEntity(id, { Completed: 'Completed' }, undefined, signal);
  }

  async function patchAsNeeded(operation: Update, properties: EntityProperties, signal: AbortSignal): Promise<Written> {
    try {
      return await patchSurely(operation, properties, signal);
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      return await patchCompleted(operation, properties, error, signal);
    }
  }

  async function update(operation: Update, signal: AbortSignal): Promise<RemoteAppointment> {
    const profile = await load(signal);
    const { id, patch, current } = operation;
    const closing = patch.visibility === 'private';
    if (closing && !profile.facts.canBePrivate) throw privateNotAccepted();
    const properties = entityProperties(patch, { ...current, ...patch }, profile);
    const written = await patchAsNeeded(operation, properties, signal);
    if (closing && !isPrivate(written.entity)) {
      // What the calendar's owner has just made private must not stay readable here with its new words.
      const before = Object.fromEntries(Object.keys(patch).map((field) => [field, current[field as AppointmentField]]));
      await patchEntity(id, entityProperties(before as AppointmentPatch, current, profile), undefined, signal);
      throw privateNotAccepted();
    }
    return await present(written, signal);
  }

  return {
    create,
    update,
    remove: ({ id, version }, signal) => deleteRow(id, version, signal),
    async findCreated(mark, signal) {
      const found = await byUid(mark.key, signal);
      return found && (await present(found, signal));
    },
  };
}

/**
 * The server's default entity with our properties over it. What the server works out itself is left out, and so are the
 * participants and the empty recurrence: without them an appointment is its owner's alone, and single.
 */
function newEntity(
  template: DefaultEntity,
  properties: EntityProperties,
  typeId: number | undefined,
): EntityProperties {
  const { _Links, TableRight, FieldProperties, Participants, Recurrence, Description, ...rest } = template;
  return {
    ...rest,
    ...(hasTitle(template) ? {} : { Description }),
    ...properties,
    ActiveDate: properties['StartDate'],
    Type: 'inDiary',
    ...(typeId !== undefined && { Task: { TaskListItemId: typeId } }),
  };
}

/** The list of who may see it decides; its echo must agree. */
function isPrivate(entity: AppointmentEntity): boolean {
  const visibleFor = entity.VisibleFor ?? [];
  return entity.Private !== 'Public' && visibleFor.length > 0 && visibleFor.every((one) => one.Visibility !== 'All');
}

function privateNotAccepted(): Rejected {
  return new Rejected('the item cannot be private here', { system: 'superoffice', code: 'privateNotAccepted' });
}

/** The server may have acted, and what it said is lost or unreadable. */
function isLost(error: unknown): boolean {
  return error instanceof AnswerLost || error instanceof Nonsense;
}

function ifUnmodified(version: ItemVersion): Readonly<Record<string, string>> {
  return { 'If-Unmodified-Since': httpDate(updatedOf(version)) };
}

async function existing(reader: ItemReader, id: ItemId, signal: AbortSignal): Promise<AppointmentEntity> {
  const found = await reader.entity(id, signal);
  if (found === 'gone') throw new NotFound('not found', { system: 'superoffice' });
  if (found === 'noAccess') throw new Rejected('no right to read it', { system: 'superoffice', status: 403 });
  return found;
}

/** Whether the item has the fields of the patch, as SuperOffice expresses them. */
function holds(item: RemoteAppointment, patch: AppointmentPatch, profile: Profile): boolean {
  const wanted = expressFields({ ...item.fields, ...patch }, profile);
  const has = expressFields(item.fields, profile);
  return (Object.keys(patch) as AppointmentField[]).every(
    (field) => JSON.stringify(has[field]) === JSON.stringify(wanted[field]),
  );
}
