/**
 * @file What a connector says to send, and what it gets back: one shared layer for time limits, waiting and repeating as
 * the server asks, the concurrency limit, authorisation and cancellation.
 */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Absolute. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as they are, in place of JSON. */
  readonly bytes?: { readonly content: Uint8Array<ArrayBuffer>; readonly mediaType: string };
  /**
   * `idempotent`: may be sent again after a lost answer or a 5xx. `once`: only when the server cannot have acted on it
   * (429, 503 with Retry-After, a refused connection); otherwise the caller looks up what became of it.
   */
  readonly repeat: 'idempotent' | 'once';
  /** Sent without the user's token: a public address of another server than the one that the token is for. */
  readonly anonymous?: boolean;
  /** Statuses that are answers to this caller rather than errors (404, 412, …). 2xx always is. */
  readonly accept?: readonly number[];
  /** The answer is wanted as bytes in place of JSON; what is larger, or another kind of thing, is Nonsense. */
  readonly wantsBytes?: WantedBytes;
}

export interface WantedBytes {
  readonly most: number;
  /** Kinds of media by their beginning (`image/`). */
  readonly kinds: readonly string[];
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined for an empty body. Not validated: the connector does that with its schema. */
  readonly body: unknown;
  /** There when bytes were wanted, and the status says that they came. */
  readonly bytes?: Uint8Array;
}

export interface HttpClient {
  /**
   * @throws AuthExpired (401 twice), Throttled, Offline, Unavailable, Nonsense (a body that is not JSON, or not the bytes that were wanted), Cancelled, and
   * whatever the system's own `explain` makes of an error status.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  /** The server asked for silence in another way than by the status of its answer: nothing leaves for so long. */
  hush(milliseconds: number): void;
  /**
   * The token of the last request was refused for a part of what it asked: the next one goes with another.
   * @param again it was another one already. @throws AuthExpired then
   */
  refuseToken(again: boolean): void;
}
