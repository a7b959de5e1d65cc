/**
 * @file Creating, changing and removing events, many at once, and what the answers mean for each.
 *
 * Every request is one that may be sent twice: a lost answer is followed by the same request again, and what that one says tells
 * what became of the first.
 */
import { type Appointment, type AppointmentPatch, appointmentFields } from '../../model/appointment.ts';
import { sameSpan, type ZoneId } from '../../model/time.ts';
import {
  isReadable,
  type RemoteAppointment,
  type Window,
  type WriteOperation,
  type WriteOutcome,
} from '../connector.ts';
import { Conflict, ConnectorError, Nonsense } from '../errors.ts';
import { authorsZone, type EventAnswer, type EventRequest, type OutlookCalendar, parseEvent } from './calendar.ts';
import { readEvent } from './read-event.ts';
import type { Placed } from './series-job.ts';
import { expressEvent, writeMoments, writeNew, writePatch } from './write-event.ts';
import { isOfSeries, writeSeries } from './write-series.ts';

function requestOf(operation: WriteOperation, zone: ZoneId): EventRequest {
  if (operation.do === 'create') {
    const { fields, added = '', categories, mark } = operation;
    const event = writeNew({ ...fields, body: fields.body + added }, categories, mark, zone);
    return { do: 'create', event, ...authorsZone(fields.span) };
  }
  const target = { id: operation.id, version: operation.version };
  if (operation.do === 'remove') return { do: 'remove', ...target };
  const { categories } = operation;
  const { patch, current } = withoutOwnAddress(operation);
  const written = writePatch(withAdded(patch, current, operation.added), current, zone);
  const event = { ...written, ...(categories === undefined ? {} : { categories }) };
  return { do: 'change', ...target, event, ...authorsZone(patch.span) };
}

/** An address that the event has by itself is not put into its text as well. */
function withoutOwnAddress(operation: Extract<WriteOperation, { readonly do: 'update' }>) {
  const patch = inItsOwnZone(operation);
  const { current, hostsItself } = operation;
  if (hostsItself !== true) return { patch, current };
  const { joinUrl: _own, ...rest } = patch;
  return { patch: rest, current: { ...current, joinUrl: '' } };
}

/** What we add stands in the same property as the text. */
function withAdded(patch: AppointmentPatch, current: Appointment, added: string | undefined): AppointmentPatch {
  return added === undefined ? patch : { ...patch, body: (patch.body ?? current.body) + added };
}

/** A time that is moved stays in the zone that its author wrote it in, whatever the zone of whoever moved it (G5.2). */
function inItsOwnZone({ patch, current }: Extract<WriteOperation, { readonly do: 'update' }>): AppointmentPatch {
  if (patch.span?.kind !== 'timed' || current.span.kind !== 'timed') return patch;
  return { ...patch, span: { ...patch.span, zone: current.span.zone } };
}

/** Whether the item is what the patch would have made of it. */
function holds(item: RemoteAppointment, patch: AppointmentPatch): boolean {
  const wanted = expressEvent({ ...item.fields, ...patch });
  return appointmentFields.every((field) =>
    field === 'span' ? sameSpan(wanted.span, item.fields.span) : wanted[field] === item.fields[field],
  );
}

type Outcome = WriteOutcome extends infer O ? (O extends WriteOutcome ? Omit<O, 'index'> : never) : never;

/** Everything that an answer can be to one operation; what concerns the whole account is thrown. */
async function outcomeOf(
  calendar: OutlookCalendar,
  operation: WriteOperation,
  answer: EventAnswer,
  signal: AbortSignal,
): Promise<Outcome> {
  if (answer.result === 'lost') return { result: 'failed', error: answer.error };
  if (answer.result === 'done') {
    const done = await doneOutcome(calendar, operation, answer, signal);
    return await atItsMoment(calendar, operation, done, signal);
  }
  const { error, isGone, isUsed, repeated } = answer;
  if (operation.do === 'remove' && isGone) return { result: 'removed' };
  if (operation.do === 'create' && isUsed) {
    const item = await calendar.findByMark(operation.mark, signal);
    // Used by an event that is gone: this key is good for nothing any more, another one is.
    return item ? { result: 'existed', item } : { result: 'failed', error };
  }
  if (operation.do === 'update' && error.kind === 'conflict' && repeated) {
    const item = (await calendar.read([operation.id], signal)).get(operation.id);
    if (isReadable(item) && holds(item, operation.patch)) return { result: 'updated', item };
  }
  return { result: 'failed', error };
}

/**
 * A server whose rules of a zone are older or newer than ours takes a wall-clock time for another moment. The moment counts,
 * and is written once more by itself. @throws Nonsense when that does not help either
 */
async function atItsMoment(
  calendar: OutlookCalendar,
  operation: WriteOperation,
  done: Outcome,
  signal: AbortSignal,
): Promise<Outcome> {
  if (operation.do === 'remove' || (done.result !== 'created' && done.result !== 'updated')) return done;
  const { item } = done;
  const { span } = operation.do === 'create' ? operation.fields : operation.patch;
  if (span?.kind !== 'timed' || sameSpan(span, item.fields.span)) return done;
  const again = { do: 'change', id: item.id, version: item.version, event: writeMoments(span) } as const;
  for await (const answer of calendar.send([again], signal)) {
    if (answer.result === 'lost') throw answer.error;
    if (answer.result === 'refused') continue;
    const settled = await itemOf(calendar, answer.event, signal);
    if (sameSpan(span, settled.fields.span)) return { ...done, item: settled };
  }
  throw new Nonsense('an event is at another time than was written', { system: calendar.system });
}

/** @throws Nonsense */
async function itemOf(calendar: OutlookCalendar, event: unknown, signal: AbortSignal): Promise<RemoteAppointment> {
  return readEvent(parseEvent(event, calendar.system), await calendar.zone(signal), calendar.zoneForUnknown());
}

async function doneOutcome(
  calendar: OutlookCalendar,
  operation: WriteOperation,
  { event, wasThere }: Extract<EventAnswer, { readonly result: 'done' }>,
  signal: AbortSignal,
): Promise<Outcome> {
  const { system } = calendar;
  if (operation.do === 'remove') return { result: 'removed' };
  if (event !== undefined) {
    const item = await itemOf(calendar, event, signal);
    if (operation.do === 'update' && item.id !== operation.id) {
      throw new Nonsense('another event was answered than was written', { system });
    }
    if (operation.do === 'update') return { result: 'updated', item };
    return { result: wasThere === true ? 'existed' : 'created', item };
  }
  const item =
    operation.do === 'create'
      ? await calendar.findByMark(operation.mark, signal)
      : (await calendar.read([operation.id], signal)).get(operation.id);
  if (isReadable(item)) return { result: operation.do === 'create' ? 'created' : 'updated', item };
  if (typeof item === 'object') throw new Nonsense('an event is in an unknown form', { system });
  return { result: 'failed', error: new Conflict('the item was gone right after it was written', { system }) };
}

/** See `AppointmentFace.write`. */
export async function* writeEvents(
  calendar: OutlookCalendar,
  operations: readonly WriteOperation[],
  window: Window,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  const placed = operations.map((operation, index) => ({ index, operation }));
  yield* writeSingles(
    calendar,
    placed.filter(({ operation }) => !isOfSeries(operation)),
    signal,
  );
  yield* writeSeries(
    calendar,
    placed.filter(({ operation }) => isOfSeries(operation)),
    window,
    signal,
  );
}

async function* writeSingles(
  calendar: OutlookCalendar,
  placed: readonly Placed[],
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  if (placed.length === 0) return;
  const zone = await calendar.zone(signal);
  const requests = placed.map(({ operation }) => requestOf(operation, zone));
  for await (const answer of calendar.send(requests, signal)) {
    const { index, operation } = placed[answer.index] as Placed;
    yield { index, ...(await itsOutcome(calendar, operation, answer, signal)) };
  }
}

/** An item's answer that cannot be read is that item's failure; the others go on. */
async function itsOutcome(
  calendar: OutlookCalendar,
  operation: WriteOperation,
  answer: EventAnswer,
  signal: AbortSignal,
) {
  try {
    return await outcomeOf(calendar, operation, answer, signal);
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'nonsense') return { result: 'failed', error } as const;
    throw error;
  }
}
