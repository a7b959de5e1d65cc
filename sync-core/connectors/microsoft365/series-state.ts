/** @file What stands in the calendar of a series that is being written, and where its single occurrences are. */
import type { Appointment } from '../../model/appointment.ts';
import type { ItemId } from '../../model/side.ts';
import type { LocalDate } from '../../model/time.ts';
import type { RemoteAppointment } from '../connector.ts';
import { ConnectorError, Nonsense, NotFound, Rejected } from '../errors.ts';
import { type PartAnswer, type PartFailure, type PartRequest, sendParts } from './batch.ts';
import { instancesQuery } from './cancelled-days.ts';
import { explainGraph, preferences } from './graph.ts';
import { graphEvent, listPage } from './graph-schemas.ts';
import { eventPath, type Mailbox, wholeSeries } from './items.ts';
import { listPages } from './list-pages.ts';
import { readEvent } from './read-event.ts';
import { isItemNotFound } from './read-parts.ts';
import { dayOfInstance, daysOf, readSeries, type SeriesZones } from './read-series.ts';
import { type GraphSeries, graphInstance, graphSeries, seriesQuery } from './recurrence-schemas.ts';

const system = 'microsoft365';

/** Where a single occurrence is written to; a plain one has no version of its own. */
export interface OccurrencePlace {
  readonly id: string;
  readonly etag?: string;
  /** As it stands there by itself; absent: as its series shows it. */
  readonly item?: RemoteAppointment;
}

export interface SeriesState {
  readonly item: RemoteAppointment;
  /** Who may read the series and its plain occurrences; that of `item` is the strictest of all. */
  readonly visibility: Appointment['visibility'];
  /** Those that are known: all changed ones, and plain ones as far as they were asked for. */
  readonly places: ReadonlyMap<LocalDate, OccurrencePlace>;
}

export interface SeriesQuestion {
  readonly id: ItemId;
  /** Days whose plain occurrences will be written. */
  readonly days: readonly LocalDate[];
}

/** @returns the state from an answer to a POST or PATCH of an event of which no occurrence is changed or removed. */
export function stateOfAnswer(body: unknown, zones: SeriesZones): SeriesState | undefined {
  const whole = { exceptionOccurrences: [], cancelledOccurrences: [], ...(body as object) };
  return stateOf(whole, graphSeries.safeParse(whole).data, zones);
}

function stateOf(body: unknown, series: GraphSeries | undefined, zones: SeriesZones): SeriesState | undefined {
  const event = graphEvent.safeParse(body);
  if (!event.success) return undefined;
  const own = readEvent(event.data, zones.mailbox, zones.forUnknown);
  const { visibility } = own.fields;
  if (event.data.type !== 'seriesMaster') return { item: own, visibility, places: new Map() };
  const item = series && readSeries(series, zones);
  return series && item && { item, visibility, places: placesOf(series, zones) };
}

function placesOf(series: GraphSeries, zones: SeriesZones): ReadonlyMap<LocalDate, OccurrencePlace> {
  const days = daysOf(series, zones);
  return new Map(
    series.exceptionOccurrences.flatMap((event) => {
      const day = days?.dayOf(event.originalStart);
      const item = readEvent(event, zones.mailbox, zones.forUnknown);
      return day === undefined ? [] : [[day, { id: event.id, etag: event['@odata.etag'], item }] as const];
    }),
  );
}

/**
 * What is there now of each, twenty requests in one.
 * @returns by place in the list. @throws what concerns the whole account
 */
export async function readStates(
  mailbox: Mailbox,
  questions: readonly SeriesQuestion[],
  signal: AbortSignal,
): Promise<readonly (SeriesState | ConnectorError)[]> {
  const zones = { mailbox: await mailbox.zone(signal), forUnknown: mailbox.zoneForUnknown() };
  const asked = questions.flatMap(({ id, days }, place): readonly { place: number; request: PartRequest }[] => [
    { place, request: { method: 'GET', path: `${eventPath(id)}?${seriesQuery}` } },
    ...instancesRequest(id, days).map((request) => ({ place, request })),
  ]);
  const answers = new Map<number, PartAnswer | PartFailure>();
  for await (const part of sendParts(
    mailbox.graph,
    mailbox.ports,
    asked.map(({ request }) => request),
    signal,
  ))
    answers.set(part.index, part);
  const states: (SeriesState | ConnectorError)[] = [];
  for (const place of questions.keys()) {
    const own = [...asked.keys()].filter((index) => asked[index]?.place === place).map((index) => answers.get(index));
    states.push(await settledState(mailbox, own, zones, signal));
  }
  return states;
}

function instancesRequest(id: ItemId, days: readonly LocalDate[]): readonly PartRequest[] {
  const sorted = days.toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [{ method: 'GET', path: `${eventPath(id)}${instancesQuery(first, last)}` }];
}

async function settledState(
  mailbox: Mailbox,
  [master, instances]: readonly (PartAnswer | PartFailure | undefined)[],
  zones: SeriesZones,
  signal: AbortSignal,
): Promise<SeriesState | ConnectorError> {
  const body = bodyOf(master);
  if (body instanceof ConnectorError) return body;
  const series = await wholeSeries(mailbox, body, zones, signal);
  const state = stateOf(body, series, zones);
  if (!state) return new Nonsense('a series is in an unknown form', { system });
  if (instances === undefined || series === undefined) return state;
  const rows = await instanceRows(mailbox, instances, signal);
  if (rows instanceof ConnectorError) return rows;
  const days = daysOf(series, zones);
  const places = new Map<LocalDate, OccurrencePlace>();
  for (const row of rows) {
    const instance = graphInstance.safeParse(row).data;
    const day = instance && days && dayOfInstance(days, instance);
    if (instance?.type === 'occurrence' && day !== undefined) places.set(day, { id: instance.id });
  }
  return { ...state, places: new Map([...places, ...state.places]) };
}

function bodyOf(answer: PartAnswer | PartFailure | undefined): unknown {
  if (answer === undefined) return new Nonsense('a request of a batch has no answer', { system });
  if ('error' in answer) return answer.error;
  const { status, body } = answer;
  if (status === 200) return body;
  const details = { system, status } as const;
  if (isItemNotFound(status, body)) return new NotFound('the series is gone', details);
  return explainGraph(status, body) ?? new Rejected(`status ${status}`, details);
}

/** All pages: a long series can have more occurrences between two days than one page holds. */
async function instanceRows(
  mailbox: Mailbox,
  answer: PartAnswer | PartFailure,
  signal: AbortSignal,
): Promise<readonly unknown[] | ConnectorError> {
  const body = bodyOf(answer);
  // It is none (any more), which the other answer says too.
  if (body instanceof Rejected || body instanceof NotFound) return [];
  if (body instanceof ConnectorError) return body;
  const page = listPage.safeParse(body);
  if (!page.success) return new Nonsense('a list is in an unknown form', { system });
  const rows: unknown[] = [...page.data.value];
  const next = page.data['@odata.nextLink'];
  if (next === undefined) return rows;
  const { graph } = mailbox;
  for await (const { rows: more } of listPages(graph, graph.ownLink(next), preferences, signal)) rows.push(...more);
  return rows;
}
