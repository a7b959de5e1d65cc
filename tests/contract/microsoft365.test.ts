import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import { type ContractChecker, checkJournal } from '../support/contract-checker.ts';
import { createGraphChecker } from '../support/graph-contract.ts';

const today = '2026-11-23';
const clock = createManualClock(Date.parse(`${today}T08:00:00Z`));
const sandbox = await startSandbox({ systems: ['microsoft365'], size: 'small', today, listen: false, clock });
const system = sandbox.microsoft365;
const [user] = system.describe().users;
const graph = `${system.describe().addresses['graph']}/v1.0`;
const markerId = 'String {4d7b6f0a-52a4-4d0e-9f4c-1a7e0f3b9c55} Name SynchronizerId';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await system.fetch(path.startsWith('http') ? path : graph + path, {
    method,
    headers: {
      authorization: `Bearer ${user?.accessToken}`,
      prefer: 'IdType="ImmutableId"',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

const rows = (answer: Answer): Record<string, unknown>[] => answer.body['value'] as Record<string, unknown>[];
const window = 'startDateTime=2026-11-16T00:00:00Z&endDateTime=2027-05-22T00:00:00Z';
const draft = {
  subject: 'Angebotsbesprechung',
  body: { contentType: 'html', content: '<p>Bitte <b>vorher</b> anrufen.</p>' },
  start: { dateTime: '2026-12-01T09:00:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2026-12-01T10:00:00', timeZone: 'Europe/Berlin' },
  location: { displayName: 'Raum Elbe' },
  showAs: 'tentative',
  sensitivity: 'private',
  isReminderOn: true,
  reminderMinutesBeforeStart: 30,
  categories: ['SuperOffice Appointment'],
  singleValueExtendedProperties: [{ id: markerId, value: '5001' }],
};

/** All pages of a change list; the last link at the end. */
async function round(first: string): Promise<{ readonly changed: Record<string, unknown>[]; readonly link: string }> {
  const changed: Record<string, unknown>[] = [];
  let next = first;
  for (let page = 0; page < 100; page += 1) {
    const answer = await call('GET', next, undefined, { prefer: 'odata.maxpagesize=10, IdType="ImmutableId"' });
    expect(answer.status).toBe(200);
    changed.push(...rows(answer));
    const deltaLink = answer.body['@odata.deltaLink'];
    if (typeof deltaLink === 'string') return { changed, link: deltaLink };
    next = String(answer.body['@odata.nextLink']);
  }
  throw new Error('the change list never ends');
}

describe('Microsoft 365 in the sandbox keeps to the Graph contract', () => {
  let checker: ContractChecker;
  beforeAll(async () => {
    checker = await createGraphChecker();
  });
  afterAll(() => sandbox.close());

  /** Runs a part of the tour, and holds every request and answer of it against the contract. */
  async function inContract(part: () => Promise<void>): Promise<void> {
    const before = system.control.journal().length;
    await part();
    const report = checkJournal(checker, system.control.journal(before));
    expect(report.violations).toEqual([]);
    expect(report.checked).toBeGreaterThan(0);
  }

  it('when one asks who and where one is', () =>
    inContract(async () => {
      for (const path of [
        '/me',
        '/me/mailboxSettings',
        '/me/calendar',
        '/me/calendars',
        '/me/outlook/masterCategories',
        '/me/outlook/supportedTimeZones',
      ]) {
        expect([path, (await call('GET', path)).status]).toEqual([path, 200]);
      }
    }));

  it('when one reads events', () =>
    inContract(async () => {
      const list = await call('GET', '/me/events?$top=5');
      expect(rows(list)).toHaveLength(5);
      for (const event of rows(await call('GET', `/me/calendarView?${window}&$top=100`))) {
        const one = await call('GET', `/me/events/${encodeURIComponent(String(event['id']))}`);
        expect(one.status).toBe(200);
      }
      const inBerlin = await call('GET', '/me/events?$top=3', undefined, {
        prefer: 'outlook.timezone="Europe/Berlin", outlook.body-content-type="text"',
      });
      expect(rows(inBerlin)[0]).toMatchObject({ start: { timeZone: 'Europe/Berlin' } });
      const selected = await call('GET', '/me/events?$top=3&$select=subject,start');
      expect(rows(selected)[0]).not.toHaveProperty('body');
    }));

  it('when one creates, changes, finds and deletes an event', () =>
    inContract(async () => {
      const created = await call('POST', '/me/events', {
        ...draft,
        transactionId: 'b6a4cb5c-1c6a-4d0f-9a31-7e51c3a3c0f1',
      });
      expect(created.status).toBe(201);
      const path = `/me/events/${encodeURIComponent(String(created.body['id']))}`;
      const expand = `$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${markerId}')`)}`;
      expect((await call('GET', `${path}?${expand}`)).body).toMatchObject({
        singleValueExtendedProperties: [{ id: markerId, value: '5001' }],
      });
      const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${markerId}' and ep/value eq '5001')`;
      expect(rows(await call('GET', `/me/events?$filter=${encodeURIComponent(filter)}`))).toHaveLength(1);
      const patched = await call('PATCH', path, { subject: 'Verlegt', isReminderOn: false });
      expect(patched).toMatchObject({ status: 200, body: { subject: 'Verlegt' } });
      const stale = await call(
        'PATCH',
        path,
        { subject: 'Zu spät' },
        { 'if-match': String(created.body['@odata.etag']) },
      );
      expect(stale.status).toBe(412);
      expect((await call('DELETE', path)).status).toBe(204);
      expect((await call('GET', path)).status).toBe(404);
    }));

  it('when one writes whole days', () =>
    inContract(async () => {
      const created = await call('POST', '/me/calendar/events', {
        subject: 'Urlaub',
        isAllDay: true,
        showAs: 'oof',
        start: { dateTime: '2026-12-28T00:00:00', timeZone: 'Europe/Berlin' },
        end: { dateTime: '2026-12-31T00:00:00', timeZone: 'Europe/Berlin' },
        isReminderOn: false,
        reminderMinutesBeforeStart: 0,
      });
      expect(created).toMatchObject({ status: 201, body: { isAllDay: true } });
    }));

  it('when one follows changes, also after the token is forgotten', () =>
    inContract(async () => {
      const first = await round(`/me/calendarView/delta?${window}`);
      expect(first.changed.length).toBeGreaterThan(15);
      const created = await call('POST', '/me/events', draft);
      const id = String(created.body['id']);
      const second = await round(first.link);
      expect(second.changed.map((row) => row['id'])).toContain(id);
      await call('DELETE', `/me/events/${encodeURIComponent(id)}`);
      const after = await round(second.link);
      expect(after.changed.find((row) => row['id'] === id)).toHaveProperty('@removed');
      system.control.expireCursors();
      expect((await call('GET', first.link)).status).toBe(410);
    }));

  it('when one looks into a series', () =>
    inContract(async () => {
      const { changed } = await round(`/me/calendarView/delta?${window}`);
      const master = changed.find((row) => row['type'] === 'seriesMaster');
      const path = `/me/events/${encodeURIComponent(String(master?.['id']))}`;
      const instances = await call('GET', `${path}/instances?${window}`);
      expect(rows(instances).length).toBeGreaterThan(3);
      const occurrence = `/me/events/${encodeURIComponent(String(rows(instances)[1]?.['id']))}`;
      expect((await call('PATCH', occurrence, { subject: 'Diesmal anders' })).body['type']).toBe('exception');
      expect(
        (await call('DELETE', `/me/events/${encodeURIComponent(String(rows(instances)[2]?.['id']))}`)).status,
      ).toBe(204);
      expect((await round(`/me/calendarView/delta?${window}`)).changed.length).toBeGreaterThan(15);
    }));

  it('when one sends batches', () =>
    inContract(async () => {
      const headers = { 'Content-Type': 'application/json' };
      const posts = Array.from({ length: 8 }, (_, index) => ({
        id: String(index + 1),
        method: 'POST',
        url: '/me/events',
        headers,
        body: {
          ...draft,
          subject: `Nummer ${index}`,
          singleValueExtendedProperties: [{ id: markerId, value: `b${index}` }],
        },
      }));
      const answer = await call('POST', '/$batch', {
        requests: [
          ...posts,
          { id: 'x', method: 'GET', url: '/me/events/nobody' },
          { id: 'y', method: 'GET', url: '/me' },
        ],
      });
      const responses = answer.body['responses'] as { id: string; status: number; body: Record<string, unknown> }[];
      expect(responses).toHaveLength(10);
      expect(responses.filter((response) => response.status === 201)).toHaveLength(8);
      const removals = responses
        .filter((response) => response.status === 201)
        .map(({ id, body }) => ({ id, method: 'DELETE', url: `/me/events/${encodeURIComponent(String(body['id']))}` }));
      const removed = await call('POST', '/$batch', { requests: removals });
      expect((removed.body['responses'] as { status: number }[]).map(({ status }) => status)).toEqual(
        removals.map(() => 204),
      );
    }));

  it('when it refuses', () =>
    inContract(async () => {
      expect((await call('GET', '/me', undefined, { authorization: 'Bearer nobody' })).status).toBe(401);
      for (const status of [429, 503] as const) {
        system.control.fault({ path: '/me$', effect: { kind: 'status', status, retryAfterSeconds: 2 } });
        expect((await call('GET', '/me')).status).toBe(status);
      }
      expect(
        (await call('POST', '/me/outlook/masterCategories', { displayName: 'Kunde Nord', color: 'preset4' })).status,
      ).toBe(201);
    }));

  it('when one reads a whole year', async () => {
    const year = await startSandbox({ systems: ['microsoft365'], size: 'sample', today, listen: false, clock });
    const { control, fetch } = year.microsoft365;
    const [{ addresses, users }] = year.descriptions as [(typeof year.descriptions)[number]];
    let next = `${addresses['graph']}/v1.0/me/events?$top=200`;
    while (next !== '') {
      const response = await fetch(next, { headers: { authorization: `Bearer ${users[0]?.accessToken}` } });
      next = ((await response.json()) as Record<string, string>)['@odata.nextLink'] ?? '';
    }
    const report = checkJournal(checker, control.journal());
    const inCalendar = year.world.appointments.filter((item) => item.on !== 'crm').length;
    expect(report).toEqual({ checked: Math.ceil(inCalendar / 200), notCovered: [], violations: [] });
    await year.close();
  });

  it('without sending a mail to anybody', () => {
    expect(system.control.mails()).toEqual([]);
  });
});
