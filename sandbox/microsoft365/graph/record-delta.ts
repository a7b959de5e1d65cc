/** @file Rounds of changes of a folder that is not a calendar: of a task list, of contacts. Without a window. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { GraphError } from '../graph-error.ts';
import type { RevisedRecord, RevisedRecords } from '../mailbox/revised-records.ts';
import type { Cursor, Cursors } from './cursor.ts';
import { type GraphCall, sendJson } from './gate.ts';
import { queryTexts } from './query-options.ts';
import type { GraphObject } from './render-event.ts';

export interface ChangeList<T extends RevisedRecord> {
  readonly records: RevisedRecords<T>;
  readonly folder: number;
  /** Tells the tokens of one kind of folder from those of others. */
  readonly kind: number;
  readonly type: 'todoTask' | 'contact';
  /** Options beside the tokens that the first request of a round takes. */
  readonly options: readonly string[];
  readonly idOf: (number: number) => string;
  readonly render: (record: T) => GraphObject;
}

const defaultPageSize = 20;
const tokens = ['$skiptoken', '$deltatoken'];

/** @throws GraphError for options that change lists do not take, and for tokens that are not this folder's */
export function sendChanges<T extends RevisedRecord>(
  kit: Kit,
  cursors: Cursors,
  call: GraphCall,
  request: FastifyRequest,
  reply: FastifyReply,
  list: ChangeList<T>,
): FastifyReply {
  const { asOf } = request.sandbox;
  const query = queryTexts(request.query);
  const asked = cursorOf(cursors, query, list);
  const until = asked.until ?? Math.max(list.records.revisionAt(asOf), asked.since ?? 0);
  const rows = list.records.changes(list.folder, asked.since, until, asOf);
  const left = rows.filter(({ revision }) => revision > asked.place);
  const size = call.preferences.maxPageSize ?? defaultPageSize;
  const page = left.slice(0, size);
  const more = left.length > size;
  const next: Cursor = more
    ? { ...asked, kind: 'skip', until, place: page.at(-1)?.revision ?? 0 }
    : { ...asked, kind: 'delta', since: until, until: null, place: 0 };
  const path = `${kit.address('graph')}${request.url.split('?')[0]}`;
  return sendJson(reply, {
    '@odata.context': `${kit.address('graph')}/v1.0/$metadata#Collection(${list.type})`,
    [more ? '@odata.nextLink' : '@odata.deltaLink']: `${path}?$${next.kind}token=${cursors.write(next)}`,
    value: page.map(({ number, record }) => ({
      '@odata.type': `#microsoft.graph.${list.type}`,
      ...(record ? list.render(record) : { id: list.idOf(number), '@removed': { reason: 'deleted' } }),
    })),
  });
}

function cursorOf(
  cursors: Cursors,
  query: Readonly<Record<string, string>>,
  { folder, kind, options }: Pick<ChangeList<RevisedRecord>, 'folder' | 'kind' | 'options'>,
): Cursor {
  const { $skiptoken: skip, $deltatoken: delta } = query;
  const token = skip ?? delta;
  const understood = token === undefined ? [...tokens, ...options] : tokens;
  const refused = Object.keys(query).filter((name) => !understood.includes(name));
  if (refused.length > 0) {
    const names = refused.join(', ');
    throw new GraphError(400, 'ErrorInvalidUrlQuery', `Not supported with change tracking of this folder: ${names}.`);
  }
  if (token === undefined) return { kind: 'delta', from: folder, to: kind, since: null, until: null, place: 0, row: 0 };
  const cursor = cursors.read(token, skip === undefined ? 'delta' : 'skip');
  if (cursor.to !== kind || cursor.from !== folder) {
    throw new GraphError(400, 'ErrorInvalidUrlQuery', 'The change list token is not one of this folder.');
  }
  return cursor;
}
