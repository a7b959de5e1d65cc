import { expect, it, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { jumpingClock, testPorts } from '../http/testing/ports.ts';
import { createGoogleSession } from './session.ts';

const now = Date.UTC(2026, 10, 23, 8);
const never = new AbortController().signal;

interface Sent {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Headers;
  readonly body: string;
}

/** A session whose server gives the answers one after the other. */
function sessionWith(...answers: readonly Response[]) {
  const clock = jumpingClock(now);
  const sent: Sent[] = [];
  const left = [...answers];
  const session = createGoogleSession({
    ports: testPorts(clock, {
      fetch: async (url, { method, headers, body }) => {
        sent.push({ url, method, headers: new Headers(headers), body: String(body ?? '') });
        const next = left.shift();
        if (!next) throw new Error('the connection broke');
        return next;
      },
    }),
    apiUrl: 'http://127.0.0.1:1/',
  });
  const read = () =>
    session.ask((options) => session.calendar.events.get({ calendarId: 'primary', eventId: 'e1' }, options), never);
  const insert = () =>
    session.ask(
      (options) => session.calendar.events.insert({ calendarId: 'primary', requestBody: { summary: 'x' } }, options),
      never,
    );
  return { clock, session, sent, read, insert };
}

const refusal = (status: number, reason: string, headers: Readonly<Record<string, string>> = {}) =>
  Response.json({ error: { code: status, message: reason, errors: [{ reason }] } }, { status, headers });

async function kindOf(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof ConnectorError ? error.kind : `no refusal: ${String(error)}`;
}

test('a call goes to the configured server, with our token, and nothing of the client’s own', async () => {
  const { session, sent, read } = sessionWith(Response.json({ id: 'e1' }), Response.json({}));
  expect(await read()).toMatchObject({ status: 200, body: { id: 'e1' } });
  await session.ask((options) => session.tasks.tasks.list({ tasklist: '@default' }, options), never);
  expect(sent.map(({ url }) => url)).toEqual([
    'http://127.0.0.1:1/calendar/v3/calendars/primary/events/e1',
    'http://127.0.0.1:1/tasks/v1/lists/%40default/tasks',
  ]);
  expect([...(sent[0]?.headers.keys() ?? [])].sort()).toEqual(['accept', 'authorization']);
});

it.each([
  ['rateLimitExceeded', 403],
  ['userRateLimitExceeded', 403],
  ['rateLimitExceeded', 429],
])('waits after %s (%i) and asks again, once for each refusal', async (reason, status) => {
  const { clock, sent, read } = sessionWith(refusal(status, reason), refusal(status, reason), Response.json({}));
  await read();
  expect(sent).toHaveLength(3);
  expect(clock.sleeps.filter((one) => one >= 1000)).toEqual([1000, 1500]);
});

test('a Retry-After is obeyed to the second', async () => {
  const { clock, read } = sessionWith(refusal(403, 'rateLimitExceeded', { 'retry-after': '17' }), Response.json({}));
  await read();
  expect(clock.sleeps).toContain(17_000);
});

test('a quota of a day ends the run instead of waiting for it', async () => {
  const { sent, read } = sessionWith(refusal(403, 'quotaExceeded'));
  expect(await kindOf(read())).toBe('throttled');
  expect(sent).toHaveLength(1);
  expect(await kindOf(read())).toBe('throttled');
  expect(sent, 'and nothing more is sent').toHaveLength(1);
});

test('a creation whose answer was lost is not sent again, and a read is as often as the shared layer says', async () => {
  const { sent, insert, read } = sessionWith();
  expect(await kindOf(insert())).toBe('unavailable');
  expect(sent).toHaveLength(1);
  expect(await kindOf(read())).toBe('unavailable');
  expect(sent, 'one try and five repeats: the client repeats nothing by itself').toHaveLength(7);
});

it.each([
  [410, 'fullSyncRequired', 'cursorExpired'],
  [410, 'updatedMinTooLongAgo', 'cursorExpired'],
  [400, 'EXPIRED_SYNC_TOKEN', 'cursorExpired'],
  [410, 'deleted', 'notFound'],
  [404, 'notFound', 'notFound'],
  [409, 'duplicate', 'conflict'],
  [412, 'conditionNotMet', 'conflict'],
  [400, 'failedPrecondition', 'conflict'],
  [403, 'insufficientPermissions', 'rightMissing'],
  [403, 'forbiddenForNonOrganizer', 'rejected'],
  [400, 'invalid', 'rejected'],
])('%i %s means %s', async (status, reason, kind) => {
  expect(await kindOf(sessionWith(refusal(status, reason)).read())).toBe(kind);
});

test('the reason of People stands among the details', async () => {
  const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'EXPIRED_SYNC_TOKEN' }];
  const body = { error: { code: 400, message: 'expired', status: 'FAILED_PRECONDITION', details } };
  expect(await kindOf(sessionWith(Response.json(body, { status: 400 })).read())).toBe('cursorExpired');
});

test('a call that the client cannot even make says so', async () => {
  const { session } = sessionWith();
  const call = session.ask((options) => session.calendar.events.get({ calendarId: 'primary' }, options), never);
  expect(await kindOf(call)).toBe('nonsense');
});
