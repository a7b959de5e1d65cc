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

/**
 * Facts of one account that seldom change, kept beyond the life of the process that read them, so that a program that was
 * started again need not ask for them. JSON; never a token, nothing of an appointment.
 */
export interface Remembered {
  /**
   * Whoever reads it checks its form. The same object until it is set again or forgotten.
   * @returns undefined when it is not known, or no longer holds.
   */
  get(name: string): unknown;
  /** @param until milliseconds since 1970: from then on it is to be read anew. */
  set(name: string, value: unknown, until: number): void;
  /** All facts of this account, because they have become doubtful; not what its server has asked for (`silenceFact`). */
  forget(): void;
}

/** Under this name is kept until when the server wants to hear nothing: that is true whoever signs in next. */
export const silenceFact = 'silence';

export interface ConnectorPorts {
  readonly fetch: Fetch;
  readonly tokens: TokenSource;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly remembered: Remembered;
}
