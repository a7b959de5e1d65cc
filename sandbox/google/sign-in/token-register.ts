/**
 * @file Which permissions were given, which access tokens the services take, and which refresh tokens can be exchanged, by the
 * servers' clock. A refresh token stays the same however often it is exchanged.
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
  /** Milliseconds since 1970; null: as long as it is used. */
  readonly expires: number | null;
  /** Milliseconds since 1970; null: a token that was given out without a sign-in, which never gets too old. */
  readonly used: number | null;
}

/** What the application asked for beside permissions, by the library's grant. */
export interface Asked {
  /** A refresh token is wanted. */
  readonly offline: boolean;
  /** The consent was asked for again. */
  readonly consentAgain: boolean;
  /** Permissions of earlier consents count as well. */
  readonly includeGranted: boolean;
}

export interface TokenRegisterState {
  readonly access: readonly AccessEntry[];
  readonly refresh: readonly RefreshEntry[];
  readonly granted: readonly (readonly [string, readonly string[]])[];
  readonly asked: readonly (readonly [string, Asked])[];
}

const day = 86_400_000;

export class TokenRegister {
  readonly #ids: IdSource;
  readonly #clock: SandboxClock;
  #access = new Map<string, AccessEntry>();
  #refresh = new Map<string, RefreshEntry>();
  #granted = new Map<string, readonly string[]>();
  #asked = new Map<string, Asked>();

  constructor(ids: IdSource, clock: SandboxClock) {
    this.#ids = ids;
    this.#clock = clock;
  }

  /** Who stands behind an access token; null for one that is not known or too old. */
  session(token: string): Session | null {
    const entry = this.#access.get(token);
    if (!entry || (entry.expires !== null && entry.expires <= this.#clock.now())) return null;
    return { userName: entry.userName, scopes: new Set(entry.scopes) };
  }

  /** @param seconds life; null: until all are expired */
  giveAccess(userName: string, scopes: readonly string[], seconds: number | null): string {
    const token = `ya29.a0A${this.#ids.token(43)}${this.#ids.token(43)}`;
    const expires = seconds === null ? null : this.#clock.now() + seconds * 1_000;
    this.#access.set(token, { token, userName, scopes, expires });
    return token;
  }

  /** @param most so many of one person live; a further one ends the oldest without a word */
  giveRefresh(entry: Omit<RefreshEntry, 'token'>, most: number): string {
    const token = `1//0${this.#ids.token(43)}${this.#ids.token(16)}`;
    const living = [...this.#refresh.values()].filter((each) => each.userName === entry.userName);
    for (const old of living.slice(0, Math.max(0, living.length + 1 - most))) this.#refresh.delete(old.token);
    this.#refresh.set(token, { ...entry, token });
    return token;
  }

  /** @param unusedDays life of a token that nobody uses; null for one that is not known, taken back or too old */
  refresh(token: string, unusedDays: number): RefreshEntry | null {
    const entry = this.#refresh.get(token);
    if (!entry) return null;
    const now = this.#clock.now();
    const tooOld = entry.expires !== null && entry.expires <= now;
    const unused = entry.used !== null && entry.used + unusedDays * day <= now;
    return tooOld || unused ? null : entry;
  }

  hasRefresh(userName: string): boolean {
    return [...this.#refresh.values()].some((entry) => entry.userName === userName && entry.used !== null);
  }

  /** A token was exchanged. */
  noteUse(token: string, inner: string): void {
    const entry = this.#refresh.get(token);
    if (entry) this.#refresh.set(token, { ...entry, inner, used: entry.used === null ? null : this.#clock.now() });
  }

  granted(userName: string): readonly string[] {
    return this.#granted.get(userName) ?? [];
  }

  grant(userName: string, scopes: readonly string[]): void {
    this.#granted.set(userName, [...new Set([...this.granted(userName), ...scopes])]);
  }

  asked(grantId: string): Asked {
    return this.#asked.get(grantId) ?? { offline: false, consentAgain: false, includeGranted: false };
  }

  noteAsked(grantId: string, asked: Asked): void {
    this.#asked.set(grantId, asked);
  }

  expireAccess(): void {
    for (const [token, entry] of this.#access) this.#access.set(token, { ...entry, expires: 0 });
  }

  /** Either kind of token takes back all that its person ever granted. @returns whether it was one */
  revokeToken(token: string): boolean {
    const userName = this.#refresh.get(token)?.userName ?? this.session(token)?.userName;
    if (userName === undefined) return false;
    this.revoke(userName);
    return true;
  }

  revoke(userName: string): void {
    const same = (entry: { userName: string }) => entry.userName.toLowerCase() === userName.toLowerCase();
    for (const [token, entry] of this.#access) if (same(entry)) this.#access.delete(token);
    for (const [token, entry] of this.#refresh) if (same(entry)) this.#refresh.delete(token);
    for (const each of this.#granted.keys()) if (same({ userName: each })) this.#granted.delete(each);
  }

  clear(): void {
    this.restore({ access: [], refresh: [], granted: [], asked: [] });
  }

  save(): TokenRegisterState {
    return {
      access: [...this.#access.values()],
      refresh: [...this.#refresh.values()],
      granted: [...this.#granted],
      asked: [...this.#asked],
    };
  }

  restore(state: TokenRegisterState): void {
    this.#access = new Map(state.access.map((entry) => [entry.token, entry]));
    this.#refresh = new Map(state.refresh.map((entry) => [entry.token, entry]));
    this.#granted = new Map(state.granted);
    this.#asked = new Map(state.asked);
  }
}
