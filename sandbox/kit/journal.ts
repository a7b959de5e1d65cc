/**
 * @file The request journal: what came in and what went out, the newest 20,000 requests of it.
 */
import type { JournalEntry } from './system.ts';

const capacity = 20_000;

/** What is noted of one request while it is fresh; bodies are parsed when somebody reads the journal. */
export interface Exchange {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | null;
  readonly status: number | null;
  readonly responseBody: string | null;
  readonly inBatch: number | null;
}

export interface Journal {
  record(exchange: Exchange): void;
  /** @param since how many requests of the beginning to leave out (forgotten ones count) */
  read(since?: number): readonly JournalEntry[];
  clear(): void;
}

export function createJournal(): Journal {
  let exchanges: Exchange[] = [];
  let forgotten = 0;
  return {
    record: (exchange) => {
      exchanges.push(exchange);
      if (exchanges.length >= capacity * 2) {
        forgotten += exchanges.length - capacity;
        exchanges = exchanges.slice(-capacity);
      }
    },
    read: (since = 0) =>
      exchanges
        .slice(Math.max(0, since - forgotten))
        .slice(-capacity)
        .map(entryOf),
    clear: () => {
      exchanges = [];
      forgotten = 0;
    },
  };
}

function entryOf(exchange: Exchange): JournalEntry {
  return {
    at: new Date(exchange.at).toISOString(),
    method: exchange.method,
    path: exchange.path,
    requestHeaders: exchange.requestHeaders,
    requestBody: parsed(exchange.requestBody),
    status: exchange.status,
    responseBody: parsed(exchange.responseBody),
    requestBytes: bytes(exchange.requestBody),
    responseBytes: bytes(exchange.responseBody),
    ...(exchange.inBatch === null ? {} : { inBatch: exchange.inBatch }),
  };
}

/** JSON as its value, anything else as the text that it is. */
function parsed(text: string | null): unknown {
  if (text === null || text === '') return null;
  if (!/^\s*[[{"\d-]|^\s*(true|false|null)\s*$/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function bytes(text: string | null): number {
  return text === null ? 0 : Buffer.byteLength(text);
}
