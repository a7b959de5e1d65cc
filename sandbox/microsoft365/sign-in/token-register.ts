/**
 * @file Which access tokens Graph takes, and which refresh tokens can be exchanged, by the servers' clock.
 *
 * A refresh token of ours stands for one of the provider library: each exchange gives a new one, as the original does, while the
 * library's stays.
 */
import type { IdSource } from '../../kit/ids.ts';
import type { SandboxClock } from '../../kit/system.ts';

export interface Session {
  readonly userName: string;
  readonly scopes: ReadonlySet<string>;
}

interface AccessEntry {
  readonly token: string;
  readonly userName: string;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970; null: until all are expired. */
  readonly expires: number | null;
}

export interface RefreshEntry {
  readonly token: string;
  readonly userName: string;
  readonly scopes: readonly string[];
  /** The library's refresh token; null: not made yet. */
  readonly inner: string | null;
  /** null: never. */
  readonly expires: number | null;
  readonly state: 'valid' | 'used' | 'revoked';
}

export interface TokenRegisterState {
  readonly access: readonly AccessEntry[];
  readonly refresh: readonly RefreshEntry[];
}

export class TokenRegister {
  readonly #ids: IdSource;
  readonly #clock: SandboxClock;
  #access = new Map<string, AccessEntry>();
  #refresh = new Map<string, RefreshEntry>();

  constructor(ids: IdSource, clock: SandboxClock) {
    this.#ids = ids;
    this.#clock = clock;
  }

  /** Who stands behind an access token, whether it is too old, or null for a token that was never given out. */
  session(token: string): Session | 'expired' | null {
    const entry = this.#access.get(token);
    if (!entry) return null;
    if (entry.expires !== null && entry.expires <= this.#clock.now()) return 'expired';
    return { userName: entry.userName, scopes: new Set(entry.scopes) };
  }

  /** @param seconds life; null: until all are expired */
  giveAccess(userName: string, scopes: readonly string[], seconds: number | null): string {
    const token = `EwB4${this.#ids.token(43)}${this.#ids.token(43)}`;
    const expires = seconds === null ? null : this.#clock.now() + seconds * 1_000;
    this.#access.set(token, { token, userName, scopes, expires });
    return token;
  }

  giveRefresh(entry: Omit<RefreshEntry, 'token' | 'state' | 'expires'>, days: number | null): string {
    const token = `0.A${this.#ids.token(43)}.${this.#ids.token(43)}`;
    const expires = days === null ? null : this.#clock.now() + days * 86_400_000;
    this.#refresh.set(token, { ...entry, token, expires, state: 'valid' });
    return token;
  }

  /** What is known of a refresh token. */
  refresh(token: string): RefreshEntry | null {
    return this.#refresh.get(token) ?? null;
  }

  /** Remembers what a token stands for, or that it was exchanged. */
  note(token: string, change: Partial<Pick<RefreshEntry, 'inner' | 'state'>>): void {
    const entry = this.#refresh.get(token);
    if (entry) this.#refresh.set(token, { ...entry, ...change });
  }

  isTooOld(entry: RefreshEntry): boolean {
    return entry.expires !== null && entry.expires <= this.#clock.now();
  }

  expireAccess(): void {
    for (const [token, entry] of this.#access) this.#access.set(token, { ...entry, expires: 0 });
  }

  /** Neither the access nor the refresh tokens of a person are taken any longer. */
  revoke(userName: string): void {
    const same = (entry: { userName: string }) => entry.userName.toLowerCase() === userName.toLowerCase();
    for (const [token, entry] of this.#access) if (same(entry)) this.#access.set(token, { ...entry, expires: 0 });
    for (const [token, entry] of this.#refresh) {
      if (same(entry)) this.#refresh.set(token, { ...entry, state: 'revoked' });
    }
  }

  clear(): void {
    this.#access.clear();
    this.#refresh.clear();
  }

  save(): TokenRegisterState {
    return { access: [...this.#access.values()], refresh: [...this.#refresh.values()] };
  }

  restore(state: TokenRegisterState): void {
    this.#access = new Map(state.access.map((entry) => [entry.token, entry]));
    this.#refresh = new Map(state.refresh.map((entry) => [entry.token, entry]));
  }
}
