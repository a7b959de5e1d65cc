/** @file What routes to records beside events (tasks, contacts) share: how ids are read, and how an answer is headed. */
import type { FastifyReply } from 'fastify';
import type { Kit } from '../../kit/kit.ts';
import { GraphError, malformedId } from '../graph-error.ts';
import { type GraphCall, sendJson } from './gate.ts';
import type { GraphObject } from './render-event.ts';

/** @throws GraphError 400 for what has not the form of an id */
export function readId<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw malformedId();
    throw error;
  }
}

/** @throws GraphError 412 unless `wanted` (If-Match) allows a record of this etag */
export function demandEtag(wanted: string | undefined, etag: string): void {
  if (wanted === undefined || wanted === '*' || wanted === etag) return;
  throw new GraphError(412, 'ErrorIrresolvableConflict', 'The item was changed since it was read.');
}

/** @param path what the answer is, in the person's mailbox: `contacts/$entity` */
export function contextOf(kit: Kit, call: GraphCall, path: string): string {
  return `${kit.address('graph')}/v1.0/$metadata#users('${encodeURIComponent(call.userName)}')/${path}`;
}

export function sendInContext(
  kit: Kit,
  call: GraphCall,
  reply: FastifyReply,
  path: string,
  body: GraphObject,
): FastifyReply {
  return sendJson(reply, { '@odata.context': contextOf(kit, call, path), ...body });
}
