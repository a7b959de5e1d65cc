/** @file What is sent of a series next, and what comes of the answers. */
import type { Appointment } from '../../model/appointment.ts';
import { occurrencesWithin } from '../../model/occurrences.ts';
import { type LocalDate, sameSpan } from '../../model/time.ts';
import type { Window, WriteOutcome } from '../connector.ts';
import { Conflict } from '../errors.ts';
import { authorsZone, type EventAnswer, type EventRequest, type Json } from './calendar.ts';
import { daysOfItsOwn, nextSteps, type SeriesStep, type SeriesWish } from './plan-series.ts';
import { etagOf, type SeriesZones } from './read-series.ts';
import { failedJob, type Job, notAsWritten, type Writing } from './series-job.ts';
import { type OccurrencePlace, type SeriesState, stateOfAnswer } from './series-state.ts';

/** How often a series is looked at; more than a change of the rule, a way back, and some refusals on the way ever need. */
const mostRounds = 12;

/** A job with what stands there, and what is to be written next. */
export interface Turn {
  readonly job: Job;
  readonly state: SeriesState;
  /** The days whose occurrences were asked for with the state; undefined where nothing was asked for. */
  readonly asked: readonly LocalDate[] | undefined;
  readonly steps: readonly SeriesStep[];
}

/** @returns what is to be written next, or how it ended. */
export function turnOf(writing: Writing, job: Job, state: SeriesState): Turn | WriteOutcome {
  const { calendar, window, zones } = writing;
  const { index, operation, wanted, result, taken } = job;
  const asked = job.state === undefined ? job.days : undefined;
  if (!job.begun && operation.do !== 'create' && operation.version !== state.item.version)
    return failedJob(job, new Conflict('the series changed in the meantime', { system: calendar.system }));
  if (operation.do === 'remove') return { job, state, asked, steps: [] };
  const steps = withCategories(job, nextSteps(wishOf(job), state, zones.mailbox));
  // Not from an answer, but as it was when the operation was planned.
  const isKnown = asked !== undefined || job.begun;
  if (steps.length === 0 && isKnown) return { index, result, item: state.item };
  if (steps.length > 0 && steps.every((step) => taken.has(keyOf(step)))) {
    if (showsTheSame(wanted, state.item.fields, window)) return { index, result, item: state.item };
    return failedJob(job, notAsWritten(writing));
  }
  job.rounds += 1;
  return job.rounds > mostRounds ? failedJob(job, job.refused ?? notAsWritten(writing)) : { job, state, asked, steps };
}

function wishOf({ operation, wanted: fields }: Job): SeriesWish {
  if (operation.do === 'remove') return { fields, added: undefined, doneCategory: undefined, setsVisibility: false };
  const { added, doneCategory } = operation;
  const isNew = operation.do === 'create';
  return {
    fields,
    added: isNew ? (added ?? '') : added,
    doneCategory,
    setsVisibility: isNew || operation.patch.visibility !== undefined,
  };
}

/** Categories are written once, with whatever else is written to the series. */
function withCategories({ operation, categorised }: Job, steps: readonly SeriesStep[]): readonly SeriesStep[] {
  if (operation.do !== 'update' || operation.categories === undefined || categorised) return steps;
  const [step] = steps;
  const body = step?.on === 'series' ? step.body : {};
  return [{ on: 'series', body: { ...body, categories: operation.categories } }];
}

/** A rule may come back in other words. */
function showsTheSame(wanted: Appointment, now: Appointment, window: Window): boolean {
  const [one, other] = [occurrencesWithin(wanted, window), occurrencesWithin(now, window)];
  return one.length === other.length && one.every(({ span }, place) => sameSpan(span, other[place]?.span ?? span));
}

function keyOf(step: SeriesStep): string {
  return JSON.stringify(step);
}

interface Sending {
  readonly turn: Turn;
  /** null: the series is removed. */
  readonly step: SeriesStep | null;
  readonly request: EventRequest;
}

interface Ended {
  readonly job: Job;
  readonly outcome: WriteOutcome;
}

/** @throws ConnectorError what concerns the whole account */
export async function* takeTurns(writing: Writing, turns: readonly Turn[]): AsyncGenerator<Ended> {
  const { calendar, zones, signal } = writing;
  const sendings = turns.flatMap(sendingsOf);
  const progress = new Set<Job>();
  const over = new Set<Job>();
  for (const { job } of turns) {
    job.state = undefined;
    job.refused = undefined;
  }
  const requests = sendings.map(({ request }) => request);
  for await (const answer of calendar.send(requests, signal)) {
    const sending = sendings[answer.index] as Sending;
    const { job } = sending.turn;
    const ended = over.has(job) ? undefined : takeAnswer(sending, answer, zones);
    if (answer.result === 'done') progress.add(job);
    if (ended === undefined) continue;
    over.add(job);
    yield { job, outcome: ended };
  }
  for (const { job, asked, steps } of turns) {
    if (over.has(job) || progress.has(job)) continue;
    // Nothing of it was accepted, or it cannot be found where it was looked for.
    const found = new Set(sendings.flatMap(({ turn, step }) => (turn.job === job && step ? [keyOf(step)] : [])));
    const isLost = asked !== undefined && steps.some((step) => isAmong(asked, step) && !found.has(keyOf(step)));
    const error = job.refused ?? (isLost ? notAsWritten(writing) : undefined);
    if (error) yield { job, outcome: failedJob(job, error) };
  }
}

function isAmong(days: readonly LocalDate[], step: SeriesStep): boolean {
  return step.on === 'occurrence' && days.includes(step.day);
}

/** Occurrences that are not known yet are asked for first, all that are needed. */
function sendingsOf(turn: Turn): readonly Sending[] {
  const { job, state, steps } = turn;
  const { id, operation } = job;
  const target = { id, version: etagOf(state.item.version) };
  if (operation.do === 'remove') return [{ turn, step: null, request: { do: 'remove', ...target } }];
  const missing: LocalDate[] = [];
  const sendings = steps.flatMap((step): readonly Sending[] => {
    if (step.on === 'series') {
      const zone = authorsZone(job.wanted.span);
      return [{ turn, step, request: { do: 'change', ...target, event: step.body, ...zone } }];
    }
    const place = state.places.get(step.day);
    if (place === undefined) {
      missing.push(step.day);
      return [];
    }
    return [{ turn, step, request: requestOf(step.body, place) }];
  });
  job.days = missing;
  return sendings;
}

function requestOf(body: Json | null, { id, etag }: OccurrencePlace): EventRequest {
  const target = { id, isOccurrence: true, ...(etag === undefined ? {} : { version: etag }) } as const;
  return body === null ? { do: 'remove', ...target } : { do: 'change', ...target, event: body };
}

/** @returns how the operation ended, if it did. */
function takeAnswer(
  { turn: { job, state }, step }: Sending,
  answer: EventAnswer,
  zones: SeriesZones,
): WriteOutcome | undefined {
  const { index } = job;
  if (answer.result === 'lost') return failedJob(job, answer.error);
  if (answer.result === 'done') {
    if (step === null) return { index, result: 'removed' };
    job.begun = true;
    note(job, state, step, answer.event, zones);
    return undefined;
  }
  const { error, repeated } = answer;
  if (step === null) return answer.isGone ? { index, result: 'removed' } : failedJob(job, error);
  // It may be what an earlier answer was lost of: what is there tells.
  if (repeated) job.begun = true;
  const isOld = error.kind === 'conflict';
  if (step.on === 'series') return isOld && job.begun ? undefined : failedJob(job, error);
  // Else it was changed meanwhile, or is under another id.
  if (!isOld && error.kind !== 'notFound') job.refused = error;
  job.days = [...job.days, step.day];
  return undefined;
}

/** What was accepted, and what is known of the series by the answer alone. */
function note(job: Job, state: SeriesState, step: SeriesStep, body: unknown, zones: SeriesZones): void {
  const isReset = step.on === 'series' && step.body['recurrence'] === null;
  // All that was written is written once more, but only once.
  if (isReset) job.taken.clear();
  job.taken.add(keyOf(step));
  if (step.on !== 'series') return;
  if ('categories' in step.body) job.categorised = true;
  const { version, fields } = state.item;
  const answered = stateOfAnswer(body, zones);
  const plain = isReset || (daysOfItsOwn(fields).length === 0 && etagOf(version) === version);
  if (plain && answered && answered.item.id === job.id) job.state = answered;
  else job.days = daysOfItsOwn(job.wanted);
}
