/**
 * @file The real connectors, signed in at the sandbox servers in process, with one clock for servers and client: sleeping
 * moves it, so that waiting takes no time.
 */
import { z } from 'zod';
import type { SandboxClock, SandboxSystem } from '../../sandbox/kit/system.ts';
import type { Connector } from '../../sync-core/connectors/connector.ts';
import { AuthExpired, Offline, Unavailable } from '../../sync-core/connectors/errors.ts';
import { createExchangeConnector } from '../../sync-core/connectors/exchange/connector.ts';
import { createGoogleConnector } from '../../sync-core/connectors/google/connector.ts';
import { createMicrosoft365Connector } from '../../sync-core/connectors/microsoft365/connector.ts';
import type { Clock, ConnectorPorts, Log, Random, Remembered, TokenSource } from '../../sync-core/connectors/ports.ts';
import { createSuperOfficeConnector } from '../../sync-core/connectors/superoffice/connector.ts';
import { rememberInMemory } from '../../sync-core/connectors/testing/remember-in-memory.ts';
import type { Side, SystemId } from '../../sync-core/model/side.ts';

const discard = () => undefined;
export const quiet: Log = { debug: discard, info: discard, warn: discard, error: discard };

/** @param servers the servers' clock, which stands still between calls. */
export function clockOf(servers: SandboxClock): Clock & SandboxClock {
  return {
    now: () => servers.now(),
    advance: (milliseconds) => servers.advance(milliseconds),
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      const until = servers.now() + milliseconds;
      // What left before now arrives before the time moves on.
      for (let turns = milliseconds === 0 ? 1 : 5; turns > 0; turns--) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      servers.advance(Math.max(0, until - servers.now()));
    },
  };
}

/** Installed applications of Google have one, which is no secret. */
const googleSecret = 'GOCSPX-sandbox-secret';

const tokenAnswer = z.object({ access_token: z.string().min(1) });

/** Refreshes at the sign-in server, as an account of the application does. */
function tokensOf(system: SandboxSystem, id: SystemId, tokenPath: string, secret?: string): TokenSource {
  const { addresses, users, clientId } = system.describe();
  const [user] = users;
  if (user === undefined) throw new Error('nobody can sign in');
  let token = user.accessToken;
  return {
    async accessToken(signal, rejected) {
      if (rejected === undefined) return token;
      const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: user.refreshToken };
      const body = new URLSearchParams({ ...form, ...(secret === undefined ? {} : { client_secret: secret }) });
      const request = system.fetch(`${addresses['login']}${tokenPath}`, { method: 'POST', body, signal });
      const answer = await request.catch((cause: unknown) => {
        throw new Offline('the sign-in server cannot be reached', { system: id, cause });
      });
      if (answer.status === 400) throw new AuthExpired('refused', { system: id, status: answer.status });
      const given = tokenAnswer.safeParse(answer.ok ? await answer.json().catch(() => undefined) : undefined);
      if (!given.success) throw new Unavailable('no token', { system: id, status: answer.status });
      token = given.data.access_token;
      return token;
    },
  };
}

/** As an organisation hands them out that has modern sign-in for its own servers. */
function ownTokens(system: SandboxSystem): TokenSource {
  return {
    async accessToken(_signal, rejected) {
      const token = system.describe().users[0]?.accessToken ?? '';
      if (token === '' || token === rejected) throw new AuthExpired('refused', { system: 'exchange', status: 401 });
      return token;
    },
  };
}

export interface SandboxAccounts {
  readonly superOffice: SandboxSystem;
  /** The calendar system; the others are absent. */
  readonly microsoft365?: SandboxSystem;
  readonly google?: SandboxSystem;
  readonly exchange?: SandboxSystem;
  readonly clock: Clock;
  readonly random: Random;
  /** Called before each request. */
  readonly onRequest?: (side: Side) => void;
  /** Hands out something else than what the server answered. */
  readonly onAnswer?: (side: Side, request: SentRequest, real: Response) => Promise<Response>;
  /** Stands between a connector and its tokens. */
  readonly onToken?: (side: Side, tokens: TokenSource) => TokenSource;
  /** Where the accounts' facts are kept; a memory of the connectors' own when absent. */
  readonly remembered?: (side: Side) => Remembered;
  readonly log?: Log;
  /** Rows of SuperOffice's archive pages. */
  readonly pageSize?: number;
}

export interface SentRequest {
  readonly url: string;
  readonly method: string;
  /** As it was sent. */
  readonly body: string | null;
  readonly headers: Headers;
}

/** The first user of both systems, signed in. */
export function connectAccounts(accounts: SandboxAccounts): Readonly<Record<Side, Connector>> {
  const { superOffice, microsoft365, google, exchange, clock, random } = accounts;
  const { onRequest, onAnswer, log = quiet, pageSize } = accounts;
  const { onToken = (_side, tokens) => tokens, remembered = () => rememberInMemory(() => clock.now()) } = accounts;
  const ports = (side: Side, system: SandboxSystem, tokens: TokenSource): ConnectorPorts => ({
    fetch: async (url, init) => {
      onRequest?.(side);
      const real = await system.fetch(url, init);
      if (onAnswer === undefined) return real;
      const body = typeof init.body === 'string' ? init.body : null;
      const request = { url, method: init.method ?? 'GET', body, headers: new Headers(init.headers) };
      return await onAnswer(side, request, real);
    },
    tokens: onToken(side, tokens),
    clock,
    random,
    log,
    remembered: remembered(side),
  });
  function calendar(): Connector {
    if (google !== undefined) {
      return createGoogleConnector({
        ports: ports('calendar', google, tokensOf(google, 'google', '/token', googleSecret)),
        apiUrl: google.describe().addresses['api'] ?? '',
      });
    }
    if (exchange !== undefined) {
      const { addresses, users } = exchange.describe();
      return createExchangeConnector({
        ports: ports('calendar', exchange, ownTokens(exchange)),
        url: `${addresses['mail']}/EWS/Exchange.asmx`,
        userName: users[0]?.userName ?? '',
      });
    }
    if (microsoft365 === undefined) throw new Error('no calendar system');
    return createMicrosoft365Connector({
      ports: ports('calendar', microsoft365, tokensOf(microsoft365, 'microsoft365', '/common/oauth2/v2.0/token')),
      apiUrl: `${microsoft365.describe().addresses['graph']}/v1.0`,
    });
  }
  return {
    crm: createSuperOfficeConnector({
      ports: ports('crm', superOffice, tokensOf(superOffice, 'superoffice', '/login/common/oauth/tokens')),
      loginUrl: superOffice.describe().addresses['login'] ?? '',
      tenant: 'Cust70001',
      ...(pageSize === undefined ? {} : { pageSize }),
    }),
    calendar: calendar(),
  };
}
