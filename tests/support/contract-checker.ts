/**
 * @file Checks what went over the wire against the systems' machine-readable contracts in `tests/contracts/`: requests, so
 * that our clients say only what the original understands, and answers, so that the sandbox says only what the original
 * would. One call takes a whole journal.
 */

/** One request with its answer, as a sandbox's journal holds it. */
export interface Exchange {
  readonly method: string;
  /** Path and query, from the server's root. */
  readonly path: string;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /** Parsed JSON; null or absent: none. */
  readonly requestBody?: unknown;
  /** null: the connection was cut, and there is no answer to check. */
  readonly status: number | null;
  readonly responseBody?: unknown;
  /** Set where the request came inside a batch; it is checked as part of that batch. */
  readonly inBatch?: number;
}

export interface Violation {
  /** `POST /v1.0/me/events` */
  readonly exchange: string;
  readonly part: 'request' | 'answer';
  /** Where in the query, path or body, as a JSON pointer; empty: the whole. */
  readonly at: string;
  readonly message: string;
}

export interface ContractChecker {
  /** What is wrong with one exchange; null: the contract does not speak of this address (a sign-in page, for example). */
  check(exchange: Exchange): readonly Violation[] | null;
}

export interface ContractReport {
  /** Exchanges that the contract speaks of. */
  readonly checked: number;
  /** Method and path of those that it does not speak of, each once. */
  readonly notCovered: readonly string[];
  readonly violations: readonly Violation[];
}

/** Names an exchange for a person: method and path without the query. */
export function nameOf(exchange: Pick<Exchange, 'method' | 'path'>): string {
  return `${exchange.method} ${exchange.path.split('?')[0]}`;
}

/** Checks a whole journal. Requests inside batches are taken from their batch, not from their own entries. */
export function checkJournal(checker: ContractChecker, journal: readonly Exchange[]): ContractReport {
  const whole = journal.filter((exchange) => exchange.inBatch === undefined);
  const results = whole.map((exchange) => ({ exchange, found: checker.check(exchange) }));
  return {
    checked: results.filter(({ found }) => found !== null).length,
    notCovered: [...new Set(results.filter(({ found }) => found === null).map(({ exchange }) => nameOf(exchange)))],
    violations: results.flatMap(({ found }) => found ?? []),
  };
}
