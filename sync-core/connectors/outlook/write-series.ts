/**
 * @file Creating, changing and removing series. What is there is asked for, what is still to be written is written, and that
 * is done again until nothing is left (`plan-series.ts`): the same whether it was begun just now, or by a run that was cut off.
 *
 * Series of one call go side by side, as many in one request as the calendar takes. Occurrences that were plain are written without a version: they
 * have none of their own, and that of their series may change with each of them. That nobody else changed the series is asked
 * right before.
 */
import type { Appointment } from '../../model/appointment.ts';
import { firstDayOf } from '../../model/occurrences.ts';
import type { Window, WriteOperation, WriteOutcome } from '../connector.ts';
import { type ConnectorError, Rejected } from '../errors.ts';
import type { OutlookCalendar } from './calendar.ts';
import { createSeries } from './create-series.ts';
import { firstPatternDay } from './sayable-series.ts';
import {
  type Creation,
  failed,
  failedJob,
  type Job,
  jobOf,
  type Placed,
  type Writing,
  wantedBy,
} from './series-job.ts';
import type { SeriesState } from './series-state.ts';
import { type Turn, takeTurns, turnOf } from './series-turns.ts';

/** Whether an operation is about a series, before or after it. */
export function isOfSeries(operation: WriteOperation): boolean {
  if (operation.do === 'create') return operation.fields.recurrence !== null;
  const becomes = operation.do === 'update' ? (operation.patch.recurrence ?? null) : null;
  return operation.current.recurrence !== null || becomes !== null;
}

/** See `AppointmentFace.write`. @param operations those that `isOfSeries`. */
export async function* writeSeries(
  calendar: OutlookCalendar,
  operations: readonly Placed[],
  window: Window,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  if (operations.length === 0) return;
  const zones = { mailbox: await calendar.zone(signal), forUnknown: calendar.zoneForUnknown() };
  const writing: Writing = { calendar, window, zones, signal };
  const jobs: Job[] = [];
  const creations: Placed<Creation>[] = [];
  for (const { index, operation } of operations) {
    const wanted = wantedBy(calendar, operation, window);
    const why = whyFlattened(calendar, operation, wanted);
    if (why) yield failed(index, why);
    else if (operation.do === 'create') creations.push({ index, operation });
    else jobs.push(jobOf(index, operation, wanted));
  }
  for await (const made of createSeries(writing, creations)) {
    if ('result' in made && !('wanted' in made)) yield made;
    else jobs.push(made);
  }
  yield* converge(writing, jobs);
}

/**
 * A series that Graph can have in no way: a single appointment in its place would take the rest along on its way back.
 * @returns why that is; undefined where it can have it.
 */
function whyFlattened(
  { system }: OutlookCalendar,
  operation: WriteOperation,
  wanted: Appointment,
): ConnectorError | undefined {
  if (operation.do === 'remove' || wanted.recurrence !== null) return undefined;
  const meant = operation.do === 'create' ? operation.fields : { ...operation.current, ...operation.patch };
  if (meant.recurrence === null) return undefined;
  const day = firstPatternDay(meant.recurrence.pattern, firstDayOf(meant.span));
  if (day === undefined) return new Rejected('a series without any occurrence', { system, code: 'noOccurrence' });
  return new Rejected('an occurrence would stand on or beyond the day of its neighbour', {
    system,
    code: 'ErrorOccurrenceCrossingBoundary',
  });
}

async function* converge(writing: Writing, jobs: readonly Job[]): AsyncGenerator<WriteOutcome> {
  for (let open = jobs; open.length > 0; ) {
    const told = await askAll(writing, open);
    const turns: Turn[] = [];
    for (const [place, job] of open.entries()) {
      const state = told[place] as SeriesState | ConnectorError;
      const turn = state instanceof Error ? failedJob(job, state) : turnOf(writing, job, state);
      if ('result' in turn) yield isGone(job, turn) ? { index: job.index, result: 'removed' } : turn;
      else turns.push(turn);
    }
    const over = new Set<Job>();
    for await (const { job, outcome } of takeTurns(writing, turns)) {
      over.add(job);
      yield outcome;
    }
    open = turns.map(({ job }) => job).filter((job) => !over.has(job));
  }
}

function isGone({ operation }: Job, outcome: WriteOutcome): boolean {
  return operation.do === 'remove' && outcome.result === 'failed' && outcome.error.kind === 'notFound';
}

/** What is there of each: as far as it is not known from the answer to what was written last. */
async function askAll(
  { calendar, signal }: Writing,
  jobs: readonly Job[],
): Promise<readonly (SeriesState | ConnectorError)[]> {
  const unknown = jobs.filter(({ state }) => state === undefined);
  const read = await calendar.readStates(unknown, signal);
  return jobs.map((job) => job.state ?? (read[unknown.indexOf(job)] as SeriesState | ConnectorError));
}
