/** @file What stands in the calendar of series that are being written, with the places of their plain occurrences. */
import type { ItemId } from '../../model/side.ts';
import type { LocalDate } from '../../model/time.ts';
import { ConnectorError, Nonsense, NotFound, Rejected } from '../errors.ts';
import { dayOfInstance, daysOf, type SeriesZones } from '../outlook/read-series.ts';
import { graphInstance, seriesQuery } from '../outlook/recurrence-schemas.ts';
import { type OccurrencePlace, type SeriesQuestion, type SeriesState, stateOf } from '../outlook/series-state.ts';
import { type PartAnswer, type PartFailure, type PartRequest, sendParts } from './batch.ts';
import { instancesQuery } from './cancelled-days.ts';
import { explainGraph, preferences } from './graph.ts';
import { listPage } from './graph-schemas.ts';
import { eventPath, type Mailbox, wholeSeries } from './items.ts';
import { listPages } from './list-pages.ts';
import { isItemNotFound } from './read-parts.ts';

const system = 'microsoft365';

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
