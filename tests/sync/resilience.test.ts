/**
 * @file What servers, networks, clocks and people do in the middle of a run, through the whole engine with real connectors:
 * work is kept, the next run goes on from there, and nothing is lost, doubled or asked for too early.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AuthExpired, Offline } from '../../sync-core/connectors/errors.ts';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import type { Side } from '../../sync-core/model/side.ts';
import { nothing, openStage, type Stage } from '../support/stage.ts';

let s: Stage;
beforeEach(async () => {
  s = await openStage();
});
afterEach(() => s.close());

const controlOf = (side: Side) => (side === 'crm' ? s.sandbox.superoffice.control : s.sandbox.microsoft365.control);

/** Moments of the requests that a system saw, whole requests only. */
function momentsOf(side: Side, match: RegExp = /./): readonly { at: number; status: number | null }[] {
  return controlOf(side)
    .journal()
    .filter(({ inBatch, path }) => inBatch === undefined && match.test(path))
    .map(({ at, status }) => ({ at: Date.parse(at), status }));
}

describe('a server that asks for silence', () => {
  test.each([
    ['crm', '/api/v1/Appointment'],
    ['calendar', 'calendarView/delta'],
  ] as const)('is obeyed to the second in the %s, in place, while the other side goes on', async (side, path) => {
    controlOf(side).fault({ path, effect: { kind: 'status', status: 429, retryAfterSeconds: 1234 } });
    const report = await s.run();
    expect(report.outcome).toBe('ok');
    const seen = momentsOf(side);
    const refused = seen.findIndex(({ status }) => status === 429);
    expect(seen[refused + 1]?.at).toBe((seen[refused]?.at ?? 0) + 1_234_000);
    const other = side === 'crm' ? 'calendar' : 'crm';
    const meanwhile = momentsOf(other).filter(({ at }) => at < (seen[refused + 1]?.at ?? 0));
    expect(meanwhile.length).toBeGreaterThan(1);
    await s.inOrder();
  });

  test('by parts of a batch is obeyed for the whole mailbox', async () => {
    controlOf('calendar').set('concurrencyRetryAfterSeconds', 90);
    controlOf('calendar').set('batchThrottleEvery', 3);
    const report = await s.run();
    expect(report.outcome).toBe('ok');
    const whole = controlOf('calendar')
      .journal()
      .filter(({ inBatch }) => inBatch === undefined);
    const putOff = whole.flatMap(({ responseBody }, index) =>
      /"status":429/.test(JSON.stringify(responseBody)?.replaceAll('\\', '') ?? '') ? [index] : [],
    );
    const moment = (index: number) => Date.parse(whole[index]?.at ?? '');
    expect(putOff.length).toBeGreaterThan(0);
    for (const index of putOff) expect(moment(index + 1) - moment(index)).toBe(90_000);
    controlOf('calendar').set('batchThrottleEvery', 0);
    await s.inOrder();
  });

  test('for longer than an hour ends the run, and nobody asks before: no restart, no user', async () => {
    controlOf('crm').fault({
      method: 'POST',
      path: 'CreateAppointmentForUID',
      effect: { kind: 'status', status: 429, retryAfterSeconds: 7200 },
    });
    const report = await s.run();
    const refusedAt = momentsOf('crm').find(({ status }) => status === 429)?.at ?? 0;
    expect(report.problem).toMatchObject({ code: 'throttled', retryAt: new Date(refusedAt + 7_200_000).toISOString() });
    expect(report.written.calendar.created).toBeGreaterThan(0);
    s.requests.crm = 0;
    for (let n = 0; n < 3; n++) {
      s.startAgain();
      const again = await s.run();
      expect(again.problem).toMatchObject({
        code: 'throttled',
        retryAt: new Date(refusedAt + 7_200_000).toISOString(),
      });
    }
    expect(s.requests.crm).toBe(0);
    // What is left is less than an hour now: it is waited for in place.
    const last = await s.run({ after: 70 * 60_000 });
    expect(last.outcome).toBe('ok');
    const afterwards = momentsOf('crm').filter(({ at }) => at > refusedAt);
    expect(afterwards[0]?.at).toBe(refusedAt + 7_200_000);
    await s.inOrder();
  });

  test('does not keep a run from being stopped at once', async () => {
    controlOf('calendar').fault({ path: 'delta', effect: { kind: 'status', status: 429, retryAfterSeconds: 3000 } });
    const stop = new AbortController();
    s.hooks.onAnswer = async (side, _request, real) => {
      if (side === 'calendar' && real.status === 429) stop.abort();
      return real;
    };
    const began = s.servers.now();
    const report = await s.run({ signal: stop.signal });
    expect(report.outcome).toBe('stopped');
    expect(s.servers.now() - began).toBeLessThan(10 * 60_000);
    s.hooks.onAnswer = undefined;
    await s.run({ after: 3_600_000 });
    await s.inOrder();
  });
});

describe('a server that fails', () => {
  test('is left alone after a while, and tried once by each run; the other side is not blamed', async () => {
    await s.run();
    s.sandbox.microsoft365.control.fault({ path: '/v1.0/', times: 1000, effect: { kind: 'status', status: 503 } });
    for (let n = 0; n < 3; n++) expect((await s.run()).problem).toMatchObject({ code: 'unavailable' });
    s.requests.calendar = 0;
    s.startAgain();
    const report = await s.run({ after: 20 * 60_000 });
    expect(report.problem).toMatchObject({ code: 'unavailable', system: 'microsoft365' });
    expect(report.problem?.retryAt).toBeDefined();
    expect(s.requests.calendar).toBe(1);
    expect(momentsOf('crm').at(-1)?.status).toBe(200);
    s.sandbox.microsoft365.control.clearFaults();
    expect((await s.run({ after: 20 * 60_000 })).outcome).toBe('ok');
    await s.inOrder();
  });
});

test('what makes Graph refuse a whole batch is set aside alone: the rest of it is made, and so is what is new in the CRM', async () => {
  const when = { start: '2026-12-03T10:00:00', end: '2026-12-03T10:30:00', zone: 'Europe/Berlin' };
  await s.run();
  for (const title of ['Before', 'Spoils its batch', 'Behind']) {
    s.sandbox.superoffice.control.createAppointment({ title, ...when });
  }
  s.sandbox.microsoft365.control.createEvent({ title: 'New in the calendar', ...when });
  controlOf('calendar').set('unreadableInBatch', 'Spoils its batch');
  const report = await s.run();
  expect(report).toMatchObject({ outcome: 'partly', parked: 1 });
  for (const title of ['Before', 'Behind']) expect(s.inCalendar(title)).toHaveLength(1);
  expect(s.inCrm('New in the calendar')).toHaveLength(1);
  controlOf('calendar').set('unreadableInBatch', '');
  await s.run({ after: 24 * 3_600_000 });
  expect(s.inCalendar('Spoils its batch')).toHaveLength(1);
  await s.inOrder();
});

describe('a sign-in that expires in the middle of a run', () => {
  /** From the request on, no token of that side is good any more. @returns a way to sign in again. */
  function expireAt(side: Side, request: number) {
    const expired = { yes: false, asked: 0 };
    let count = 0;
    s.hooks.onRequest = (one) => {
      if (one !== side || ++count !== request) return;
      controlOf(side).expireAccessTokens();
      expired.yes = true;
    };
    s.hooks.onToken = (one, tokens) => ({
      async accessToken(signal, rejected) {
        if (one !== side || !expired.yes || rejected === undefined) return await tokens.accessToken(signal, rejected);
        expired.asked += 1;
        throw new AuthExpired('revoked', { system: side === 'crm' ? 'superoffice' : 'microsoft365' });
      },
    });
    return {
      expired,
      signIn() {
        expired.yes = false;
        s.hooks.onRequest = undefined;
      },
    };
  }

  test.each([
    ['crm', 6],
    ['crm', 12],
    ['calendar', 3],
    ['calendar', 5],
  ] as const)(
    'of the %s at request %i keeps the work of the other side, and resumes with what was left',
    async (side, at) => {
      const { expired, signIn } = expireAt(side, at);
      const first = await s.run();
      expect(first.problem).toMatchObject({ code: 'authExpired' });
      const created = { ...first.written };
      // However many runs are tried meanwhile: each asks for a token once or so, and none writes to the side that is out.
      for (let n = 0; n < 3; n++) {
        const before = expired.asked;
        expect((await s.run()).problem).toMatchObject({ code: 'authExpired' });
        expect(expired.asked - before).toBeLessThanOrEqual(6);
      }
      signIn();
      const last = await s.run();
      expect(last.outcome).toBe('ok');
      const other = side === 'crm' ? 'calendar' : 'crm';
      expect(created[other].created + last.written[other].created).toBeGreaterThan(0);
      await s.inOrder();
    },
  );

  test('is not confused with a network that is away while the token is renewed', async () => {
    await s.run();
    s.sandbox.microsoft365.control.expireAccessTokens();
    s.hooks.onToken = (side, tokens) => ({
      async accessToken(signal, rejected) {
        if (side === 'calendar' && rejected !== undefined)
          throw new Offline('the sign-in server cannot be reached', { system: 'microsoft365' });
        return await tokens.accessToken(signal, rejected);
      },
    });
    expect((await s.run()).problem).toMatchObject({ code: 'offline', system: 'microsoft365' });
    s.hooks.onToken = undefined;
    expect((await s.run()).outcome).toBe('ok');
    await s.inOrder();
  });

  test('between two requests of one batch is renewed once, and nothing of the batch is lost or made twice', async () => {
    for (let n = 0; n < 12; n += 1) {
      const when = { start: `2026-12-03T1${n % 10}:00:00`, end: `2026-12-03T1${n % 10}:30:00`, zone: 'Europe/Berlin' };
      s.sandbox.superoffice.control.createAppointment({ title: `CRM ${n}`, ...when });
    }
    s.sandbox.microsoft365.control.set('tokensEndInBatchAfter', 7);
    const renewals: string[] = [];
    s.hooks.onToken = (side, tokens) => ({
      async accessToken(signal, rejected) {
        if (side === 'calendar' && rejected !== undefined) renewals.push(rejected);
        return await tokens.accessToken(signal, rejected);
      },
    });
    expect((await s.run()).problem).toBeUndefined();
    expect(renewals).toHaveLength(1);
    for (let n = 0; n < 12; n += 1) expect(s.inCalendar(`CRM ${n}`)).toHaveLength(1);
    await s.inOrder();
  });

  test('and that one endpoint alone refuses ends the run with the same word, without a storm of tokens', async () => {
    await s.run();
    let renewals = 0;
    s.hooks.onToken = (side, tokens) => ({
      async accessToken(signal, rejected) {
        if (side === 'calendar' && rejected !== undefined) renewals += 1;
        return await tokens.accessToken(signal, rejected);
      },
    });
    s.hooks.onAnswer = async (side, { url }, real) =>
      side === 'calendar' && /delta/.test(url)
        ? Response.json({ error: { code: 'InvalidAuthenticationToken', message: 'no' } }, { status: 401 })
        : real;
    expect((await s.run()).problem).toMatchObject({ code: 'authExpired', system: 'microsoft365' });
    expect(renewals).toBe(1);
    s.hooks.onAnswer = undefined;
    expect((await s.run()).outcome).toBe('ok');
    await s.inOrder();
  });
});

describe('a change list that expires', () => {
  test('in the middle of its pages, twice, on both sides at once: what was deleted meanwhile is noticed, nothing else', async () => {
    await s.run();
    await s.run();
    s.sandbox.microsoft365.control.set('emptyDeltaPages', true);
    s.sandbox.microsoft365.control.expireCursors();
    s.sandbox.superoffice.control.expireCursors();
    const [row] = s.inCrm('Forecast Q1');
    s.sandbox.superoffice.control.deleteAppointment({ id: row?.id ?? 0 });
    const [event] = s.inCalendar('Angebote schreiben');
    s.sandbox.microsoft365.control.deleteEvent({ id: event?.id ?? '' });
    let expiries = 0;
    s.hooks.onAnswer = async (side, { url }, real) => {
      if (side === 'calendar' && /startDateTime/.test(url) && /delta/.test(url) && expiries < 2) {
        expiries += 1;
        s.sandbox.microsoft365.control.expireCursors();
      }
      return real;
    };
    const report = await s.run();
    expect(expiries).toBe(2);
    expect(report.problem).toBeUndefined();
    expect(s.inCalendar('Forecast Q1')).toEqual([]);
    // Of this one nobody said that it was removed: it is looked for a second time.
    await s.run();
    await s.run();
    expect(s.inCrm('Angebote schreiben')).toEqual([]);
    expect(writesOf(await s.run())).toEqual(nothing);
  });

  test('again and again ends the run, and nothing is deleted', async () => {
    await s.run();
    s.sandbox.microsoft365.control.set('emptyDeltaPages', true);
    s.hooks.onAnswer = async (side, { url }, real) => {
      if (side === 'calendar' && /delta/.test(url)) s.sandbox.microsoft365.control.expireCursors();
      return real;
    };
    const report = await s.run();
    expect(report.problem).toMatchObject({ code: 'cursorExpired' });
    expect(writesOf(report)).toEqual(nothing);
    s.hooks.onAnswer = undefined;
    expect((await s.run()).outcome).toBe('ok');
    await s.inOrder();
  });
});

describe('clocks and sleep', () => {
  const day = 24 * 3_600_000;

  test.each([
    ['a year ahead and back again', 365 * day],
    ['a week back and ahead again', -7 * day],
    ['an hour, as daylight saving would', 3_600_000],
  ])('the clock jumps %s: nothing is deleted, nothing is doubled', async (_, by) => {
    await s.run();
    const removed = { ...nothing };
    const there = await s.run({ after: by });
    expect(there.written.crm.removed + there.written.calendar.removed).toBe(0);
    const back = await s.run({ after: -by });
    expect(back.written.crm.removed + back.written.calendar.removed).toBe(0);
    expect(writesOf(await s.run())).toEqual(removed);
    await s.inOrder();
  });

  test('the computer sleeps for two hours at each moment of a run: it wakes with dead tokens, and finishes', async () => {
    for (let at = 1; at < 40; at += 3) {
      const one = await openStage();
      let count = 0;
      one.hooks.onRequest = () => {
        if (++count !== at) return;
        one.servers.advance(2 * 3_600_000);
        one.sandbox.superoffice.control.expireAccessTokens();
        one.sandbox.microsoft365.control.expireAccessTokens();
      };
      await one.run();
      one.hooks.onRequest = undefined;
      expect((await one.run()).problem, `asleep at request ${at}`).toBeUndefined();
      await one.inOrder();
      await one.close();
    }
  });
});

test('a run that is stopped at any request leaves everything consistent, and the next one finishes', async () => {
  for (let at = 1; at < 40; at += 3) {
    const one = await openStage();
    const stop = new AbortController();
    let count = 0;
    one.hooks.onRequest = () => {
      if (++count === at) stop.abort();
    };
    const report = await one.run({ signal: stop.signal });
    if (count >= at) expect(report.outcome, `stopped at request ${at}`).toBe('stopped');
    one.hooks.onRequest = undefined;
    expect((await one.run()).outcome, `after a stop at request ${at}`).toBe('ok');
    await one.inOrder();
    await one.close();
  }
});
