/**
 * @file Creating, changing and removing series. What is there is asked for, what is still to be written is written, and that
 * is done again until nothing is left (`plan-series.ts`): the same whether it was begun just now, or by a run that was cut off.
 *
 * Series of one call go side by side, twenty requests in one. Occurrences that were plain are written without a version: they
 * have none of their own, and that of their series may change with each of them. That nobody else changed the series is asked
 * right before.
 */
import type { Appointment } from '../../model/appointment.ts';
import { firstDayOf, occurrencesWithin } from '../../model/occurrences.ts';
import type { ItemId } from '../../model/side.ts';
import { type LocalDate, sameSpan } from '../../model/time.ts';
import type { RemoteAppointment, Window, WriteOperation, WriteOutcome } from '../connector.ts';
import { AuthExpired, Conflict, type ConnectorError, Nonsense, Rejected, Unavailable } from '../errors.ts';
import { type PartAnswer, type PartFailure, type PartRequest, sendParts } from './batch.ts';
import { expressAppointment } from './express-appointment.ts';
import { explainGraph } from './graph.ts';
import { eventPath, findByMark, type Mailbox } from './items.ts';
import { daysOfItsOwn, nextSteps, type SeriesStep, type SeriesWish } from './plan-series.ts';
import { isItemNotFound } from './read-parts.ts';
import { etagOf, type SeriesZones } from './read-series.ts';
import { firstPatternDay } from './sayable-series.ts';
import { writeRecurrence } from './series-bodies.ts';
import { type OccurrencePlace, readStates, type SeriesState, stateOfAnswer } from './series-state.ts';
import { writeNew } from './write-event.ts';

const system = 'microsoft365';
/** How often a series is looked at; more than a change of the rule, a way back, and some refusals on the way ever need. */
const mostRounds = 12;

/** An operation with its place in what was handed in. */
export interface Placed<O extends WriteOperation = WriteOperation> {
  readonly index: number;
  readonly operation: O;
}

/** A series on its way. */
interface Job {
  readonly index: number;
  readonly operation: WriteOperation;
  readonly wanted: Appointment;
  readonly result: 'created' | 'updated' | 'existed';
  readonly id: ItemId;
  /** Known without asking: until something is written. */
  state: SeriesState | undefined;
  /** Days whose plain occurrences are going to be written. */
  days: readonly LocalDate[];
  /** Whether something of it was written: until then, somebody else's change ends it. */
  begun: boolean;
  /** The categories that belong to the operation were accepted. */
  categorised: boolean;
  rounds: number;
  /** Steps that were answered well, and ought not to be asked for again. */
  readonly taken: Set<string>;
  /** Why the last steps were not taken, where none was. */
  refused: ConnectorError | undefined;
}

interface Writing {
  readonly mailbox: Mailbox;
  readonly window: Window;
  readonly zones: SeriesZones;
  readonly signal: AbortSignal;
}

/** Whether an operation is about a series, before or after it. */
export function isOfSeries(operation: WriteOperation): boolean {
  if (operation.do === 'create') return operation.fields.recurrence !== null;
  const becomes = operation.do === 'update' ? (operation.patch.recurrence ?? null) : null;
  return operation.current.recurrence !== null || becomes !== null;
}

/** See `AppointmentFace.write`. @param operations those that `isOfSeries`. */
export async function* writeSeries(
  mailbox: Mailbox,
  operations: readonly Placed[],
  window: Window,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  if (operations.length === 0) return;
  const zones = { mailbox: await mailbox.zone(signal), forUnknown: mailbox.zoneForUnknown() };
  const writing: Writing = { mailbox, window, zones, signal };
  const jobs: Job[] = [];
  const creations: Placed<Creation>[] = [];
  for (const { index, operation } of operations) {
    const wanted = wantedBy(operation, window);
    const why = whyFlattened(operation, wanted);
    if (why) yield failed(index, why);
    else if (operation.do === 'create') creations.push({ index, operation });
    else jobs.push(jobOf(index, operation, wanted));
  }
  for await (const made of create(writing, creations)) {
    if ('result' in made && !('wanted' in made)) yield made;
    else jobs.push(made);
  }
  yield* converge(writing, jobs);
}

type Creation = Extract<WriteOperation, { readonly do: 'create' }>;
type Change = Exclude<WriteOperation, Creation>;

/**
 * A series that Graph can have in no way: a single appointment in its place would take the rest along on its way back.
 * @returns why that is; undefined where it can have it.
 */
function whyFlattened(operation: WriteOperation, wanted: Appointment): ConnectorError | undefined {
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

function failed(index: number, error: ConnectorError): WriteOutcome {
  return { index, result: 'failed', error };
}

function wantedBy(operation: WriteOperation, window: Window): Appointment {
  if (operation.do === 'create') return expressAppointment(operation.fields, window);
  if (operation.do === 'remove') return operation.current;
  return expressAppointment({ ...operation.current, ...operation.patch }, window);
}

/** An event of which no occurrence is of its own is known well enough: its etag says whether it still is as it was. */
function jobOf(index: number, operation: Change, wanted: Appointment): Job {
  const { id, current, version } = operation;
  const plain = daysOfItsOwn(current).length === 0 && etagOf(version) === version;
  return {
    index,
    operation,
    wanted,
    id,
    result: 'updated',
    state:
      plain && operation.do === 'update'
        ? { item: assumed(operation), visibility: current.visibility, places: new Map() }
        : undefined,
    days: daysOfItsOwn(wanted),
    begun: false,
    categorised: false,
    rounds: 0,
    taken: new Set(),
    refused: undefined,
  };
}

function assumed(operation: Change): RemoteAppointment {
  const { id, version, current } = operation;
  return {
    ...(operation.do === 'update' && operation.hostsItself ? { hostsItself: true as const } : {}),
    id,
    version,
    fields: current,
    form: current.recurrence === null ? { kind: 'single' } : { kind: 'series', seriesId: id },
    protection: { edit: true, remove: true },
    editedAt: '1970-01-01T00:00:00Z' as RemoteAppointment['editedAt'],
    categories: [],
  };
}

async function* create(writing: Writing, creations: readonly Placed<Creation>[]): AsyncGenerator<WriteOutcome | Job> {
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

/** A job with what stands there, and what is to be written next. */
interface Turn {
  readonly job: Job;
  readonly state: SeriesState;
  /** The days whose occurrences were asked for with the state; undefined where nothing was asked for. */
  readonly asked: readonly LocalDate[] | undefined;
  readonly steps: readonly SeriesStep[];
}

/**
 * Once something of a series was written, it is neither as it was nor as it is to be: whoever asked must not take it for done,
 * nor for somebody's edit.
 */
function failedJob({ index, begun, operation }: Job, error: ConnectorError): WriteOutcome {
  const isHalf = begun && operation.do !== 'remove' && ['conflict', 'rejected', 'throttled'].includes(error.kind);
  if (!isHalf) return failed(index, error);
  const { status, code } = error.details;
  const details = {
    system,
    cause: error,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
  } as const;
  return failed(index, new Unavailable('a series is written in part', details));
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
  { mailbox, signal }: Writing,
  jobs: readonly Job[],
): Promise<readonly (SeriesState | ConnectorError)[]> {
  const unknown = jobs.filter(({ state }) => state === undefined);
  const read = await readStates(mailbox, unknown, signal);
  return jobs.map((job) => job.state ?? (read[unknown.indexOf(job)] as SeriesState | ConnectorError));
}

/** @returns what is to be written next, or how it ended. */
function turnOf({ window, zones }: Writing, job: Job, state: SeriesState): Turn | WriteOutcome {
  const { index, operation, wanted, result, taken } = job;
  const asked = job.state === undefined ? job.days : undefined;
  if (!job.begun && operation.do !== 'create' && operation.version !== state.item.version)
    return failedJob(job, new Conflict('the series changed in the meantime', { system }));
  if (operation.do === 'remove') return { job, state, asked, steps: [] };
  const steps = withCategories(job, nextSteps(wishOf(job), state, zones.mailbox));
  // Not from an answer, but as it was when the operation was planned.
  const isKnown = asked !== undefined || job.begun;
  if (steps.length === 0 && isKnown) return { index, result, item: state.item };
  if (steps.length > 0 && steps.every((step) => taken.has(keyOf(step)))) {
    if (showsTheSame(wanted, state.item.fields, window)) return { index, result, item: state.item };
    return failedJob(job, notAsWritten());
  }
  job.rounds += 1;
  return job.rounds > mostRounds ? failedJob(job, job.refused ?? notAsWritten()) : { job, state, asked, steps };
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

function notAsWritten(): ConnectorError {
  return new Nonsense('a series is not as it was written', { system });
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
  readonly request: PartRequest;
}

interface Ended {
  readonly job: Job;
  readonly outcome: WriteOutcome;
}

async function* takeTurns({ mailbox, zones, signal }: Writing, turns: readonly Turn[]): AsyncGenerator<Ended> {
  const sendings = turns.flatMap(sendingsOf);
  const progress = new Set<Job>();
  const over = new Set<Job>();
  for (const { job } of turns) {
    job.state = undefined;
    job.refused = undefined;
  }
  const requests = sendings.map(({ request }) => request);
  for await (const part of sendParts(mailbox.graph, mailbox.ports, requests, signal)) {
    const sending = sendings[part.index] as Sending;
    const { job } = sending.turn;
    const ended = over.has(job) ? undefined : takeAnswer(sending, part, zones);
    if (!('error' in part) && isGood(part.status)) progress.add(job);
    if (ended === undefined) continue;
    over.add(job);
    yield { job, outcome: ended };
  }
  for (const { job, asked, steps } of turns) {
    if (over.has(job) || progress.has(job)) continue;
    // Nothing of it was accepted, or it cannot be found where it was looked for.
    const found = new Set(sendings.flatMap(({ turn, step }) => (turn.job === job && step ? [keyOf(step)] : [])));
    const isLost = asked !== undefined && steps.some((step) => isAmong(asked, step) && !found.has(keyOf(step)));
    const error = job.refused ?? (isLost ? notAsWritten() : undefined);
    if (error) yield { job, outcome: failedJob(job, error) };
  }
}

function isAmong(days: readonly LocalDate[], step: SeriesStep): boolean {
  return step.on === 'occurrence' && days.includes(step.day);
}

/** Occurrences that are not known yet are asked for first, all that are needed. */
function sendingsOf(turn: Turn): readonly Sending[] {
  const { job, state, steps } = turn;
  const path = eventPath(job.id);
  const headers = { 'If-Match': etagOf(state.item.version) };
  if (job.operation.do === 'remove') return [{ turn, step: null, request: { method: 'DELETE', path, headers } }];
  const missing: LocalDate[] = [];
  const sendings = steps.flatMap((step): readonly Sending[] => {
    if (step.on === 'series') return [{ turn, step, request: { method: 'PATCH', path, headers, body: step.body } }];
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

function requestOf(body: unknown, { id, etag }: OccurrencePlace): PartRequest {
  const target = { path: eventPath(id), ...(etag === undefined ? {} : { headers: { 'If-Match': etag } }) };
  return body === null ? { method: 'DELETE', ...target } : { method: 'PATCH', ...target, body };
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

/** @returns how the operation ended, if it did. */
function takeAnswer(
  { turn: { job, state }, step }: Sending,
  part: PartAnswer | PartFailure,
  zones: SeriesZones,
): WriteOutcome | undefined {
  const { index } = job;
  if ('error' in part) return failedJob(job, part.error);
  const { status, body, repeated } = part;
  if (step === null) {
    const isRemoved = isGood(status) || isItemNotFound(status, body);
    return isRemoved ? { index, result: 'removed' } : failedJob(job, refusal(part));
  }
  if (isGood(status)) {
    job.begun = true;
    note(job, state, step, body, zones);
    return undefined;
  }
  // It may be what an earlier answer was lost of: what is there tells.
  if (repeated) job.begun = true;
  if (step.on === 'series') return status === 412 && job.begun ? undefined : failedJob(job, refusal(part));
  // Changed meanwhile, or under another id.
  if (status === 412 || status === 404) job.days = [...job.days, step.day];
  else {
    job.refused = refusal(part);
    job.days = [...job.days, step.day];
  }
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

/** @throws AuthExpired */
function refusal({ status, body }: PartAnswer): ConnectorError {
  const error = explainGraph(status, body) ?? new Rejected(`status ${status}`, { system, status });
  if (error instanceof AuthExpired) throw error;
  return error;
}
