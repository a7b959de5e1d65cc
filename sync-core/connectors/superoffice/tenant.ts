/**
 * @file Where the tenant is and whether it runs. SuperOffice moves tenants between hosts and stops them for maintenance;
 * its sign-in host answers both questions without a sign-in.
 */
import { z } from 'zod';
import { ConnectorError, Nonsense, TenantUnavailable } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { Clock, Log } from '../ports.ts';
import { tenantStateSchema } from './schemas.ts';
import { momentFromWire } from './wire-time.ts';

export interface TenantPlace {
  /** `https://host/Cust12345/api`, without a slash at its end. */
  readonly api: string;
  /** The web client: `https://host/Cust12345`. */
  readonly web: string;
}

export interface Tenant {
  /** @throws TenantUnavailable, and what the sign-in host's own failure is when no place is known yet. */
  place(signal: AbortSignal): Promise<TenantPlace>;
  /** Asks again, whatever is known. @throws like `place`. */
  refresh(signal: AbortSignal): Promise<TenantPlace>;
}

interface TenantOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly log: Log;
  /** `https://online.superoffice.com`. */
  readonly loginUrl: string;
  readonly tenant: string;
  /** What the sign-in told about the place; used while the sign-in host itself cannot be asked. */
  readonly webApiUrl: string | undefined;
}

/** Asked again at the latest after this time, whatever the server says about how long its answer holds. */
const longestTrust = 60 * 60_000;

const withoutSlash = (url: string) => url.replace(/\/+$/, '');

export function createTenant(options: TenantOptions): Tenant {
  const { http, clock, log, loginUrl, tenant } = options;
  let known: { readonly place: TenantPlace; readonly until: number } | undefined;
  let asking: Promise<TenantPlace> | undefined;

  /** Side by side, all wait for the same answer. */
  async function ask(signal: AbortSignal): Promise<TenantPlace> {
    asking ??= read(signal).finally(() => {
      asking = undefined;
    });
    return await asking;
  }

  async function read(signal: AbortSignal): Promise<TenantPlace> {
    const url = `${withoutSlash(loginUrl)}/api/state/${encodeURIComponent(tenant)}`;
    const { body } = await http.send({ method: 'GET', url, repeat: 'idempotent', anonymous: true }, signal);
    const parsed = tenantStateSchema.safeParse(body);
    if (!parsed.success) {
      throw new Nonsense(`tenant state: ${z.prettifyError(parsed.error)}`, { system: 'superoffice' });
    }
    const { State: state, IsRunning, Api, Endpoint, ValidUntil } = parsed.data;
    if (!IsRunning)
      throw new TenantUnavailable(`the tenant is ${state}`, { system: 'superoffice', code: state, state });
    const place = { api: withoutSlash(Api ?? ''), web: withoutSlash(Endpoint ?? (Api ?? '').replace(/\/api\/?$/, '')) };
    // A token is sent to this address: it must be one, and no weaker than the one that named it.
    if (!URL.canParse(place.api) || (loginUrl.startsWith('https:') && !place.api.startsWith('https:'))) {
      throw new Nonsense('tenant state: no usable address', { system: 'superoffice' });
    }
    const now = clock.now();
    const until = ValidUntil ? momentFromWire(ValidUntil, 'UTC')?.epochMilliseconds : undefined;
    known = { place, until: Math.min(until ?? now, now + longestTrust) };
    return place;
  }

  return {
    refresh: ask,
    async place(signal) {
      if (known && clock.now() < known.until) return known.place;
      try {
        return await ask(signal);
      } catch (error) {
        const fallback = known?.place ?? placeFromClaim(options.webApiUrl);
        const itself = error instanceof TenantUnavailable || !(error instanceof ConnectorError);
        if (itself || error.kind === 'cancelled' || !fallback) throw error;
        log.warn('tenant state cannot be read; going on with the address known', { error: error.kind });
        return fallback;
      }
    },
  };
}

function placeFromClaim(webApiUrl: string | undefined): TenantPlace | undefined {
  if (!webApiUrl) return undefined;
  const api = withoutSlash(webApiUrl);
  return { api, web: api.replace(/\/api$/, '') };
}
