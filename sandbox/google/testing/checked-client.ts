/**
 * @file A client for tests of this folder: every answer is checked against the published description of Google's services, so
 * that no test can pass on an answer that the original would never give. Requests that have to be refused are not checked.
 */
import type { ContractChecker } from '../../../tests/support/contract-checker.ts';
import { createGoogleChecker } from '../../../tests/support/google-contract.ts';
import { createManualClock } from '../../kit/clock.ts';
import type { StartOptions } from '../../kit/system.ts';
import { createGoogle } from '../index.ts';

let checker: ContractChecker | null = null;

/** Properties that tests read; which of them are there, they say themselves. */
export interface Body {
  readonly id: string;
  readonly etag: string;
  readonly status: string;
  readonly updated: string;
  readonly items: readonly Body[];
  readonly start: { readonly dateTime: string; readonly date: string };
  readonly nextPageToken?: string;
  readonly nextSyncToken?: string;
  readonly error: { readonly code: number; readonly message: string; readonly errors: readonly { reason: string }[] };
  readonly [property: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** Of a refusal, as Calendar and Tasks name it. */
  readonly reason: string | null;
}

export type Started = ReturnType<typeof startServices>;

/** A system on a clock that stands still, with the ready token of its only person. */
export function startServices(options: StartOptions = {}) {
  const clock = createManualClock(Date.UTC(2026, 10, 23, 8));
  const system = createGoogle({ seed: 5, clock, ...options });
  const { addresses } = system.describe();
  checker ??= createGoogleChecker();
  const contract = checker;
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const url = new URL(`${addresses['api']}${path}`);
    const response = await system.fetch(url.href, {
      method,
      headers: {
        authorization: `Bearer ${system.describe().users[0]?.accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === '' ? null : JSON.parse(text);
    const exchange = { method, path: url.pathname + url.search, status: response.status, responseBody: parsed };
    const wrong = (contract.check(exchange) ?? []).filter((violation) => violation.part === 'answer');
    if (wrong.length > 0)
      throw new Error(`${response.status}: ${JSON.stringify(wrong.slice(0, 3))} ${text.slice(0, 400)}`);
    const reason = parsed?.error?.errors?.[0]?.reason ?? null;
    return { status: response.status, headers: response.headers, body: parsed, reason };
  };
  return { system, clock, send };
}

export const primary = '/calendar/v3/calendars/primary/events';

/** Half an hour on a Tuesday in Berlin. */
export function meeting(change: Readonly<Record<string, unknown>> = {}) {
  return {
    summary: 'Budget',
    start: { dateTime: '2026-11-24T10:00:00', timeZone: 'Europe/Berlin' },
    end: { dateTime: '2026-11-24T10:30:00', timeZone: 'Europe/Berlin' },
    ...change,
  };
}
