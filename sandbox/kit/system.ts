/**
 * @file What every sandbox system is to the outside: servers on loopback, an in-process way in for simulations, control
 * for tests, and a state that can be kept. Imports nothing of the product: the sandbox must not share its mistakes.
 */
import type { SampleWorld } from '../sample/world.ts';

export type SystemName = 'superoffice' | 'microsoft365' | 'google' | 'exchange';

/** Time as the servers see it; tests move it. Milliseconds since 1970, UTC. */
export interface SandboxClock {
  now(): number;
  /** Moves the servers' clock ahead (tokens age, windows roll). */
  advance(milliseconds: number): void;
}

/**
 * A fault to be met by coming requests. It applies to requests whose method and path match, `times` times (default 1),
 * after `skip` matching requests went through (default 0).
 */
export interface Fault {
  readonly method?: string;
  /** A regular expression on path and query. */
  readonly path?: string;
  readonly times?: number;
  readonly skip?: number;
  readonly effect:
    | { readonly kind: 'latency'; readonly milliseconds: number }
    /** 429, 500, 502, 503 or 504 in the system's own error form; `retryAfterSeconds` as header where given. */
    | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
    /** The connection is cut before the request has any effect. */
    | { readonly kind: 'dropBefore' }
    /** The request takes effect, and then the connection is cut without an answer. */
    | { readonly kind: 'dropAfter' }
    /** 200 with a body that is not what the contract says (HTML of a proxy, truncated JSON, or another shape). */
    | { readonly kind: 'nonsense'; readonly body: 'html' | 'truncated' | 'shape' }
    /** Reads answer from the state as it was this long ago. */
    | { readonly kind: 'stale'; readonly milliseconds: number };
}

/** One request as the server saw it. Bodies are kept whole: the sandbox holds nobody's data. */
export interface JournalEntry {
  readonly at: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  /** null: the connection was cut. */
  readonly status: number | null;
  readonly responseBody: unknown;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Set where requests come inside a batch: the place of this one. */
  readonly inBatch?: number;
}

export interface SandboxUser {
  readonly userName: string;
  readonly password: string;
  readonly displayName: string;
  /** A token that the servers take at once, so that any client can be pointed at them by hand. */
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The line that the command prints, and what tests read addresses from. */
export interface SystemDescription {
  readonly system: SystemName;
  /** By purpose: `login`, `api`, `control` (and `graph`). Always http on 127.0.0.1. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly clientId: string;
  readonly users: readonly SandboxUser[];
}

export interface StartOptions {
  /** Port of the first server; 0 or absent: any. */
  readonly port?: number;
  /** Named switches for what is unconfirmed of the original (`docs/sandbox.md` lists them). */
  readonly switches?: Readonly<Record<string, string | number | boolean>>;
  /** Decides ids, tokens and etags. */
  readonly seed?: number;
  readonly clock?: SandboxClock;
}

export interface SandboxSystem {
  readonly name: SystemName;
  /** Opens the servers on loopback. Without it only `fetch` works. */
  listen(): Promise<SystemDescription>;
  close(): Promise<void>;
  describe(): SystemDescription;
  /**
   * The same servers without sockets, for simulations: the same routes, checks and faults; a cut connection rejects with a
   * TypeError as the platform's fetch does. Addresses are those of `describe()`.
   */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Fills the servers with the sample world. Replaces what was there. */
  load(world: SampleWorld): void;
  /** The whole state as JSON, and back. */
  save(): unknown;
  restore(state: unknown): void;
  readonly control: SystemControl;
}

/**
 * For tests, in process; the same by HTTP under the `control` address: `POST /control/<name>` with the argument as JSON
 * body, `GET /control/journal?since=N`. Item operations act as "the other user" or the same person in another program.
 */
export interface SystemControl {
  readonly clock: SandboxClock;
  fault(fault: Fault): void;
  clearFaults(): void;
  journal(since?: number): readonly JournalEntry[];
  clearJournal(): void;
  set(name: string, value: string | number | boolean): void;
  /** All access tokens given out so far are refused from now on; refreshing works. */
  expireAccessTokens(): void;
  /** Consent withdrawn or password changed: refreshing fails too. */
  revokeSignIn(userName: string): void;
  /** Change list tokens given out so far are no longer known. */
  expireCursors(): void;
  /** E-mails that the system would have sent to somebody, with the request that caused them. */
  mails(): readonly { readonly to: readonly string[]; readonly subject: string; readonly cause: string }[];
}
