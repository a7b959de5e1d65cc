/**
 * @file Where the tenant is and whether it runs. SuperOffice moves tenants between hosts and stops them for maintenance;
 * its sign-in host answers both questions without a sign-in.
 */
import { z } from 'zod';
import { ConnectorError, Nonsense, TenantUnavailable } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import { createKeptFact } from '../http/kept-fact.ts';
import type { Clock, Log, Remembered } from '../ports.ts';
import { tenantStateSchema } from './schemas.ts';
import { momentFromWire } from './wire-time.ts';

const tenantPlace = z
  .object({
    /** `https://host/Cust12345/api`, without a slash at its end. */
    api: z.string(),
    /** The web client: `https://host/Cust12345`. */
    web: z.string(),
  })
  .readonly();
export type TenantPlace = z.infer<typeof tenantPlace>;

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
  readonly remembered: Remembered;
  /** `https://online.superoffice.com`. */
  readonly loginUrl: string;
  readonly tenant: string;
  /** What the sign-in told about the place; used while the sign-in host itself cannot be asked. */
  readonly webApiUrl: string | undefined;
}

/** Asked again at the latest after this time, whatever the server says about how long its answer holds. */
const longestTrust = 60 * 60_000;
/** Not asked again sooner: a computer's clock can be ahead of the server's by more than the answer holds. */
const shortestTrust = 60_000;

const withoutSlash = (url: string) => url.replace(/\/+$/, '');

export function createTenant(options: TenantOptions): Tenant {
  const { http, clock, log, loginUrl, tenant } = options;
  // A token is sent to this address: it must be one of the same house, and no weaker than the one that named it.
  const isUsable = ({ api }: TenantPlace) =>
    URL.canParse(api) && (!loginUrl.startsWith('https:') || api.startsWith('https:')) && sameHouse(api, loginUrl);
  const kept = createKeptFact(options.remembered, 'place', tenantPlace.refine(isUsable));
  /** The place that answered last, for when the sign-in host cannot be asked. */
  let last: TenantPlace | undefined;
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
    if (!isUsable(place)) throw new Nonsense('tenant state: no usable address', { system: 'superoffice' });
    const now = clock.now();
    const until = ValidUntil ? momentFromWire(ValidUntil, 'UTC')?.epochMilliseconds : undefined;
    kept.keep(place, Math.max(now + shortestTrust, Math.min(until ?? now, now + longestTrust)));
    last = place;
    return place;
  }

  return {
    refresh: ask,
    async place(signal) {
      const known = kept.current();
      if (known) {
        last = known;
        return known;
      }
      try {
        return await ask(signal);
      } catch (error) {
        const fallback = last ?? placeFromClaim(options.webApiUrl);
        const itself = error instanceof TenantUnavailable || !(error instanceof ConnectorError);
        if (itself || error.kind === 'cancelled' || !fallback) throw error;
        log.warn('tenant state cannot be read; going on with the address known', { error: error.kind });
        return fallback;
      }
    },
  };
}

/** The same host, or another one under the same domain: `online.superoffice.com` names `sod2.superoffice.com`. */
function sameHouse(one: string, other: string): boolean {
  const [first, second] = [new URL(one).hostname, new URL(other).hostname];
  const domain = second.split('.').slice(-2).join('.');
  return first === second || (/[a-z]$/i.test(domain) && first.endsWith(`.${domain}`));
}

function placeFromClaim(webApiUrl: string | undefined): TenantPlace | undefined {
  if (!webApiUrl) return undefined;
  const api = withoutSlash(webApiUrl);
  return { api, web: api.replace(/\/api$/, '') };
}
