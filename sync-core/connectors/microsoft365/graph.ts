/**
 * @file Talking to Graph: addresses, the preferences that go with every request, what its errors mean, and batches.
 *
 * [Note: one mailbox, four at once] Exchange serves four requests of a program for one mailbox at once and refuses more. A
 * batch is taken apart by Graph and handed to the mailbox four at a time, so that whole requests go out one by one here.
 */
import {
  AppNotApproved,
  AuthExpired,
  Conflict,
  type ConnectorError,
  CursorExpired,
  Nonsense,
  NotFound,
  Rejected,
} from '../errors.ts';
import { createHttpClient } from '../http/create-http-client.ts';
import type { HttpClient, HttpRequest } from '../http/http-client.ts';
import type { ConnectorPorts } from '../ports.ts';
import { graphError } from './graph-schemas.ts';

const system = 'microsoft365';

/**
 * Ids that survive a move to another folder; times in UTC whatever the mailbox is set to, so that moments are read without a
 * table of zones; bodies as HTML.
 */
export const preferences = 'IdType="ImmutableId", outlook.timezone="UTC", outlook.body-content-type="html"';

/** @returns Graph's own code, for "Details" and for the cases that a status does not tell apart. */
export function errorCode(body: unknown): string | undefined {
  const parsed = graphError.safeParse(body);
  return parsed.success ? parsed.data.error.code : undefined;
}

const lostCursor = /^(syncStateNotFound|syncStateInvalid|resyncRequired|syncStateExpired|fullSyncRequired)$/i;
/** The account has no mailbox that Graph can reach, or none yet. */
const noMailbox = /^(MailboxNotEnabledForRESTAPI|MailboxNotSupportedForRESTAPI|ErrorMailboxMoveInProgress)$/i;
/** The application has not got (or has lost) a right that it asked for. */
const missingRight = /^(Authorization_RequestDenied|Forbidden)$/i;

/** What an error status of Graph means; undefined where HTTP says it all (throttling and faults of the server). */
export function explainGraph(status: number, body: unknown): ConnectorError | undefined {
  const code = errorCode(body);
  const details = { system, status, ...(code === undefined ? {} : { code }) } as const;
  if (status === 410 || (status === 400 && lostCursor.test(code ?? '')))
    return new CursorExpired('the change list is no longer known', details);
  if (status === 401) return new AuthExpired('the sign-in is not accepted', details);
  if (noMailbox.test(code ?? '')) return new Rejected('the account has no mailbox to work with', details);
  if (status === 403 && missingRight.test(code ?? '')) return new AppNotApproved('a right is missing', details);
  if (status === 404) return new NotFound('not found', details);
  if (status === 412) return new Conflict('changed in the meantime', details);
  if (status === 507) return new Rejected('the mailbox is full', details);
  if (status >= 400 && status < 500 && status !== 408) return new Rejected('refused', details);
  return undefined;
}

/** Whether a request was refused for what stands in it: as no request that Graph understands, or as too large. */
export function isOfContents({ kind, details: { status, code } }: ConnectorError): boolean {
  return kind === 'rejected' && (status === 400 || status === 413) && !noMailbox.test(code ?? '');
}

export interface Graph extends HttpClient {
  /** @param path behind the version, `/me/events`. */
  url(path: string): string;
  /** @returns the link as it is. @throws Nonsense when it would take the token to another place than the configured one. */
  ownLink(link: string): string;
}

export interface GraphOptions {
  readonly ports: ConnectorPorts;
  /** With version. */
  readonly apiUrl: string;
  readonly onWaiting?: (until: number, why: 'throttled' | 'retry') => void;
}

export function createGraph({ ports, apiUrl, onWaiting }: GraphOptions): Graph {
  const root = new URL(apiUrl.replace(/\/+$/, ''));
  const http = createHttpClient({
    system,
    ports,
    maxConcurrent: 1,
    timeoutMs: 100_000,
    explain: (status, _headers, body, _request: HttpRequest) => explainGraph(status, body),
    ...(onWaiting ? { onWaiting } : {}),
  });
  return {
    send: (request, signal) => http.send({ ...request, headers: { prefer: preferences, ...request.headers } }, signal),
    hush: (milliseconds) => http.hush(milliseconds),
    refuseToken: (again) => http.refuseToken(again),
    url: (path) => root.href.replace(/\/$/, '') + path,
    ownLink(link) {
      const own = URL.canParse(link) && new URL(link).origin === root.origin;
      if (!own) throw new Nonsense('a link of the answer leads to another server', { system });
      return link;
    },
  };
}
