/**
 * @file Creating, changing and removing events, and what Calendar's answers mean for each.
 *
 * Every request may be sent twice: an insert carries its own id, a change and a removal the version that they are for. What the
 * second one is answered tells what became of the first.
 */
import { type AppointmentPatch, appointmentFields } from '../../model/appointment.ts';
import { sameSpan } from '../../model/time.ts';
import { isReadable, type RemoteAppointment, type WriteOperation, type WriteOutcome } from '../connector.ts';
import { Conflict, ConnectorError, Nonsense, NotFound } from '../errors.ts';
import { sideBySide } from '../http/side-by-side.ts';
import { atOnce, concernsAccount, type GoogleCalendar, readItems, surroundingsOf } from './events.ts';
import { idOfMark } from './marker.ts';
import { hostedAddress, readEvent } from './read-event.ts';
import { expressAppointment, type Standing, writeCategories, writeNew, writePatch } from './write-event.ts';
import { deleteEvent, insertEvent, patchEvent } from './write-event-call.ts';
import { inItsOwnZone, type Outcome, parseEvent } from './write-parts.ts';
import { createSeries, isOfSeries, updateSeries } from './write-series.ts';

const system = 'google';

type Create = Extract<WriteOperation, { readonly do: 'create' }>;
type Update = Extract<WriteOperation, { readonly do: 'update' }>;
type Remove = Extract<WriteOperation, { readonly do: 'remove' }>;
/** See `AppointmentFace.write`. One event after the other would be slow, and all at once too fast: a few side by side. */
export async function* writeEvents(
  calendar: GoogleCalendar,
  operations: readonly WriteOperation[],
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  const labels = await calendar.labels.ensure(operations.flatMap(namedCategories), signal);
  const placed = operations.map((operation, index) => ({ operation, index }));
  yield* sideBySide(atOnce, placed, async ({ operation, index }): Promise<WriteOutcome> => {
    try {
      return { index, ...(await carriedOut(calendar, operation, labels, signal)) } as WriteOutcome;
    } catch (error) {
      if (concernsAccount(error) || !(error instanceof ConnectorError)) throw error;
      return { index, result: 'failed', error };
    }
  });
}

/** What an operation may have to show as a label. */
function namedCategories(operation: WriteOperation): readonly string[] {
  if (operation.do === 'remove') return [];
  const ticked = operation.doneCategory === undefined ? [] : [operation.doneCategory];
  return [...(operation.categories ?? []), ...ticked];
}

function carriedOut(
  calendar: GoogleCalendar,
  operation: WriteOperation,
  labels: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Outcome> {
  if (operation.do === 'remove') return remove(calendar, operation, signal);
  if (operation.do === 'create') return create(calendar, operation, labels, signal);
  return isOfSeries(operation)
    ? updateSeries(calendar, operation, labels, signal)
    : update(calendar, operation, labels, signal);
}

async function create(
  calendar: GoogleCalendar,
  operation: Create,
  labels: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { fields, added = '', categories, mark } = operation;
  try {
    if (fields.recurrence !== null) return await createSeries(calendar, operation, labels, signal);
    const event = parseEvent(await insertEvent(calendar, writeNew(fields, added, categories, mark, labels), signal));
    return { result: 'created', item: readEvent(event, await surroundingsOf(calendar, [event], signal)) };
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    const id = idOfMark(mark);
    const item = (await readItems(calendar, [id], signal)).get(id);
    if (isReadable(item)) return { result: 'existed', item };
    if (typeof item === 'object') throw new Nonsense('an event is in an unknown form', { system });
    // Used by an event that is gone: this key is good for nothing any more, another one is.
    return { result: 'failed', error };
  }
}

/** An event that is deleted already has another version, too. */
async function remove(calendar: GoogleCalendar, { id, version }: Remove, signal: AbortSignal): Promise<Outcome> {
  try {
    const [etag] = version.split('#');
    if (version.includes('#')) {
      const item = (await readItems(calendar, [id], signal)).get(id);
      if (isReadable(item) && item.version !== version)
        return { result: 'failed', error: new Conflict('the series changed in the meantime', { system }) };
    }
    await deleteEvent(calendar, id, etag, signal);
  } catch (error) {
    if (error instanceof Conflict) {
      if ((await readItems(calendar, [id], signal)).get(id) !== 'gone') throw error;
    } else if (!(error instanceof NotFound)) throw error;
  }
  return { result: 'removed' };
}

async function update(
  calendar: GoogleCalendar,
  operation: Update,
  labels: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { id, version, categories, added } = operation;
  const patch = inItsOwnZone(operation);
  const standing = await standingOf(calendar, operation, signal);
  const body = {
    ...writePatch(patch, standing, added),
    ...(categories === undefined ? {} : writeCategories(categories, labels)),
  };
  try {
    const event = parseEvent(await patchEvent(calendar, id, version, body, signal));
    if (event.id !== id) throw new Nonsense('another event was answered than was written', { system });
    return { result: 'updated', item: readEvent(event, await surroundingsOf(calendar, [event], signal)) };
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    // It may be our own write that came between: its answer was lost.
    const item = (await readItems(calendar, [id], signal)).get(id);
    if (isReadable(item) && holds(item, patch)) return { result: 'updated', item };
    if (item === 'gone') throw new NotFound('the event is gone', { ...error.details, cause: error });
    throw error;
  }
}

/** The user's other reminders have to be known to be left as they are. @throws Conflict, NotFound and others */
async function standingOf(calendar: GoogleCalendar, operation: Update, signal: AbortSignal): Promise<Standing> {
  const { id, version, patch, current } = operation;
  const hostsItself = operation.hostsItself === true;
  if (patch.reminderMinutes === undefined) return { current, reminders: [], hostsItself };
  const { session } = calendar;
  const get = { calendarId: 'primary', eventId: id };
  const { body } = await session.ask((options) => session.calendar.events.get(get, options), signal);
  const event = parseEvent(body);
  if (event.etag !== version) throw new Conflict('changed in the meantime', { system, status: 412 });
  return { current, reminders: event.reminders.overrides, hostsItself: hostsItself || hostedAddress(event) !== '' };
}

/** Whether the item is what the patch would have made of it. */
function holds(item: RemoteAppointment, patch: AppointmentPatch): boolean {
  const wanted = expressAppointment({ ...item.fields, ...patch });
  return appointmentFields.every((field) =>
    field === 'span' ? sameSpan(wanted.span, item.fields.span) : wanted[field] === item.fields[field],
  );
}
