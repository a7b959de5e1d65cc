/**
 * @file `calendarView/delta`: rounds of changes in a window that the token remembers.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { GraphError } from '../graph-error.ts';
import { occurrenceId } from '../mailbox/calendar-item.ts';
import { type ChangeRow, changeRows, type PlacedRow, type SeriesRows } from '../mailbox/change-list.ts';
import type { Cursor, Cursors } from './cursor.ts';
import { calendarPaths, demandCalendar } from './event-routes.ts';
import { callOfRequest, demandScope, type GraphCall, sendJson } from './gate.ts';
import { queryTexts, readSpan } from './query-options.ts';
import { type GraphObject, renderEvent, renderStub } from './render-event.ts';

const defaultPageSize = 10;
const understood = new Set(['startDateTime', 'endDateTime', '$skiptoken', '$deltatoken']);

export function deltaRoutes(app: FastifyInstance, kit: Kit, cursors: Cursors): void {
  for (const path of calendarPaths) {
    for (const name of ['delta', 'delta()']) {
      app.get(`${path}/calendarView/${name}`, (request, reply) => answerDelta(kit, cursors, request, reply));
    }
  }
}

function answerDelta(kit: Kit, cursors: Cursors, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const call = callOfRequest(request);
  demandScope(call, 'Calendars.ReadWrite', 'Calendars.Read');
  demandCalendar(call, request);
  const asked = readCursor(cursors, queryTexts(request.query));
  const begins = asked.until === null;
  const cursor = { ...asked, until: asked.until ?? Math.max(call.view.revision, asked.since ?? 0) };
  const path = `${kit.address('graph')}${request.url.split('?')[0]}`;
  const link = (next: Cursor) => `${path}?$${next.kind}token=${cursors.write(next)}`;
  const context = `${kit.address('graph')}/v1.0/$metadata#Collection(event)`;
  if (begins && kit.switches.flag('emptyDeltaPages')) {
    return sendJson(reply, {
      '@odata.context': context,
      '@odata.nextLink': link({ ...cursor, kind: 'skip' }),
      value: [],
    });
  }
  const { rows, next } = pageOf(kit, call, cursor);
  return sendJson(reply, {
    '@odata.context': context,
    ...(next
      ? { '@odata.nextLink': link(next) }
      : { '@odata.deltaLink': link({ ...cursor, kind: 'delta', since: cursor.until, until: null, place: 0, row: 0 }) }),
    value: inAnyOrder(kit, rows).map((row) => render(kit, call, row)),
  });
}

/** @throws GraphError for options that change lists do not take, and for tokens that are not known */
function readCursor(cursors: Cursors, query: Readonly<Record<string, string>>): Cursor {
  const refused = Object.keys(query).filter((name) => !understood.has(name));
  if (refused.length > 0) {
    throw new GraphError(
      400,
      'ErrorInvalidUrlQuery',
      `The following parameters are not supported with change tracking over the 'CalendarView' resource: '${refused.join(', ')}'.`,
    );
  }
  const { $skiptoken: skip, $deltatoken: delta } = query;
  if (skip !== undefined) return cursors.read(skip, 'skip');
  if (delta !== undefined) return cursors.read(delta, 'delta');
  return { kind: 'delta', ...readSpan(query), since: null, until: null, place: 0, row: 0 };
}

function pageOf(
  kit: Kit,
  call: GraphCall,
  cursor: Cursor & { until: number },
): { rows: readonly ChangeRow[]; next: Cursor | null } {
  const size = call.preferences.maxPageSize ?? defaultPageSize;
  const round = {
    ...cursor,
    cancelledRows: kit.switches.flag('cancelledOccurrenceRow'),
    seriesRows: kit.switches.text('seriesRows') as SeriesRows,
    leftRows: kit.switches.text('leftWindow') !== 'silent',
  };
  const page: PlacedRow[] = [];
  let following: PlacedRow | null = null;
  for (const row of changeRows(call.mailbox, call.view, round, cursor.place, cursor.row)) {
    if (page.length === size) {
      following = row;
      break;
    }
    page.push(row);
  }
  const rows = page.map((placed) => placed.row);
  if (!following) return { rows, next: null };
  const begin = kit.switches.flag('repeatDeltaRows') && page.length > 1 ? (page.at(-1) ?? following) : following;
  return { rows, next: { ...cursor, kind: 'skip', place: begin.place, row: begin.index } };
}

/** Some order that is not the mailbox's, and the same one in each run. */
function inAnyOrder(kit: Kit, rows: readonly ChangeRow[]): readonly ChangeRow[] {
  if (!kit.switches.flag('shuffleDeltaRows')) return rows;
  const middle = Math.ceil(rows.length / 2);
  return rows.slice(middle).reverse().concat(rows.slice(0, middle));
}

function render(kit: Kit, call: GraphCall, row: ChangeRow): GraphObject {
  const { mailbox, preferences } = call;
  if (row.kind === 'stub') return renderStub(mailbox, row.item, preferences);
  if (row.kind === 'item') {
    return { '@odata.type': '#microsoft.graph.event', ...renderEvent(mailbox, row.item, preferences) };
  }
  const date = row.kind === 'removed' ? (row.date ?? undefined) : undefined;
  const id =
    date === undefined
      ? mailbox.ids.idOf(row.number, preferences.idForm)
      : occurrenceId(mailbox, row.number, preferences.idForm, date);
  const nulls = row.kind === 'left' && kit.switches.text('leftWindow') === 'nulls';
  return nulls
    ? { '@odata.type': '#microsoft.graph.event', id, subject: null, start: null, end: null, type: null }
    : { '@odata.type': '#microsoft.graph.event', id, '@removed': { reason: 'deleted' } };
}
