/**
 * @file The calendar of a mailbox, reached by the web service: what is to be done to events, and series with the places of their
 * plain occurrences.
 *
 * An occurrence that was never changed has an id, and no version that stands still: it is named by its number within the series. Which one that
 * is, is counted by the rule and held against what the server says of it before anything is written.
 */
import { firstDayOf } from '../../../model/occurrences.ts';
import { patternDays } from '../../../model/recurrence-days.ts';
import type { ItemId } from '../../../model/side.ts';
import type { LocalDate } from '../../../model/time.ts';
import { ConnectorError, Nonsense, NotFound } from '../../errors.ts';
import type { EventAnswer, EventRequest, Json, OutlookCalendar } from '../../outlook/calendar.ts';
import { expressAppointment } from '../../outlook/express-appointment.ts';
import { daysOf, type SeriesDays, type SeriesZones } from '../../outlook/read-series.ts';
import { graphSeries } from '../../outlook/recurrence-schemas.ts';
import { type OccurrencePlace, type SeriesQuestion, type SeriesState, stateOf } from '../../outlook/series-state.ts';
import {
  createEach,
  findMarked,
  madeWith,
  readEach,
  removeEach,
  removeOccurrences,
  updateEach,
  type Written,
} from '../items.ts';
import { fieldPath, itemChange, itemIdOf, itemShape, newItem } from '../properties.ts';
import { textOf, type Xml, xml } from '../soap/xml.ts';
import { type EwsCalendar, findCreated, readItems, tellEvents, zonesOf } from './events.ts';
import { asExchangeSays } from './recurrence.ts';
import { calendarItem, propertiesOf } from './write-item.ts';

const system = 'exchange';

export function createOutlookCalendar(calendar: EwsCalendar): OutlookCalendar {
  return {
    system,
    express: (fields, window) => expressAppointment(fields, window, asExchangeSays),
    zone: (signal) => calendar.zone(signal),
    zoneForUnknown: () => calendar.zoneForUnknown(),
    read: (ids, signal) => readItems(calendar, ids, signal),
    findByMark: async (mark, signal) => (await findCreated(calendar, [mark], signal)).get(mark.key),
    readStates: (questions, signal) => readStates(calendar, questions, signal),
    async *send(requests, signal) {
      const placed = requests.map((request, index) => ({ request, index }));
      yield* create(calendar, placed.flatMap(takes('create')), signal);
      yield* change(calendar, placed.flatMap(takes('change')), signal);
      yield* remove(calendar, placed.flatMap(takes('remove')), signal);
    },
  };
}

interface Placed<R extends EventRequest = EventRequest> {
  readonly request: R;
  readonly index: number;
}

function takes<D extends EventRequest['do']>(what: D) {
  type Wanted = Extract<EventRequest, { readonly do: D }>;
  return ({ request, index }: Placed): readonly Placed<Wanted>[] =>
    request.do === what ? [{ request: request as Wanted, index }] : [];
}

type Requested<D extends EventRequest['do']> = readonly Placed<Extract<EventRequest, { readonly do: D }>>[];

/** The web service refuses no second item: what is there already is looked for before, and after an answer was lost. */
async function* create(
  calendar: EwsCalendar,
  placed: Requested<'create'>,
  signal: AbortSignal,
): AsyncGenerator<EventAnswer> {
  if (placed.length === 0) return;
  const before = await madeBefore(calendar, placed, signal);
  const there = placed.filter((_, place) => before[place] !== undefined);
  const due = placed.filter((_, place) => before[place] === undefined);
  const idsThere = before.flatMap((id) => id ?? []);
  yield* doneAnswers(calendar, there, idsThere, signal, true);
  const items = due.map(({ request }) => newItem(calendarItem, propertiesOf(request.event, request.zone)));
  const written = await createEach(calendar, 'calendar', items, signal);
  const lost = due.filter((_, place) => isLost(written[place] as Written));
  const after = await madeBefore(calendar, lost, signal);
  const ids = due.map((one, place) => idOf(written[place] as Written) ?? after[lost.indexOf(one)]);
  for (const [place, { index }] of due.entries()) {
    if (ids[place] === undefined) yield refusalOf(index, written[place] as Written);
  }
  const made = due.filter((_, place) => ids[place] !== undefined);
  yield* doneAnswers(
    calendar,
    made,
    ids.flatMap((id) => id ?? []),
    signal,
  );
}

function isLost(written: Written): boolean {
  return typeof written === 'object' && 'isLost' in written && written.isLost;
}

function idOf(written: Written): string | undefined {
  return typeof written === 'object' && 'id' in written ? written.id : undefined;
}

/** @returns by place: the id of the item that was made with the same mark. */
async function madeBefore(
  calendar: EwsCalendar,
  placed: Requested<'create'>,
  signal: AbortSignal,
): Promise<readonly (string | undefined)[]> {
  const marks = placed.map(({ request: { event } }) => {
    const [marked] = event['singleValueExtendedProperties'] as readonly [{ readonly value: string }];
    return { marker: marked.value, key: String(event['transactionId']) };
  });
  const markers = marks.map(({ marker }) => marker);
  const found = await findMarked(calendar, 'calendar', markers, signal);
  return marks.map((mark) => madeWith(found, mark, true)?.id);
}

/** What was done, with the event as it is now. @param ids by place */
async function* doneAnswers(
  calendar: EwsCalendar,
  placed: readonly Placed[],
  ids: readonly string[],
  signal: AbortSignal,
  wasThere = false,
): AsyncGenerator<EventAnswer> {
  const events = await tellEvents(calendar, ids, signal);
  for (const [place, { index }] of placed.entries()) {
    const event = events[place] as Json | ConnectorError;
    const told = event instanceof ConnectorError ? undefined : event;
    yield { index, result: 'done', event: told, ...(wasThere ? { wasThere: true } : {}) };
  }
}

async function* change(
  calendar: EwsCalendar,
  placed: Requested<'change'>,
  signal: AbortSignal,
): AsyncGenerator<EventAnswer> {
  if (placed.length === 0) return;
  const { versioned, others } = await withVersions(calendar, placed, signal);
  for (const { index, error } of others)
    yield { index, result: 'refused', error, isGone: isGone(error), isUsed: false, repeated: false };
  const changes = versioned.map(({ request: { id, version, event, zone, isOccurrence } }) =>
    itemChange(calendarItem, refOf(id, version), propertiesOf(event, isOccurrence === true ? null : zone)),
  );
  const written = await updateEach(calendar, 'calendar', changes, signal);
  const done: Placed[] = [];
  const ids: string[] = [];
  for (const [place, one] of versioned.entries()) {
    const { request, index } = one;
    const outcome = written[place] as Written;
    if (typeof outcome === 'object' && 'error' in outcome) yield refusalOf(index, outcome);
    else if (request.isOccurrence === true) yield { index, result: 'done', event: undefined };
    else {
      done.push(one);
      ids.push(request.id);
    }
  }
  yield* doneAnswers(calendar, done, ids, signal);
}

/** A change needs a version; where any will do, it is asked for. */
async function withVersions(calendar: EwsCalendar, placed: Requested<'change'>, signal: AbortSignal) {
  const without = placed.filter(({ request: { id, version } }) => version === undefined && !isNumbered(id));
  const refs = without.map(({ request: { id } }) => itemIdOf(id));
  const told = await readEach(calendar, refs, itemShape([]), signal, 'small');
  const others: { readonly index: number; readonly error: ConnectorError }[] = [];
  const versioned = placed.flatMap((one) => {
    const item = told[without.indexOf(one)];
    if (item === undefined) return [one];
    if (item instanceof ConnectorError) {
      others.push({ index: one.index, error: item });
      return [];
    }
    const version = item.children.find(({ name }) => name === 'ItemId')?.attributes['ChangeKey'] ?? '';
    return [{ ...one, request: { ...one.request, version } }];
  });
  return { versioned, others };
}

async function* remove(
  calendar: EwsCalendar,
  placed: Requested<'remove'>,
  signal: AbortSignal,
): AsyncGenerator<EventAnswer> {
  const occurrences = placed.filter(({ request: { id } }) => isNumbered(id));
  const whole = placed.filter(({ request: { id } }) => !isNumbered(id));
  const refs = occurrences.map(({ request: { id } }) => refOf(id));
  const removals = whole.map(({ request: { id, version } }) => ({ id, changeKey: version }));
  const written = [
    ...(await removeOccurrences(calendar, refs, signal)),
    ...(await removeEach(calendar, removals, signal)),
  ];
  for (const [place, { index }] of [...occurrences, ...whole].entries()) {
    const outcome = written[place] as Written;
    if (typeof outcome === 'object' && 'error' in outcome) yield refusalOf(index, outcome);
    else yield { index, result: 'done', event: undefined };
  }
}

function isGone(error: ConnectorError): boolean {
  return error instanceof NotFound;
}

/** @param written what is no success. */
function refusalOf(index: number, written: Written): EventAnswer {
  if (typeof written === 'string' || !('error' in written)) {
    return { index, result: 'lost', error: new Nonsense('an item is not told', { system }) };
  }
  const { error, repeated, isLost: lost } = written;
  if (lost) return { index, result: 'lost', error };
  return { index, result: 'refused', error, isGone: isGone(error), isUsed: false, repeated };
}

const numbered = /^occurrence (\d+) (.+)$/;

/** An occurrence by its number in the series, from 1. */
function numberedId(series: string, index: number): string {
  return `occurrence ${index} ${series}`;
}

function isNumbered(id: string): boolean {
  return numbered.test(id);
}

function refOf(id: string, version?: string): Xml {
  const [, index, series] = numbered.exec(id) ?? [];
  if (index === undefined || series === undefined) return itemIdOf(id, version);
  return xml('t:OccurrenceItemId', { RecurringMasterId: series, InstanceIndex: index });
}

/** See `OutlookCalendar.readStates`. */
async function readStates(
  calendar: EwsCalendar,
  questions: readonly SeriesQuestion[],
  signal: AbortSignal,
): Promise<readonly (SeriesState | ConnectorError)[]> {
  if (questions.length === 0) return [];
  const zones = await zonesOf(calendar, signal);
  const ids = questions.map(({ id }) => id);
  const events = await tellEvents(calendar, ids, signal);
  const states = events.map((event, place) => stateAt(event, ids[place] as ItemId, zones));
  const sought = questions.flatMap(({ days }, place) => numberedDays(events[place], states[place], days, zones, place));
  const refs = sought.map(({ id }) => refOf(id));
  const paths = [fieldPath('calendar:Start'), fieldPath('calendar:OriginalStart')];
  const told = await readEach(calendar, refs, itemShape(paths), signal, 'small');
  const found = new Map<number, Map<LocalDate, OccurrencePlace>>();
  for (const [at, { place, day, id, days }] of sought.entries()) {
    const item = told[at];
    if (item === undefined || item instanceof ConnectorError) continue;
    // Whoever counts otherwise than the server would write to another day.
    const meant = textOf(item, 'OriginalStart') ?? textOf(item, 'Start') ?? '';
    if (days.dayOf(meant) === day) found.set(place, (found.get(place) ?? new Map()).set(day, { id }));
  }
  return states.map((state, place) =>
    state instanceof Error ? state : { ...state, places: new Map([...(found.get(place) ?? []), ...state.places]) },
  );
}

function stateAt(event: Json | ConnectorError, id: ItemId, zones: SeriesZones): SeriesState | ConnectorError {
  if (event instanceof ConnectorError) return event;
  const state = event['id'] === id ? stateOf(event, graphSeries.safeParse(event).data, zones) : undefined;
  return state ?? new Nonsense('a series is in an unknown form', { system });
}

interface Sought {
  readonly place: number;
  readonly day: LocalDate;
  readonly id: string;
  readonly days: SeriesDays;
}

/** The plain occurrences on these days. @param place of the question. */
function numberedDays(
  event: Json | ConnectorError | undefined,
  state: SeriesState | ConnectorError | undefined,
  wanted: readonly LocalDate[],
  zones: SeriesZones,
  place: number,
): readonly Sought[] {
  if (state === undefined || state instanceof Error || state.item.fields.recurrence === null) return [];
  const { span, recurrence } = state.item.fields;
  const series = graphSeries.safeParse(event).data;
  const days = series && daysOf(series, zones);
  if (days === undefined) return [];
  const gone = new Set(recurrence.cancelled);
  const first = firstDayOf(span);
  return wanted.flatMap((day) => {
    if (gone.has(day) || state.places.has(day)) return [];
    const until = patternDays(recurrence.pattern, first, day);
    return until.at(-1) === day ? [{ place, day, id: numberedId(state.item.id, until.length), days }] : [];
  });
}
