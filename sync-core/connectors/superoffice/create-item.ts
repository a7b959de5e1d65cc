/** @file Creates appointments: one for each key, whatever answers get lost, and private ones never open. */
import type { Appointment, AppointmentPatch } from '../../model/appointment.ts';
import type { ItemId } from '../../model/side.ts';
import type { Task } from '../../model/task.ts';
import type { KnownPerson, RemoteItem, WriteOperation } from '../connector.ts';
import { Conflict } from '../errors.ts';
import type { Log } from '../ports.ts';
import { attempts, type EntityCalls, isLost, isPrivate, privateNotAccepted, type Written } from './entity-calls.ts';
import type { Profile } from './profile.ts';
import type { DefaultEntity } from './schemas.ts';
import type { EntityProperties } from './shared-properties.ts';
import { hasTitle } from './text-form.ts';
import { authorsZone, entityProperties } from './write-appointment.ts';

/** What stands in SuperOffice as a row of its own. */
export type RowFields = Appointment | Task;
export type Creation<F extends RowFields> = Extract<WriteOperation<F>, { do: 'create' }>;

interface Created<F extends RowFields> {
  readonly result: 'created' | 'existed';
  readonly item: RemoteItem<F>;
}

interface Parts<F extends RowFields> {
  readonly calls: EntityCalls<F>;
  readonly load: (signal: AbortSignal) => Promise<Profile>;
  readonly log: Log;
  /** The whole entity to be sent. @throws ConnectorError */
  newItem(operation: Creation<F>, profile: Profile, signal: AbortSignal): EntityProperties | Promise<EntityProperties>;
}

/** @throws Rejected when it cannot be private and has to be; Conflict when the UID is used up; ConnectorError */
export function createItemCreator<F extends RowFields>({ calls, load, log, newItem }: Parts<F>) {
  /** What lies open though it was to be private goes away again at once, before anybody is told of success (G4.1). */
  async function withdrawIfOpen({ entity }: Written, signal: AbortSignal): Promise<void> {
    if (isPrivate(entity)) return;
    await calls.remove(String(entity.AppointmentId) as ItemId, undefined, signal);
    throw privateNotAccepted();
  }

  /** What was made under this key before. */
  async function existing(written: Written, signal: AbortSignal): Promise<Created<F>> {
    if (!calls.isOfKind(written)) throw uidTaken();
    return { result: 'existed', item: await calls.present(written, signal) };
  }

  async function create(operation: Creation<F>, signal: AbortSignal): Promise<Created<F>> {
    const { mark, fields } = operation;
    const profile = await load(signal);
    const wantsPrivate = fields.visibility === 'private';
    if (wantsPrivate && !profile.facts.canBePrivate) throw privateNotAccepted();
    const entity = await newItem(operation, profile, signal);
    for (let attempt = 1; ; attempt += 1) {
      let written: Written | undefined;
      try {
        written = await calls.postNew(entity, mark.key, signal);
        if (written && wantsPrivate) await withdrawIfOpen(written, signal);
        if (written) return { result: 'created', item: await calls.present(written, signal) };
      } catch (error) {
        if (!isLost(error) || attempt === attempts) throw error;
        log.info('the answer to a creation was lost; looking it up', { system: 'superoffice', attempt });
        written = await calls.byUid(mark.key, signal);
        if (!written) continue;
        if (wantsPrivate) await withdrawIfOpen(written, signal);
        return await existing(written, signal);
      }
      const first = await calls.byUid(mark.key, signal);
      if (first) return await existing(first, signal);
      throw uidTaken();
    }
  }

  return create;
}

function uidTaken(): Conflict {
  return new Conflict('the UID is taken by an item that cannot be read', { system: 'superoffice', code: 'uidTaken' });
}

/** A new appointment. */
export function newAppointment(
  { fields, categories, typeId, added, persons = [] }: Creation<Appointment>,
  profile: Profile,
): EntityProperties {
  const properties = {
    ...entityProperties(saidOf(fields), fields, profile, added),
    ...authorsZone(fields.span, profile),
    ...personProperties(persons, profile),
  };
  const type = typeFor(categories, typeId, profile.diaryTypes, profile);
  return newEntity(profile.defaultEntity, properties, type);
}

/** What a new row is not unless it is said stays as the server's default has it. */
export function saidOf({ done, importance, joinUrl, ...fields }: Appointment): AppointmentPatch {
  return {
    ...fields,
    ...(done && { done }),
    ...(importance !== 'normal' && { importance }),
    ...(joinUrl !== '' && { joinUrl }),
  };
}

/**
 * A category that is the name of a type, in any of its languages, gives the type. One that the tenant no longer has is none.
 * @param offered the types that such an item can be given.
 */
export function typeFor(
  categories: readonly string[],
  typeId: number | undefined,
  offered: readonly number[],
  { typeNames }: Profile,
): number | undefined {
  const plain = (name: string) => name.normalize('NFKC').replaceAll(/\s+/g, '').toLowerCase();
  const wanted = categories.map(plain);
  const named = offered.find((id) =>
    Object.values(typeNames.get(id) ?? {}).some((name) => wanted.includes(plain(name))),
  );
  return named ?? offered.find((id) => id === typeId);
}

/**
 * Whom it is about. Further persons take part without an invitation: nobody is mailed, and the user is named first, because
 * the server takes the first one for the owner.
 */
export function personProperties([main, ...more]: readonly KnownPerson[], profile: Profile): EntityProperties {
  if (main === undefined) return {};
  const participants = more.map(({ personId }) => ({ PersonId: personId, SendEmail: false }));
  return {
    Person: { PersonId: main.personId },
    ...(main.contactId > 0 && { Contact: { ContactId: main.contactId } }),
    ...(participants.length > 0 && {
      Participants: [{ AssociateId: profile.associateId, SendEmail: false }, ...participants],
    }),
  };
}

/**
 * The server's default entity with our properties over it. What the server works out itself is left out, and so are the
 * participants and the empty recurrence: without them an appointment is its owner's alone, and single.
 */
export function newEntity(
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
