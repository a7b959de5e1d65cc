/** @file Makes new series, or finds those that an earlier write has made: their occurrences are written after that. */
import type { Appointment } from '../../model/appointment.ts';
import { sameSpan } from '../../model/time.ts';
import type { RemoteAppointment, WriteOutcome } from '../connector.ts';
import { Nonsense } from '../errors.ts';
import { authorsZone, type EventAnswer, type EventRequest } from './calendar.ts';
import { daysOfItsOwn } from './plan-series.ts';
import { writeRecurrence } from './series-bodies.ts';
import { type Creation, failed, type Job, notAsWritten, type Placed, type Writing, wantedBy } from './series-job.ts';
import { stateOfAnswer } from './series-state.ts';
import { writeNew } from './write-event.ts';

/** @returns what is on its way now, and how those ended that are not. @throws ConnectorError */
export async function* createSeries(
  writing: Writing,
  creations: readonly Placed<Creation>[],
): AsyncGenerator<WriteOutcome | Job> {
  const { calendar, window, zones, signal } = writing;
  const wanted = creations.map(({ operation }) => wantedBy(calendar, operation, window));
  const requests = creations.map(({ operation: { categories, mark, added = '' } }, place): EventRequest => {
    const fields = wanted[place] as Appointment;
    const event = {
      ...writeNew({ ...fields, body: fields.body + added }, categories, mark, zones.mailbox),
      ...writeRecurrence(fields, zones.mailbox),
    };
    return { do: 'create', event, ...authorsZone(fields.span) };
  });
  for await (const answer of calendar.send(requests, signal)) {
    const { index, operation } = creations[answer.index] as Placed<Creation>;
    yield await madeOf(writing, index, operation, wanted[answer.index] as Appointment, answer);
  }
}

async function madeOf(
  { calendar, zones, signal }: Writing,
  index: number,
  operation: Creation,
  wanted: Appointment,
  answer: EventAnswer,
): Promise<WriteOutcome | Job> {
  if (answer.result === 'lost') return failed(index, answer.error);
  if (answer.result === 'refused' && !answer.isUsed) return failed(index, answer.error);
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
  if (answer.result === 'done' && answer.wasThere !== true) {
    const state = stateOfAnswer(answer.event, zones);
    const { system } = calendar;
    if (!state) return failed(index, new Nonsense('an event is in an unknown form', { system }));
    return { ...job, id: state.item.id, result: 'created', state };
  }
  const item = await calendar.findByMark(operation.mark, signal);
  if (!item) return failed(index, answer.result === 'refused' ? answer.error : notAsWritten({ calendar }));
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
