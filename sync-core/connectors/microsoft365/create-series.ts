/** @file Makes new series in Graph, or finds those that an earlier write has made: their occurrences are written after that. */
import type { Appointment } from '../../model/appointment.ts';
import { sameSpan } from '../../model/time.ts';
import type { RemoteAppointment, WriteOutcome } from '../connector.ts';
import { Conflict, Nonsense } from '../errors.ts';
import { type PartAnswer, type PartFailure, type PartRequest, sendParts } from './batch.ts';
import { findByMark } from './items.ts';
import { daysOfItsOwn } from './plan-series.ts';
import { writeRecurrence } from './series-bodies.ts';
import { type Creation, failed, type Job, type Placed, refusal, type Writing, wantedBy } from './series-job.ts';
import { stateOfAnswer } from './series-state.ts';
import { writeNew } from './write-event.ts';

const system = 'microsoft365';

/** @returns what is on its way now, and how those ended that are not. @throws ConnectorError */
export async function* createSeries(
  writing: Writing,
  creations: readonly Placed<Creation>[],
): AsyncGenerator<WriteOutcome | Job> {
  const { mailbox, window, zones, signal } = writing;
  const wanted = creations.map(({ operation }) => wantedBy(operation, window));
  const requests = creations.map(({ operation: { categories, mark, added = '' } }, place): PartRequest => {
    const fields = wanted[place] as Appointment;
    const body = {
      ...writeNew({ ...fields, body: fields.body + added }, categories, mark, zones.mailbox),
      ...writeRecurrence(fields, zones.mailbox),
    };
    return { method: 'POST', path: '/me/events', body };
  });
  for await (const part of sendParts(mailbox.graph, mailbox.ports, requests, signal)) {
    const { index, operation } = creations[part.index] as Placed<Creation>;
    yield await madeOf(writing, index, operation, wanted[part.index] as Appointment, part);
  }
}

async function madeOf(
  { mailbox, zones, signal }: Writing,
  index: number,
  operation: Creation,
  wanted: Appointment,
  part: PartAnswer | PartFailure,
): Promise<WriteOutcome | Job> {
  if ('error' in part) return failed(index, part.error);
  const { status, body } = part;
  const job = {
    index,
    operation,
    wanted,
    days: daysOfItsOwn(wanted),
    begun: true,
    categorised: true,
    rounds: 0,
    taken: new Set<string>(),
    refused: undefined,
  };
  if (status === 201) {
    const state = stateOfAnswer(body, zones);
    if (!state) return failed(index, new Nonsense('an event is in an unknown form', { system }));
    return { ...job, id: state.item.id, result: 'created', state };
  }
  if (status !== 409 && status !== 200) return failed(index, refusal(part));
  const item = await findByMark(mailbox, operation.mark, signal);
  if (!item) return failed(index, new Conflict('the transaction id was used before', { system, status }));
  if (!isHalfMade(item, wanted)) return { index, result: 'existed', item };
  return { ...job, id: item.id, result: 'existed', state: undefined };
}

/** As it was made, with no more than some of its occurrences written: by a run that was cut off there. */
function isHalfMade({ fields }: RemoteAppointment, wanted: Appointment): boolean {
  const [is, toBe] = [fields.recurrence, wanted.recurrence];
  if (is === null || toBe === null || fields.title !== wanted.title || !sameSpan(fields.span, wanted.span))
    return false;
  const changes = new Set(toBe.changed.map((one) => JSON.stringify(one)));
  return (
    is.cancelled.every((day) => toBe.cancelled.includes(day)) &&
    is.changed.every((one) => changes.has(JSON.stringify(one))) &&
    daysOfItsOwn(fields).length < daysOfItsOwn(wanted).length
  );
}
