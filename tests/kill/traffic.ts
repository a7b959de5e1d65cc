/**
 * @file What goes on at the practice servers while the application runs: seen from Node's own announcements of requests,
 * because a kill must hit while a request is on its way, and the servers' journals tell of answered ones only.
 */
import diagnostics from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { SystemDescription } from '../../sandbox/kit/system.ts';

/** What a request is for. */
export type Work = 'signIn' | 'lookUp' | 'read' | 'writeCrm' | 'writeCalendar';

export interface Traffic {
  /** Forgets what was before: another start of the application begins. */
  begin(): void;
  /** Requests of this start that have come in, and those of them that were answered. */
  asked(work: Work): number;
  answered(work: Work): number;
  /** What was asked last. */
  last(): Work | undefined;
  /** What is on its way now. */
  underWay(): ReadonlySet<Work>;
  /** Comes when `is` holds, looked at with every request and every answer; never, when the signal ends the waiting. */
  until(is: () => boolean, signal: AbortSignal): Promise<void>;
  close(): void;
}

interface FastifyCall {
  readonly request: { readonly raw: IncomingMessage; readonly body: unknown };
}

const writesToCrm = /\/Agents\/Appointment\/CreateAppointmentForUID/i;
/** Asks whether something was created: after a lost answer, and before anything is created that could be there already. */
const looksUp = /\/GetAppointmentFromUID|\/me\/events\?.*singleValueExtendedProperties%2FAny/i;
/** The record that says which computer is at work is no event. */
const writesEvent = (method: string, url: string): boolean => method !== 'GET' && url.includes('/me/events');
const zero = (): Record<Work, number> => ({ signIn: 0, lookUp: 0, read: 0, writeCrm: 0, writeCalendar: 0 });

/** A batch may read or write: only what is in it tells. */
function isBatch(request: IncomingMessage): boolean {
  return request.url?.endsWith('/$batch') ?? false;
}

function workOfBatch(body: unknown): Work {
  const { requests = [] } = (body ?? {}) as { readonly requests?: readonly { method?: string; url?: string }[] };
  if (requests.some(({ method }) => method !== 'GET')) return 'writeCalendar';
  return requests.some(({ url = '' }) => looksUp.test(url)) ? 'lookUp' : 'read';
}

export function watchTraffic(descriptions: readonly SystemDescription[]): Traffic {
  const ports = new Map<number, 'signIn' | 'crm' | 'calendar'>();
  for (const { system, addresses } of descriptions) {
    for (const [purpose, address] of Object.entries(addresses)) {
      const at = Number(new URL(address).port);
      if (purpose === 'login') ports.set(at, 'signIn');
      else if (purpose !== 'control') ports.set(at, system === 'superoffice' ? 'crm' : 'calendar');
    }
  }
  const changes = new EventEmitter();
  let asked = zero();
  let answered = zero();
  let underWay = new Map<IncomingMessage, Work>();
  let last: Work | undefined;

  function workOf(request: IncomingMessage): Work | undefined {
    const server = ports.get(request.socket.localPort ?? 0);
    if (server === undefined || isBatch(request)) return undefined;
    if (server === 'signIn') return 'signIn';
    const { method = 'GET', url = '' } = request;
    if (looksUp.test(url)) return 'lookUp';
    const writes =
      server === 'crm' ? writesToCrm.test(url) || /PUT|PATCH|DELETE/.test(method) : writesEvent(method, url);
    return writes ? (server === 'crm' ? 'writeCrm' : 'writeCalendar') : 'read';
  }

  function begun(request: IncomingMessage, work: Work): void {
    asked[work] += 1;
    last = work;
    underWay.set(request, work);
    changes.emit('change');
  }

  const onRequest = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    const work = workOf(request);
    if (work !== undefined) begun(request, work);
  };
  const onHandler = (message: unknown): void => {
    const { request } = message as FastifyCall;
    // Parts of a batch come without a socket of their own.
    if (isBatch(request.raw) && ports.has(request.raw.socket.localPort ?? 0)) {
      begun(request.raw, workOfBatch(request.body));
    }
  };
  const onAnswer = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    const work = underWay.get(request);
    if (work === undefined) return;
    underWay.delete(request);
    answered[work] += 1;
    changes.emit('change');
  };
  const channels = [
    ['http.server.request.start', onRequest],
    ['tracing:fastify.request.handler:start', onHandler],
    ['http.server.response.finish', onAnswer],
  ] as const;
  for (const [name, listener] of channels) diagnostics.subscribe(name, listener);

  return {
    begin() {
      asked = zero();
      answered = zero();
      underWay = new Map();
      last = undefined;
    },
    asked: (work) => asked[work],
    answered: (work) => answered[work],
    last: () => last,
    underWay: () => new Set(underWay.values()),
    async until(is, signal) {
      while (!is()) await once(changes, 'change', { signal });
    },
    close() {
      for (const [name, listener] of channels) diagnostics.unsubscribe(name, listener);
    },
  };
}
