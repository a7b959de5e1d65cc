/** @file Items that are asked for one by one by their ids, in batches: what each answer says about its item. */
import type { ItemId } from '../../model/side.ts';
import { type ConnectorError, Rejected } from '../errors.ts';
import { type BatchPorts, type PartAnswer, type PartFailure, sendParts } from './batch.ts';
import { errorCode, explainGraph, type Graph } from './graph.ts';

const system = 'microsoft365';

/** What an answer means that is neither the item nor "not found" nor "not allowed". */
export function unexpected({ status, body }: PartAnswer): ConnectorError {
  return explainGraph(status, body) ?? new Rejected(`status ${status}`, { system, status });
}

/** Graph's own words for an item that is not there; any other 404 only says that an address leads nowhere. */
const noSuchItem = /^(ErrorItemNotFound|ItemNotFound|ErrorInvalidImmutableId)$/i;

/** Whether an answer says that the very item does not exist. */
export function isItemNotFound(status: number, body: unknown): boolean {
  return status === 404 && noSuchItem.test(errorCode(body) ?? '');
}

/** That it is no id at all is said of this one alone; an item that is known by it may be there under another. */
export function saysNoId({ details: { code } }: ConnectorError): boolean {
  return code === 'ErrorInvalidIdMalformed';
}

export type Reading =
  | { readonly body: unknown }
  | 'gone'
  | 'noAccess'
  /** Nothing that could be understood. */
  | { readonly odd: ConnectorError };

function readingOf(part: PartAnswer | PartFailure): Reading {
  if ('error' in part) return { odd: part.error };
  if (part.status === 200) return { body: part.body };
  const error = unexpected(part);
  if (isItemNotFound(part.status, part.body)) return 'gone';
  if (part.status === 403 && error.kind === 'rejected') return 'noAccess';
  return { odd: error };
}

export interface Reader {
  readonly graph: Graph;
  readonly ports: BatchPorts;
}

/**
 * One answer for each id. What is odd about one is that one's matter, unless it concerns the account or befalls them all.
 * @throws ConnectorError
 */
export async function* readParts(
  { graph, ports }: Reader,
  ids: readonly ItemId[],
  pathOf: (id: ItemId) => string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly id: ItemId; readonly reading: Reading }> {
  const requests = ids.map((id) => ({ method: 'GET', path: pathOf(id) }) as const);
  let understood = false;
  let odd: ConnectorError | undefined;
  for await (const part of sendParts(graph, ports, requests, signal)) {
    const id = ids[part.index] as ItemId;
    const reading = readingOf(part);
    if (typeof reading === 'object' && 'odd' in reading) {
      odd = reading.odd;
      if (odd.kind === 'authExpired' || odd.kind === 'appNotApproved') throw odd;
      if (saysNoId(odd)) understood = true;
    } else understood = true;
    yield { id, reading };
  }
  if (odd !== undefined && !understood) throw odd;
}
