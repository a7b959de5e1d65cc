import { afterAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import { checkJournal } from '../support/contract-checker.ts';
import { createGoogleChecker } from '../support/google-contract.ts';

const today = '2026-11-23';
const clock = createManualClock(Date.parse(`${today}T08:00:00Z`));
const sandbox = await startSandbox({ systems: ['google'], size: 'sample', today, listen: false, clock });
const system = sandbox.google;
const [user] = system.describe().users;
const api = `${system.describe().addresses['api']}`;
const calendar = '/calendar/v3/calendars/primary';
const checker = createGoogleChecker();

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await system.fetch(api + path, {
    method,
    headers: {
      authorization: `Bearer ${user?.accessToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

/** Runs a part of the tour, and holds every request and answer of it against the contract. */
async function inContract(part: () => Promise<void>): Promise<void> {
  const before = system.control.journal().length;
  await part();
  const report = checkJournal(checker, system.control.journal(before));
  expect(report.violations).toEqual([]);
  expect(report.checked).toBeGreaterThan(0);
}

const draft = {
  summary: 'Angebotsbesprechung',
  start: { dateTime: '2026-12-01T09:00:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2026-12-01T10:00:00', timeZone: 'Europe/Berlin' },
  visibility: 'private',
  reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 30 }] },
  extendedProperties: { private: { synchronizer: '5001' } },
};

describe('Google in the sandbox keeps to the discovery documents', () => {
  afterAll(() => sandbox.close());

  it('when one asks for calendar, settings and colours', () =>
    inContract(async () => {
      const me = '/calendar/v3/users/me';
      const paths = [calendar, `${me}/calendarList`, `${me}/calendarList/primary`, `${me}/settings/timezone`];
      for (const path of [...paths, '/calendar/v3/colors']) {
        expect([path, (await call('GET', path)).status]).toEqual([path, 200]);
      }
    }));

  it('when one reads a whole year page by page', () =>
    inContract(async () => {
      let token: unknown = null;
      let count = 0;
      for (;;) {
        const query: string = token === null ? '' : `&pageToken=${token}`;
        const { status, body } = await call('GET', `${calendar}/events?maxResults=250&showDeleted=true${query}`);
        expect(status).toBe(200);
        count += (body['items'] as unknown[]).length;
        token = body['nextPageToken'] ?? null;
        if (token === null) break;
      }
      expect(count).toBe(system.control.list().length);
    }));

  it('when one creates, changes, finds and deletes an event', () =>
    inContract(async () => {
      const { body } = await call('POST', `${calendar}/events?sendUpdates=none`, { ...draft, id: '0a1b2c3d' });
      const path = `${calendar}/events/${body['id']}`;
      expect((await call('GET', `${path}?timeZone=UTC`)).status).toBe(200);
      const found = await call('GET', `${calendar}/events?privateExtendedProperty=synchronizer%3D5001`);
      expect(found.body['items']).toHaveLength(1);
      const day = { date: '2026-12-01', dateTime: null, timeZone: null };
      const end = { ...day, date: '2026-12-02' };
      expect((await call('PATCH', `${path}?sendUpdates=none`, { start: day, end, location: null })).status).toBe(200);
      expect((await call('PUT', `${path}?sendUpdates=none`, draft)).status).toBe(200);
      expect((await call('DELETE', `${path}?sendUpdates=none`)).status).toBe(204);
      expect((await call('DELETE', path)).status).toBe(410);
      expect((await call('GET', `${calendar}/events/nothing`)).status).toBe(404);
    }));

  it('when one reads and changes a series', () =>
    inContract(async () => {
      const recurrence = ['RRULE:FREQ=WEEKLY;COUNT=5', 'EXDATE;TZID=Europe/Berlin:20261215T090000'];
      const { body } = await call('POST', `${calendar}/events`, { ...draft, recurrence });
      const path = `${calendar}/events/${body['id']}`;
      const { body: list } = await call('GET', `${path}/instances?maxResults=3`);
      const [first] = list['items'] as { id: string }[];
      expect((await call('PATCH', `${calendar}/events/${first?.id}`, { summary: 'Verlegt' })).status).toBe(200);
      const single = `${calendar}/events?singleEvents=true&orderBy=startTime&timeMin=2026-12-01T00:00:00Z`;
      expect((await call('GET', `${single}&timeMax=2026-12-31T00:00:00Z`)).status).toBe(200);
    }));

  it('when one writes and reads tasks', () =>
    inContract(async () => {
      const tasks = '/tasks/v1/lists/%40default/tasks';
      expect((await call('GET', '/tasks/v1/users/@me/lists?maxResults=100')).status).toBe(200);
      const { body } = await call('POST', tasks, { title: 'Anrufen', due: '2026-11-24T00:00:00.000Z' });
      expect((await call('PATCH', `${tasks}/${body['id']}`, { status: 'completed', notes: null })).status).toBe(200);
      const since = 'updatedMin=2026-11-23T07:00:00.000Z&showCompleted=true&showHidden=true&showDeleted=true';
      expect((await call('GET', `${tasks}?${since}&showAssigned=false&maxResults=100`)).status).toBe(200);
      expect((await call('POST', `${tasks}/${body['id']}/move`)).status).toBe(200);
      expect((await call('DELETE', `${tasks}/${body['id']}`)).status).toBe(204);
    }));

  it('when one writes and lists contacts', () =>
    inContract(async () => {
      const readMask = 'names,birthdays,metadata';
      const contact = { names: [{ givenName: 'Ann' }], birthdays: [{ date: { month: 6, day: 9 } }] };
      const made = await call('POST', '/v1/people:batchCreateContacts', {
        contacts: [{ contactPerson: contact }],
        readMask,
      });
      expect(made.status).toBe(200);
      clock.advance(120_000);
      const list = `/v1/people/me/connections?personFields=${readMask}&pageSize=1000&requestSyncToken=true`;
      const { body } = await call('GET', list);
      expect((await call('GET', `${list}&syncToken=${body['nextSyncToken']}`)).status).toBe(200);
      const [person] = body['connections'] as { resourceName: string; etag: string; metadata: object }[];
      const { etag, metadata, resourceName } = person ?? {};
      const change = { etag, metadata, names: [{ givenName: 'Eva' }] };
      expect((await call('PATCH', `/v1/${resourceName}:updateContact?updatePersonFields=names`, change)).status).toBe(
        200,
      );
      const batch = `/v1/people:batchGet?resourceNames=${encodeURIComponent(String(resourceName))}`;
      expect((await call('GET', `${batch}&personFields=${readMask}&sources=READ_SOURCE_TYPE_CONTACT`)).status).toBe(
        200,
      );
      const photoBytes = Buffer.from([255, 216, 255, 224]).toString('base64');
      const photo = `/v1/${resourceName}:updateContactPhoto`;
      expect((await call('PATCH', photo, { photoBytes, personFields: 'photos,metadata' })).status).toBe(200);
      const without = `/v1/${resourceName}:deleteContactPhoto?personFields=photos`;
      expect((await call('DELETE', without)).status).toBe(200);
      expect((await call('DELETE', `/v1/${resourceName}:deleteContact`)).status).toBe(200);
    }));

  it('when one makes, fills, changes and deletes a group of contacts', () =>
    inContract(async () => {
      const clientData = [{ key: 'k', value: 'v' }];
      const shown = 'clientData,groupType,metadata,name';
      const group = { name: 'Kunden', clientData };
      const { body } = await call('POST', '/v1/contactGroups', { contactGroup: group, readGroupFields: shown });
      const path = `/v1/${body['resourceName']}`;
      const change = { contactGroup: { name: 'Partner', etag: body['etag'] }, updateGroupFields: 'name,clientData' };
      expect((await call('PUT', path, { ...change, readGroupFields: `${shown},memberCount` })).status).toBe(200);
      const { body: contact } = await call('POST', '/v1/people:createContact', { names: [{ givenName: 'Ann' }] });
      const members = { resourceNamesToAdd: [contact['resourceName']] };
      expect((await call('POST', `${path}/members:modify`, members)).status).toBe(200);
      expect((await call('GET', `${path}?maxMembers=5&groupFields=name,memberCount`)).status).toBe(200);
      const list = await call('GET', `/v1/contactGroups?groupFields=${shown},memberCount&pageSize=1000`);
      expect(list.body['contactGroups']).toContainEqual(expect.objectContaining({ name: 'Partner', memberCount: 1 }));
      expect((await call('DELETE', `${path}?deleteContacts=true`)).status).toBe(200);
    }));
});

describe('the checker', () => {
  const exchange = { method: 'POST', path: `${calendar}/events?sendUpdates=none`, status: null };
  it.each([
    ['an unknown property', { ...exchange, requestBody: { subject: 'x' } }, '', /additional/],
    ['another type', { ...exchange, requestBody: { summary: 5 } }, '/summary', /string/],
    [
      'an unknown parameter',
      { ...exchange, path: `${calendar}/events?top=5`, requestBody: {} },
      '/query/top',
      /described/,
    ],
    [
      'an impossible value',
      { ...exchange, path: `${calendar}/events?sendUpdates=no`, requestBody: {} },
      '/query/sendUpdates',
      /no/,
    ],
    ['no body', exchange, '', /lacks/],
    ['an unknown address', { ...exchange, path: '/calendar/v3/party' }, '', /address/],
    [
      'an answer with an unknown property',
      { ...exchange, requestBody: {}, status: 200, responseBody: { subject: 'x' } },
      '',
      /additional/,
    ],
    [
      'an error of another form',
      { ...exchange, requestBody: {}, status: 404, responseBody: { error: 'x' } },
      '',
      /error/,
    ],
  ])('sees %s', (_, given, at, message) => {
    expect(checker.check(given)).toEqual([expect.objectContaining({ at, message: expect.stringMatching(message) })]);
  });

  it('says nothing of a sign-in', () => {
    expect(checker.check({ method: 'POST', path: '/token', status: 200 })).toBeNull();
  });
});
