/**
 * @file One signed-in user's line to one tenant: addresses, the headers that every call carries, what error answers mean,
 * and the border where answers are checked.
 */
import { z } from 'zod';
import {
  AppNotApproved,
  Cancelled,
  type ConnectorError,
  Nonsense,
  NotFound,
  Rejected,
  TenantUnavailable,
  Unavailable,
} from '../errors.ts';
import { createHttpClient } from '../http/create-http-client.ts';
import type { HttpAnswer, HttpRequest } from '../http/http-client.ts';
import type { ConnectorPorts } from '../ports.ts';
import { errorBodySchema } from './schemas.ts';
import { createTenant, type TenantPlace } from './tenant.ts';

export interface SessionOptions {
  readonly ports: ConnectorPorts;
  /** The sign-in host, which knows where the tenant is: `https://online.superoffice.com`. */
  readonly loginUrl: string;
  /** The tenant's context identifier: `Cust12345`. */
  readonly tenant: string;
  /** The `webapi_url` claim of the sign-in. */
  readonly webApiUrl?: string;
  /** `until` in milliseconds since 1970. */
  readonly onWaiting?: (until: number, why: 'throttled' | 'retry') => void;
}

export interface Call extends Omit<HttpRequest, 'url'> {
  /** Below the API's version, with its query: `Appointment/12`. */
  readonly path: string;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  /** The server's clock when it answered, in milliseconds since 1970; ours where it does not say. */
  readonly serverNow: number;
  /** Whether the server said so itself. */
  readonly serverSaid: boolean;
}

export interface Session {
  /** Its context identifier. */
  readonly tenant: string;
  /** @throws ConnectorError; Nonsense when the answer does not fit the schema. */
  call<Schema extends z.ZodType>(call: Call, schema: Schema, signal: AbortSignal): Promise<Answer<z.output<Schema>>>;
  /** What the answer is as bytes (`wantsBytes`). @throws ConnectorError; Nonsense when it is too large or of another kind. */
  bytes(call: Call & Required<Pick<Call, 'wantsBytes'>>, signal: AbortSignal): Promise<Uint8Array>;
  /** @param what named in the error. @throws Nonsense when the answer does not fit the schema. */
  check<Schema extends z.ZodType>(what: string, body: unknown, schema: Schema): z.output<Schema>;
  place(signal: AbortSignal): Promise<TenantPlace>;
  /** From now on times are asked for, and given, in this zone (SuperOffice's own code). */
  setZone(code: string): void;
}

/** SuperOffice's published limit for one application (docs: custom-app checklist). */
const callsPerSecond = 10;
/** Calls side by side: enough to use the ten a second at the usual 200-500 ms of an answer. */
const callsSideBySide = 6;
const timeLimitMs = 60_000;

/** The tenant has moved: 421 "Wrong subdomain used to access tenant". Handled here, never seen outside. */
class Misdirected extends Unavailable {}

export function createSession(options: SessionOptions): Session {
  const { ports } = options;
  const http = createHttpClient({
    system: 'superoffice',
    ports,
    maxConcurrent: callsSideBySide,
    perSecond: callsPerSecond,
    timeoutMs: timeLimitMs,
    explain: explainStatus,
    ...(options.onWaiting && { onWaiting: options.onWaiting }),
  });
  const tenant = createTenant({
    http,
    clock: ports.clock,
    log: ports.log,
    remembered: ports.remembered,
    loginUrl: options.loginUrl,
    tenant: options.tenant,
    webApiUrl: options.webApiUrl,
  });
  let zoneHeader: Readonly<Record<string, string>> = {};

  async function sendTo(place: TenantPlace, { path, ...request }: Call, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = { ...zoneHeader, ...request.headers };
    return await http.send({ ...request, headers, url: `${place.api}/v1/${path}` }, signal);
  }

  async function send(call: Call, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await sendTo(await tenant.place(signal), call, signal);
    } catch (error) {
      // Refused before it left: nobody has said anything new.
      if (!(error instanceof Unavailable) || error.details.retryAfterMs !== undefined) throw error;
      // A tenant that does not answer may be in maintenance: that says more than the failure does.
      const place = await tenant.refresh(signal).catch((stateError: unknown) => {
        throw stateError instanceof TenantUnavailable || stateError instanceof Cancelled ? stateError : error;
      });
      if (!(error instanceof Misdirected)) throw error;
      ports.log.info('the tenant has moved', { host: new URL(place.api).host });
      return await sendTo(place, call, signal);
    }
  }

  return {
    tenant: options.tenant,
    check,
    place: (signal) => tenant.place(signal),
    setZone(code) {
      zoneHeader = { 'SO-TimeZone': `${code}, includeTZOffset` };
    },
    async bytes(call, signal) {
      const { bytes } = await send(call, signal);
      if (bytes === undefined) throw new Nonsense('an answer without its bytes', { system: 'superoffice' });
      return bytes;
    },
    async call(call, schema, signal) {
      const { status, headers, body } = await send(call, signal);
      const serverNow = Date.parse(headers['date'] ?? '');
      const checked = check(`${call.method} ${call.path.split('?')[0]}`, body, schema);
      const serverSaid = !Number.isNaN(serverNow);
      return { status, body: checked, serverNow: serverSaid ? serverNow : ports.clock.now(), serverSaid };
    },
  };
}

function check<Schema extends z.ZodType>(what: string, body: unknown, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Nonsense(`${what}: ${z.prettifyError(parsed.error)}`, { system: 'superoffice' });
}

/** What SuperOffice's error statuses mean beyond what HTTP says. Its messages may quote texts, so only the type is kept. */
function explainStatus(
  status: number,
  _headers: Readonly<Record<string, string>>,
  body: unknown,
): ConnectorError | undefined {
  const parsed = errorBodySchema.safeParse(body);
  const code = parsed.data?.ErrorType;
  const details = { system: 'superoffice' as const, status, ...(code === undefined ? {} : { code }) };
  if (status === 421) return new Misdirected('the tenant is on another host', details);
  if (code === 'SoNotFoundException') return new NotFound('not found', details);
  if (status === 403 && /NotApproved|Consent/i.test(code ?? '')) return new AppNotApproved('app not approved', details);
  if (status === 400 || status === 403 || status === 422) return new Rejected('refused', details);
  return undefined;
}
