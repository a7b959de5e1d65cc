/**
 * @file A client for tests of this folder: every answer is checked against the published description of Graph, so that no test
 * can pass on an answer that the original would never give. Requests that have to be refused are not checked.
 */
import type { ContractChecker } from '../../../tests/support/contract-checker.ts';
import { createGraphChecker } from '../../../tests/support/graph-contract.ts';
import { createManualClock } from '../../kit/clock.ts';
import type { StartOptions } from '../../kit/system.ts';
import { createMicrosoft365 } from '../index.ts';

let checker: Promise<ContractChecker> | null = null;

/** What tests read of an answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Properties that tests read; which of them are there, they say themselves. */
export interface Body {
  readonly id: string;
  readonly subject: string;
  readonly type: string;
  readonly value: readonly Body[];
  readonly error: { readonly code: string; readonly message: string };
  readonly body: { readonly content: string };
  readonly start: { readonly dateTime: string };
  readonly responses: readonly { readonly id: string; readonly status: number; readonly body: Body }[];
  readonly '@odata.etag': string;
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
  readonly [property: string]: unknown;
}

export type Started = Awaited<ReturnType<typeof startGraph>>;

/** A system on a clock that stands still, with the ready token of its only person. */
export async function startGraph(options: StartOptions = {}) {
  const clock = options.clock ?? createManualClock(Date.UTC(2026, 10, 23, 8));
  const system = createMicrosoft365({ seed: 5, ...options, clock });
  const { addresses, users } = system.describe();
  checker ??= createGraphChecker();
  const contract = await checker;
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const url = path.startsWith('http') ? path : `${addresses['graph']}/v1.0${path}`;
    const response = await system.fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${system.describe().users[0]?.accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
    checkAnswer(contract, method, new URL(url), answer);
    return answer;
  };
  return {
    system,
    clock,
    user: users[0] ?? { userName: '' },
    send,
    get: (path: string, headers?: Readonly<Record<string, string>>) => send('GET', path, undefined, headers),
    post: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) =>
      send('POST', path, body, headers),
    patch: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) =>
      send('PATCH', path, body, headers),
    remove: (path: string, headers?: Readonly<Record<string, string>>) => send('DELETE', path, undefined, headers),
  };
}

/** Half an hour on a Tuesday in Berlin. */
export function meeting(change: Readonly<Record<string, unknown>> = {}) {
  return {
    subject: 'Budget',
    start: { dateTime: '2026-11-24T10:00:00', timeZone: 'Europe/Berlin' },
    end: { dateTime: '2026-11-24T10:30:00', timeZone: 'Europe/Berlin' },
    ...change,
  };
}

/** The path of an event. */
export const eventPath = (id: string) => `/me/events/${encodeURIComponent(id)}`;

/** Follows a change list to the end of its round. */
export async function changeRound(
  { get }: Pick<Started, 'get'>,
  begin: string,
  headers: Readonly<Record<string, string>> = { prefer: 'odata.maxpagesize=50, IdType="ImmutableId"' },
) {
  const rows: Body[] = [];
  let pages = 0;
  for (let link = begin; ; pages += 1) {
    const { body, status } = await get(link, headers);
    if (status !== 200) throw new Error(`The change list answered ${status}: ${JSON.stringify(body)}`);
    rows.push(...body.value);
    const next = body['@odata.nextLink'];
    if (next === undefined) return { rows, pages: pages + 1, deltaLink: String(body['@odata.deltaLink']) };
    link = next;
  }
}

/** @throws when the answer is not one that the description has for this request */
function checkAnswer(contract: ContractChecker, method: string, url: URL, answer: Answer): void {
  const path = url.pathname.replace('delta()', 'delta') + url.search;
  const violations = contract.check({ method, path, status: answer.status, responseBody: answer.body }) ?? [];
  const wrong = violations.filter((violation) => violation.part === 'answer');
  if (wrong.length > 0) throw new Error(`${answer.status}: ${JSON.stringify(wrong.slice(0, 3))}`);
}
