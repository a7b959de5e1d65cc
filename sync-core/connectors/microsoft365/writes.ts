/**
 * @file Creating, changing and removing events in batches, and what Graph's answers mean for each.
 *
 * Every request is one that may be sent twice (see batch.ts): a lost answer is followed by the same request again, and what
 * that one says tells what became of the first.
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
import { AuthExpired, Conflict, ConnectorError, Nonsense, Rejected } from '../errors.ts';
import { type PartAnswer, type PartRequest, sendParts } from './batch.ts';
import { explainGraph } from './graph.ts';
import { eventPath, findByMark, type Mailbox, parseEvent, readItems } from './items.ts';
import { readEvent } from './read-event.ts';
import { isItemNotFound } from './read-parts.ts';
import type { Placed } from './series-job.ts';
import { expressEvent, writeMoments, writeNew, writePatch } from './write-event.ts';
import { isOfSeries, writeSeries } from './write-series.ts';

const system = 'microsoft365';

function requestOf(operation: WriteOperation, zone: ZoneId): PartRequest {
  if (operation.do === 'create') {
    const { fields, added = '', categories, mark } = operation;
    const body = writeNew({ ...fields, body: fields.body + added }, categories, mark, zone);
    return { method: 'POST', path: '/me/events', body };
  }
  const target = { path: eventPath(operation.id), headers: { 'If-Match': operation.version } };
  if (operation.do === 'remove') return { method: 'DELETE', ...target };
  const { categories } = operation;
  const { patch, current } = withoutOwnAddress(operation);
  const written = writePatch(withAdded(patch, current, operation.added), current, zone);
  return { method: 'PATCH', ...target, body: { ...written, ...(categories === undefined ? {} : { categories }) } };
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
  mailbox: Mailbox,
  operation: WriteOperation,
  answer: PartAnswer,
  signal: AbortSignal,
): Promise<Outcome> {
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    const done = await doneOutcome(mailbox, operation, answer, signal);
    return await atItsMoment(mailbox, operation, done, signal);
  }
  if (operation.do === 'remove' && isItemNotFound(status, body)) return { result: 'removed' };
  if (operation.do === 'create' && status === 409) {
    const item = await findByMark(mailbox, operation.mark, signal);
    if (item) return { result: 'existed', item };
    // Used by an event that is gone: this key is good for nothing any more, another one is.
    return { result: 'failed', error: new Conflict('the transaction id was used before', { system, status }) };
  }
  if (operation.do === 'update' && status === 412 && answer.repeated) {
    const item = (await readItems(mailbox, [operation.id], signal)).get(operation.id);
    if (isReadable(item) && holds(item, operation.patch)) return { result: 'updated', item };
  }
  const error = explainGraph(status, body) ?? new Rejected(`status ${status}`, { system, status });
  if (error instanceof AuthExpired) throw error;
  return { result: 'failed', error };
}

/**
 * A server whose rules of a zone are older or newer than ours takes a wall-clock time for another moment. The moment counts,
 * and is written once more by itself. @throws Nonsense when that does not help either
 */
async function atItsMoment(
  mailbox: Mailbox,
  operation: WriteOperation,
  done: Outcome,
  signal: AbortSignal,
): Promise<Outcome> {
  if (operation.do === 'remove' || (done.result !== 'created' && done.result !== 'updated')) return done;
  const { item } = done;
  const { span } = operation.do === 'create' ? operation.fields : operation.patch;
  if (span?.kind !== 'timed' || sameSpan(span, item.fields.span)) return done;
  const path = eventPath(item.id);
  const again = { method: 'PATCH', path, headers: { 'If-Match': item.version }, body: writeMoments(span) } as const;
  for await (const part of sendParts(mailbox.graph, mailbox.ports, [again], signal)) {
    if ('error' in part) throw part.error;
    if (part.status !== 200) continue;
    const settled = readEvent(parseEvent(part.body), await mailbox.zone(signal), mailbox.zoneForUnknown());
    if (sameSpan(span, settled.fields.span)) return { ...done, item: settled };
  }
  throw new Nonsense('an event is at another time than was written', { system });
}

async function doneOutcome(
  mailbox: Mailbox,
  operation: WriteOperation,
  { status, body }: PartAnswer,
  signal: AbortSignal,
): Promise<Outcome> {
  if (operation.do === 'remove') return { result: 'removed' };
  if (body !== undefined && body !== null && body !== '') {
    const item = readEvent(parseEvent(body), await mailbox.zone(signal), mailbox.zoneForUnknown());
    if (operation.do === 'update' && item.id !== operation.id) {
      throw new Nonsense('another event was answered than was written', { system });
    }
    if (operation.do === 'update') return { result: 'updated', item };
    // "Created" would be 201: this one was there already.
    return { result: status === 200 ? 'existed' : 'created', item };
  }
  const item =
    operation.do === 'create'
      ? await findByMark(mailbox, operation.mark, signal)
      : (await readItems(mailbox, [operation.id], signal)).get(operation.id);
  if (isReadable(item)) return { result: operation.do === 'create' ? 'created' : 'updated', item };
  if (typeof item === 'object') throw new Nonsense('an event is in an unknown form', { system });
  return { result: 'failed', error: new Conflict('the item was gone right after it was written', { system }) };
}

/** See `AppointmentFace.write`. */
export async function* writeEvents(
  mailbox: Mailbox,
  operations: readonly WriteOperation[],
  window: Window,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  const placed = operations.map((operation, index) => ({ index, operation }));
  yield* writeSingles(
    mailbox,
    placed.filter(({ operation }) => !isOfSeries(operation)),
    signal,
  );
  yield* writeSeries(
    mailbox,
    placed.filter(({ operation }) => isOfSeries(operation)),
    window,
    signal,
  );
}

async function* writeSingles(
  mailbox: Mailbox,
  placed: readonly Placed[],
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  if (placed.length === 0) return;
  const zone = await mailbox.zone(signal);
  const requests = placed.map(({ operation }) => requestOf(operation, zone));
  for await (const part of sendParts(mailbox.graph, mailbox.ports, requests, signal)) {
    const { index, operation } = placed[part.index] as Placed;
    if ('error' in part) {
      yield { index, result: 'failed', error: part.error };
      continue;
    }
    yield { index, ...(await itsOutcome(mailbox, operation, part, signal)) };
  }
}

/** An item's answer that cannot be read is that item's failure; the others go on. */
async function itsOutcome(mailbox: Mailbox, operation: WriteOperation, part: PartAnswer, signal: AbortSignal) {
  try {
    return await outcomeOf(mailbox, operation, part, signal);
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'nonsense') return { result: 'failed', error } as const;
    throw error;
  }
}
