/**
 * @file Talking to Google: the clients of `googleapis` for the three services, and the way on which all of their traffic goes.
 *
 * The clients are imported by their own files, because the package's entrance loads every service that Google has. They say which
 * address, parameters and body a call has; sending is done by the HTTP layer that all connectors share, put in as the clients'
 * adapter, so that pace, silence, repeating, limits and log are the same for every system and no second one repeats anything.
 */
import { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js';
import { people_v1 } from 'googleapis/build/src/apis/people/v1.js';
import { tasks_v1 } from 'googleapis/build/src/apis/tasks/v1.js';
import { ConnectorError, Nonsense } from '../errors.ts';
import { createHttpClient } from '../http/create-http-client.ts';
import type { HttpAnswer, HttpRequest } from '../http/http-client.ts';
import type { ConnectorPorts } from '../ports.ts';
import { explainGoogle } from './google-error.ts';

const system = 'google';

/** What a client's method takes as its last argument; made by the session for each call. */
export type CallOptions = NonNullable<ConstructorParameters<typeof calendar_v3.Calendar>[0]>;

/** How a call may be sent, beyond what its method says. */
export interface CallTraits {
  /** See `HttpRequest.repeat`. Absent: `once` for POST, `idempotent` for everything else. */
  readonly repeat?: HttpRequest['repeat'];
  /** Statuses that are answers rather than errors. */
  readonly accept?: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GoogleSession {
  readonly calendar: calendar_v3.Calendar;
  readonly people: people_v1.People;
  readonly tasks: tasks_v1.Tasks;
  /**
   * Makes one call of one of the clients: `ask((options) => session.calendar.events.get(params, options), signal)`.
   * @param call hands the options on to the client's method and nothing else.
   * @returns the answer as it came; its body is not validated. @throws ConnectorError
   */
  ask(call: (options: CallOptions) => Promise<unknown>, signal: AbortSignal, traits?: CallTraits): Promise<HttpAnswer>;
  /** Who is signed in (OpenID Connect, 5.3); no client has it with its present address. @throws ConnectorError */
  identity(signal: AbortSignal): Promise<HttpAnswer>;
}

export interface GoogleSessionOptions {
  readonly ports: ConnectorPorts;
  /** Where all three services are, in place of Google's own addresses; absent: those. */
  readonly apiUrl?: string;
  readonly onWaiting?: (until: number, why: 'throttled' | 'retry') => void;
}

/** 600 requests of one person in a minute, all of which another program of that person may want too. */
const requestsPerSecond = 8;
const identityUrl = 'https://openidconnect.googleapis.com';

export function createGoogleSession({ ports, apiUrl, onWaiting }: GoogleSessionOptions): GoogleSession {
  const http = createHttpClient({
    system,
    ports,
    maxConcurrent: 4,
    perSecond: requestsPerSecond,
    timeoutMs: 100_000,
    explain: (status, _headers, body) => explainGoogle(status, body),
    ...(onWaiting ? { onWaiting } : {}),
  });
  // Every method of a client joins the address and its path with a stroke.
  const place = apiUrl === undefined ? {} : { rootUrl: `${apiUrl.replace(/\/+$/, '')}/` };

  async function ask(
    call: (options: CallOptions) => Promise<unknown>,
    signal: AbortSignal,
    traits: CallTraits = {},
  ): Promise<HttpAnswer> {
    let sent: HttpAnswer | undefined;
    let failure: { readonly error: unknown } | undefined;
    const adapter: NonNullable<CallOptions['adapter']> = async (prepared) => {
      const { method = 'GET', url, data } = prepared;
      try {
        const verb = method.toUpperCase() as HttpRequest['method'];
        sent = await http.send(
          {
            method: verb,
            url: url.toString(),
            ...(data === undefined ? {} : { json: data }),
            repeat: traits.repeat ?? (verb === 'POST' ? 'once' : 'idempotent'),
            ...(traits.headers === undefined ? {} : { headers: traits.headers }),
            ...(traits.accept === undefined ? {} : { accept: traits.accept }),
          },
          signal,
        );
      } catch (error) {
        // The client wraps what is thrown in an error of its own, which quotes the whole request.
        failure = { error };
        throw error;
      }
      // What the client makes of the answer is of no interest: `ask` gives the answer itself.
      return Object.assign(new Response(null, { status: 200 }), { config: prepared, data: {} as never });
    };
    try {
      await call({ adapter, retry: false });
    } catch (error) {
      if (failure !== undefined) throw failure.error;
      throw error instanceof ConnectorError
        ? error
        : new Nonsense('a call could not be made', { system, cause: error });
    }
    if (sent === undefined) throw new TypeError('The call was not handed the options that it is made with.');
    return sent;
  }

  return {
    calendar: new calendar_v3.Calendar(place),
    people: new people_v1.People(place),
    tasks: new tasks_v1.Tasks(place),
    ask,
    identity: (signal) =>
      http.send(
        { method: 'GET', url: new URL('/v1/userinfo', apiUrl ?? identityUrl).href, repeat: 'idempotent' },
        signal,
      ),
  };
}
