/**
 * @file Where the sign-in library keeps sessions, codes, consents and tokens: in memory, aged by the servers' clock, and part
 * of the saved state.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { SandboxClock } from '../../kit/system.ts';

interface Entry {
  readonly payload: AdapterPayload;
  /** By the servers' clock; null: it does not age. */
  readonly expires: number | null;
}

export interface TokenStore {
  /** For the library's configuration. */
  adapter(model: string): Adapter;
  /** Puts a token there that nobody had to sign in for. */
  grant(model: 'AccessToken' | 'RefreshToken' | 'Grant', id: string, payload: AdapterPayload): void;
  /** The user name of a valid access token, or null. */
  ownerOf(accessToken: string): string | null;
  forgetAccessTokens(): void;
  /** Takes back all that a user ever consented to. */
  revoke(userName: string): void;
  clear(): void;
  save(): unknown;
  restore(saved: unknown): void;
}

/** Models that are looked up by a second key. */
const byUid = new Set(['Session', 'Interaction']);

export function createTokenStore(clock: SandboxClock): TokenStore {
  const entries = new Map<string, Entry>();
  const find = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    if (entry.expires === null || entry.expires > clock.now()) return entry.payload;
    entries.delete(key);
    return undefined;
  };
  const deleteWhere = (matches: (key: string, payload: AdapterPayload) => boolean): void => {
    for (const [key, entry] of entries) if (matches(key, entry.payload)) entries.delete(key);
  };
  return {
    adapter: (model) => ({
      upsert: async (id, payload, expiresIn) => {
        entries.set(`${model}:${id}`, { payload, expires: expiresIn ? clock.now() + expiresIn * 1000 : null });
      },
      find: async (id) => find(`${model}:${id}`),
      findByUserCode: async () => undefined,
      findByUid: async (uid) => {
        if (!byUid.has(model)) return undefined;
        for (const [key, entry] of entries) {
          if (key.startsWith(`${model}:`) && entry.payload.uid === uid) return find(key);
        }
        return undefined;
      },
      consume: async (id) => {
        const entry = entries.get(`${model}:${id}`);
        if (!entry) return;
        const payload = { ...entry.payload, consumed: Math.floor(clock.now() / 1000) };
        entries.set(`${model}:${id}`, { ...entry, payload });
      },
      destroy: async (id) => {
        entries.delete(`${model}:${id}`);
      },
      revokeByGrantId: async (grantId) => deleteWhere((_key, payload) => payload.grantId === grantId),
    }),
    grant: (model, id, payload) => {
      entries.set(`${model}:${id}`, { payload: { ...payload, kind: model, jti: id }, expires: null });
    },
    ownerOf: (accessToken) => find(`AccessToken:${accessToken}`)?.accountId ?? null,
    forgetAccessTokens: () => deleteWhere((key) => key.startsWith('AccessToken:')),
    revoke: (userName) => deleteWhere((_key, payload) => payload.accountId === userName),
    clear: () => entries.clear(),
    save: () => [...entries],
    restore: (saved) => {
      entries.clear();
      for (const [key, entry] of saved as [string, Entry][]) entries.set(key, entry);
    },
  };
}
