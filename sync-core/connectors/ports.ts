/** @file What the outside hands to a connector: network, sign-in, clock, random source, log. Nothing here is a default. */

/** The platform's own network stack in the application (system proxies and certificates), an injected one in tests. */
export type Fetch = (url: string, init: RequestInit & { signal: AbortSignal }) => Promise<Response>;

export interface TokenSource {
  /**
   * A bearer token that is expected to be accepted.
   * @param rejected a token that the server has just refused: another one must be fetched, never the same returned.
   * @throws AuthExpired when only the user can help; Offline or Unavailable when the sign-in server cannot be reached.
   */
  accessToken(signal: AbortSignal, rejected?: string): Promise<string>;
}

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Evenly in [0, 1). */
export type Random = () => number;

export interface Log {
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

export interface ConnectorPorts {
  readonly fetch: Fetch;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
