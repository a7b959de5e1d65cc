/** @file The SuperOffice connector against the practice SuperOffice: reading what changed and what is gone, writing, faults. */
import { afterEach, describe, expect, it } from 'vitest';
import type { SampleAppointment } from '../../sandbox/sample/world.ts';
import type { RemoteAppointment, WriteOutcome } from '../../sync-core/connectors/connector.ts';
import {
  AuthExpired,
  Cancelled,
  Conflict,
  Nonsense,
  NotFound,
  Rejected,
  TenantUnavailable,
  UnknownZone,
} from '../../sync-core/connectors/errors.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import type { Instant, LocalDate, ZoneId } from '../../sync-core/model/time.ts';
import { checkJournal } from '../support/contract-checker.ts';
import { createSuperOfficeChecker } from '../support/superoffice-contract.ts';
import { type Diary, never, openDiary } from './superoffice/diary.ts';

const checker = createSuperOfficeChecker();
const opened: Diary[] = [];

function open(...setting: Parameters<typeof openDiary>): Diary {
  const diary = openDiary(...setting);
  opened.push(diary);
  return diary;
}

/** Whatever a test did: it asked for nothing that the contract does not have, and nobody got mail. */
afterEach(async () => {
  for (const diary of opened.splice(0)) {
    // What is turned away at the door is journalled without its body.
    const taken = diary.control.journal().filter((one) => one.method === 'GET' || one.requestBytes > 0);
    const { violations } = checkJournal(checker, taken);
    expect(violations.filter((violation) => violation.part === 'request')).toEqual([]);
    expect(diary.control.mails()).toEqual([]);
    await diary.close();
  }
});

const berlin = 'Europe/Berlin' as ZoneId;

function appointment(over: Partial<Appointment> = {}): Appointment {
  return {
    title: 'Plan',
    body: '<p>Agenda</p>',
    location: 'Room 4',
    span: timed('2026-11-25T09:00:00Z', '2026-11-25T10:00:00Z'),
    availability: 'busy',
    reminderMinutes: 15,
    visibility: 'public',
    ...over,
  };
}

function timed(start: string, end: string, zone = berlin): Appointment['span'] {
  return { kind: 'timed', start: start as Instant, end: end as Instant, zone };
}

function allDay(firstDay: string, lastDay: string): Appointment['span'] {
  return { kind: 'allDay', firstDay: firstDay as LocalDate, lastDay: lastDay as LocalDate };
}

function titled(items: readonly RemoteAppointment[], title: string): RemoteAppointment {
  const found = items.find((item) => item.fields.title === title);
  if (!found) throw new Error(`no appointment "${title}"`);
  return found;
}

function itemOf(outcome: WriteOutcome): RemoteAppointment {
  if (outcome.result === 'failed' || outcome.result === 'removed') {
    throw new Error(`${outcome.result}: ${outcome.result === 'failed' ? outcome.error.message : ''}`);
  }
  return outcome.item;
}

/** So many plain appointments of the main user. */
const many = (count: number) => (small: readonly SampleAppointment[]) => {
  const [plain] = small.filter((one) => one.key === 'crm-own');
  if (!plain) throw new Error('the small world has no plain appointment');
  return Array.from({ length: count }, (_, index) => ({ ...plain, key: `many-${index}`, title: `Item ${index}` }));
};

describe('what the account is', () => {
  it('names it by tenant and user, and knows zone and licence', async () => {
    const { connector } = open();
    expect(await connector.facts(never)).toEqual({
      accountKey: 'superoffice:Cust70001:12',
      userName: 'mara.wendt@nordlicht.example',
      displayName: 'Mara Wendt',
      zone: 'Europe/Berlin',
      canBePrivate: true,
    });
  });

  it('is read once for all that follows', async () => {
    const diary = open();
    await Promise.all([diary.connector.facts(never), diary.connector.facts(never)]);
    expect(await diary.requests(() => diary.connector.facts(never))).toEqual([]);
  });

  it('without the zone feature is the base zone’s', async () => {
    const { connector } = open({ switches: { timeZones: false }, baseZone: 'Europe/Oslo' });
    expect((await connector.facts(never)).zone).toBe('Europe/Oslo');
  });

  it('is not guessed when its zone is not known', async () => {
    const diary = open();
    const request = diary.control.fault;
    request({ path: 'MDOList/timezoneiana', effect: { kind: 'nonsense', body: 'shape' } });
    await expect(diary.connector.facts(never)).rejects.toBeInstanceOf(Nonsense);
  });
});

describe('the first listing', () => {
  it('brings every row of the diary with what it is', async () => {
    const diary = open();
    const { changed } = await diary.read(null);
    const of = (title: string) => titled(changed, title);
    expect(of('Quartalsgespräch')).toMatchObject({
      fields: {
        body: '<p>Ziele:</p><ul><li>Angebot</li><li>Liefertermin</li></ul>',
        location: 'Raum Elbe',
        span: timed('2026-11-30T09:00:00Z', '2026-11-30T10:30:00Z'),
        reminderMinutes: 15,
      },
      form: { kind: 'single' },
      protection: { edit: true, remove: true },
      typeId: 2,
    });
    expect(of('Quartalsgespräch').categories.length).toBeGreaterThan(1);
    expect(of('Pipeline').protection).toMatchObject({ edit: false, why: 'bookingWithColleagues' });
    expect(of('Team call').protection).toMatchObject({ edit: false, why: 'bookingOfOthers' });
    expect(of('Befaring').unfit).toBe('invitationNotAnswered');
    expect(of('Zahnarzt').fields.visibility).toBe('private');
    expect(of('Angebote schreiben').fields.availability).toBe('free');
    expect(of('Video call New York').fields.span).toEqual(timed('2026-12-01T15:00:00Z', '2026-12-01T15:45:00Z'));
    expect(of('Monatsabschluss').fields.span).toEqual(allDay('2026-12-02', '2026-12-02'));
    expect(of('SMM Hamburg').fields.span).toEqual(allDay('2026-12-07', '2026-12-09'));
    expect(of('Vertriebsrunde').form.kind).toBe('occurrence');
    expect(changed.some((item) => item.unfit === 'taskNotYet')).toBe(true);
  });

  it('says how much there will be, and comes in pages', async () => {
    const diary = open({ appointments: many(230), pageSize: 50 });
    const pages: [number, number | undefined][] = [];
    for await (const page of diary.face.changes(diary.requestFor(null))) pages.push([page.changed.length, page.total]);
    const sum = pages.reduce((before, [length]) => before + length, 0);
    expect(sum).toBeGreaterThanOrEqual(230);
    expect(pages.length).toBeGreaterThan(2);
    expect(new Set(pages.slice(0, -1).map(([, total]) => total))).toEqual(new Set([sum]));
  });

  it('leaves out what is known already', async () => {
    const diary = open();
    const first = await diary.read(null);
    const again = await diary.read(null);
    const unlinked = first.changed.length - diary.memory.size;
    expect(again.changed).toHaveLength(unlinked);
  });
});

describe('a later run', () => {
  it('with nothing to do is one request', async () => {
    const diary = open();
    let { cursor } = await diary.read(null);
    const requests = await diary.requests(async () => {
      const quiet = await diary.read(cursor);
      expect(quiet).toMatchObject({ changed: [], gone: [] });
      cursor = quiet.cursor;
    });
    expect(requests.filter((one) => !one.path.startsWith('/api/state'))).toHaveLength(1);
  });

  it('brings what somebody changed, once', async () => {
    const diary = open();
    let { cursor, changed } = await diary.read(null);
    const { id } = titled(changed, 'Forecast Q1');
    await diary.elsewhere('PATCH', `Appointment/${id}`, [{ op: 'replace', path: '/Title', value: 'Forecast Q2' }]);
    diary.clock.advance(60_000);
    ({ cursor, changed } = await diary.read(cursor));
    expect(changed.map((item) => item.fields.title)).toEqual(['Forecast Q2']);
    ({ changed } = await diary.read(cursor));
    expect(changed).toEqual([]);
  });

  it('tells of what takes no part once as well, and asks no more for it', async () => {
    const diary = open();
    let { cursor, changed } = await diary.read(null);
    const task = changed.find((item) => item.unfit === 'taskNotYet');
    await diary.elsewhere('PATCH', `Appointment/${task?.id}`, [{ op: 'replace', path: '/Title', value: 'Call back' }]);
    diary.clock.advance(60_000);
    ({ cursor, changed } = await diary.read(cursor));
    expect(changed.map((item) => item.fields.title)).toEqual(['Call back']);
    const requests = await diary.requests(async () => {
      ({ changed } = await diary.read(cursor));
    });
    expect(changed).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('sees a second edit in the same second as the first', async () => {
    const diary = open();
    let { cursor, changed } = await diary.read(null);
    const { id } = titled(changed, 'Forecast Q1');
    const rename = (value: string) =>
      diary.elsewhere('PATCH', `Appointment/${id}`, [{ op: 'replace', path: '/Title', value }]);
    await rename('Forecast Q2');
    ({ cursor } = await diary.read(cursor));
    await rename('Forecast Q3');
    diary.clock.advance(60_000);
    ({ changed } = await diary.read(cursor));
    expect(changed.map((item) => item.fields.title)).toEqual(['Forecast Q3']);
  });

  it.each([
    ['in UTC', {}],
    ['in the user’s zone', { filterZoneOfUpdated: 'request' }],
    ['by the day alone', { updatedFilterByTime: false }],
  ])('misses nothing when the server reads the filter’s time %s', async (_, switches) => {
    const diary = open({ switches, pageSize: 5, user: { zone: 'America/Los_Angeles' } });
    let { cursor, changed } = await diary.read(null);
    const { id } = titled(changed, 'Forecast Q1');
    diary.clock.advance(600_000);
    ({ cursor } = await diary.read(cursor));
    await diary.elsewhere('PATCH', `Appointment/${id}`, [{ op: 'replace', path: '/Title', value: 'Forecast Q2' }]);
    diary.clock.advance(600_000);
    ({ changed } = await diary.read(cursor));
    expect(changed.map((item) => item.fields.title)).toContain('Forecast Q2');
  });

  it('starts anew when the cursor is not its own', async () => {
    const diary = open();
    await expect(diary.read('{"form":0}' as never)).rejects.toMatchObject({ kind: 'cursorExpired' });
  });
});

describe.each([
  ['by holes in the listing', {}],
  ['by the log', { pageSize: 5 }],
  ['without the log', { pageSize: 5, switches: { deletionLogReadable: false } }],
])('deletions found %s', (_, setting) => {
  it('are reported, and nothing else is', async () => {
    const diary = open(setting);
    const { cursor, changed } = await diary.read(null);
    const { id } = titled(changed, 'Forecast Q1');
    await diary.elsewhere('DELETE', `Appointment/${id}`);
    diary.clock.advance(60_000);
    const next = await diary.read(cursor);
    expect(next).toMatchObject({ changed: [], gone: [id] });
    expect((await diary.read(next.cursor)).gone).toEqual([]);
  });

  it('do not include what left the window', async () => {
    const diary = open(setting);
    const { cursor, changed } = await diary.read(null);
    const { id } = titled(changed, 'Forecast Q1');
    await diary.elsewhere('PATCH', `Appointment/${id}`, [
      { op: 'replace', path: '/StartDate', value: '2029-01-01T10:00:00Z' },
      { op: 'replace', path: '/EndDate', value: '2029-01-01T11:00:00Z' },
    ]);
    diary.clock.advance(60_000);
    const next = await diary.read(cursor);
    expect(next.gone).toEqual([]);
    expect(next.changed.map((item) => item.id)).toEqual([id]);
  });
});

describe('the log of deletions', () => {
  it('makes a large calendar cheap: two requests for a quiet run', async () => {
    const diary = open({ appointments: many(60), pageSize: 20 });
    const { cursor } = await diary.read(null);
    diary.clock.advance(600_000);
    const settled = await diary.read(cursor);
    const requests = await diary.requests(() => diary.read(settled.cursor));
    expect(requests.filter((one) => one.path.includes('/v1/'))).toHaveLength(2);
  });

  it('that is refused is not asked for again', async () => {
    const diary = open({ appointments: many(60), pageSize: 20, switches: { deletionLogReadable: false } });
    const { cursor } = await diary.read(null);
    const requests = await diary.requests(() => diary.read(cursor));
    expect(requests.some((one) => one.path.includes('Archive/dynamic'))).toBe(false);
  });

  it('does not replace the full listing for ever', async () => {
    const diary = open({ appointments: many(60), pageSize: 20 });
    const { cursor } = await diary.read(null);
    diary.clock.advance(5 * 3_600_000);
    const requests = await diary.requests(() => diary.read(cursor));
    expect(requests.filter((one) => /v1\/Appointment\?/.test(one.path)).length).toBeGreaterThan(2);
  });
});

describe('a listing that cannot be trusted', () => {
  /** Cuts rows out of the next page of the list. */
  function shorten(diary: Diary, keep: (index: number) => boolean): void {
    const { fetch } = diary.ports;
    diary.ports.fetch = async (url, init) => {
      const response = await fetch(url, init);
      if (!/v1\/Appointment\?/.test(url)) return response;
      diary.ports.fetch = fetch;
      const page = (await response.json()) as { value: unknown[] };
      return Response.json({ ...page, value: page.value.filter((_, index) => keep(index)) });
    };
  }

  it('is refused when it is much shorter than it was', async () => {
    const diary = open({ appointments: many(60) });
    const { cursor } = await diary.read(null);
    shorten(diary, (index) => index < 3);
    await expect(diary.read(cursor)).rejects.toBeInstanceOf(Nonsense);
  });

  it('deletes nothing when it is a little shorter', async () => {
    const diary = open({ appointments: many(60) });
    const { cursor } = await diary.read(null);
    shorten(diary, (index) => index !== 7);
    const { gone, changed } = await diary.read(cursor);
    expect(gone).toEqual([]);
    expect(changed).toHaveLength(1);
  });

  it('is refused when it is empty', async () => {
    const diary = open({ appointments: many(60) });
    const { cursor } = await diary.read(null);
    shorten(diary, () => false);
    await expect(diary.read(cursor)).rejects.toBeInstanceOf(Nonsense);
  });

  it.each(['html', 'truncated', 'shape'] as const)('is refused when the answer is %s', async (body) => {
    const diary = open();
    const { cursor } = await diary.read(null);
    diary.control.fault({ path: 'v1/Appointment\\?', effect: { kind: 'nonsense', body } });
    await expect(diary.read(cursor)).rejects.toBeInstanceOf(Nonsense);
  });

  it('deletes nothing when it comes from an old copy of the database', async () => {
    const diary = open();
    let { cursor } = await diary.read(null);
    diary.clock.advance(3_600_000);
    const item = itemOf(await diary.create(appointment()));
    diary.memory.set(item.id, item);
    diary.control.fault({ method: 'GET', times: 2, effect: { kind: 'stale', milliseconds: 60_000 } });
    const stale = await diary.read(cursor);
    expect(stale.gone).toEqual([]);
    ({ cursor } = stale);
    expect((await diary.read(cursor)).gone).toEqual([]);
  });

  it('takes an item’s older content from an old copy for no change', async () => {
    const diary = open();
    const { cursor, changed } = await diary.read(null);
    diary.clock.advance(3_600_000);
    const item = itemOf(await diary.update(titled(changed, 'Forecast Q1'), { title: 'Forecast Q2' }));
    diary.memory.set(item.id, item);
    diary.control.fault({ method: 'GET', effect: { kind: 'stale', milliseconds: 60_000 } });
    const stale = await diary.read(cursor);
    expect(stale.changed).toEqual([]);
  });
});

describe('the tenant', () => {
  it('is followed to another host', async () => {
    const diary = open();
    const { cursor } = await diary.read(null);
    diary.control.set('tenantHost', 'api2');
    expect((await diary.read(cursor)).gone).toEqual([]);
  });

  it.each(['Suspended', 'OfflineMaintenance'])('that is %s is named so', async (state) => {
    const diary = open();
    const { cursor } = await diary.read(null);
    diary.control.set('tenantState', state);
    const error = await diary.read(cursor).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TenantUnavailable);
    expect(error).toMatchObject({ state });
  });

  it('in online maintenance works', async () => {
    const diary = open({ switches: { tenantState: 'OnlineMaintenance' } });
    expect((await diary.read(null)).changed.length).toBeGreaterThan(0);
  });
});

describe('the line', () => {
  it('renews a token that has expired, in the middle of a run', async () => {
    const diary = open();
    const { cursor } = await diary.read(null);
    diary.control.expireAccessTokens();
    await diary.read(cursor);
    expect(diary.renewals()).toBe(1);
  });

  it('is given up when the sign-in is revoked', async () => {
    const diary = open();
    const { cursor } = await diary.read(null);
    diary.control.revokeSignIn('mara.wendt@nordlicht.example');
    await expect(diary.read(cursor)).rejects.toBeInstanceOf(AuthExpired);
  });

  it('keeps below ten calls a second by itself', async () => {
    const diary = open();
    await diary.read(null);
    await Promise.all(Array.from({ length: 40 }, (_, index) => diary.create(appointment({ title: `Item ${index}` }))));
    expect(diary.control.journal().filter((one) => one.status === 429)).toEqual([]);
  });

  it('waits when it is throttled all the same', async () => {
    const diary = open({ switches: { callsPerSecond: 3 } });
    expect((await diary.read(null)).changed.length).toBeGreaterThan(0);
    expect(diary.control.journal().some((one) => one.status === 429)).toBe(true);
  });

  it('stops when it is told to', async () => {
    const diary = open();
    const stop = new AbortController();
    stop.abort();
    const listing = diary.face.changes({ ...diary.requestFor(null), signal: stop.signal });
    await expect(listing[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('creating', () => {
  it('gives an appointment of the user’s default type back as it was meant', async () => {
    const diary = open();
    const outcome = await diary.create(appointment());
    expect(outcome.result).toBe('created');
    const item = itemOf(outcome);
    expect(item).toMatchObject({
      fields: appointment(),
      typeId: 2,
      form: { kind: 'single' },
      protection: { edit: true },
    });
    const { cursor } = await diary.read(null);
    expect(diary.memory.get(item.id)?.fields).toEqual(appointment());
    expect((await diary.read(cursor)).gone).toEqual([]);
  });

  it('with the same key gives the first one, also from another device', async () => {
    const diary = open();
    const key = '7b1f3c1e-7f0f-4f0e-9a52-0f2a7f6c9d11';
    const first = itemOf(await diary.create(appointment(), key));
    const second = await diary.create(appointment({ title: 'Other' }), key);
    expect(second.result).toBe('existed');
    expect(itemOf(second).id).toBe(first.id);
    expect(await diary.face.findCreated({ key, marker: '' }, never)).toMatchObject({ id: first.id });
  });

  it.each(['dropAfter', 'dropBefore'] as const)('makes one item when the answer is lost (%s)', async (kind) => {
    const diary = open();
    await diary.connector.facts(never);
    diary.control.fault({ path: 'CreateAppointmentForUID', effect: { kind } });
    const outcome = await diary.create(appointment({ title: 'Only one' }));
    const { changed } = await diary.read(null);
    expect(changed.filter((item) => item.fields.title === 'Only one').map((item) => item.id)).toEqual([
      itemOf(outcome).id,
    ]);
  });

  it('finds nothing by a key that was never used', async () => {
    const diary = open();
    expect(await diary.face.findCreated({ key: 'none', marker: '' }, never)).toBeUndefined();
  });

  it.each([
    ['kept', 'Europe/Berlin', 'Europe/Oslo'],
    ['officeHours', 'Pacific/Auckland', 'America/New_York'],
    ['midnight', 'America/Los_Angeles', 'Europe/Oslo'],
    ['kept', 'Asia/Kathmandu', 'Pacific/Auckland'],
  ])('keeps the dates of whole days (times %s, user in %s, database in %s)', async (allDayTimes, zone, baseZone) => {
    const diary = open({ switches: { allDayTimes }, user: { zone }, baseZone });
    const span = allDay('2027-03-26', '2027-03-29');
    const item = itemOf(await diary.create(appointment({ span })));
    expect(item.fields.span).toEqual(span);
    await diary.read(null);
    expect(diary.memory.get(item.id)?.fields.span).toEqual(span);
  });

  it.each([
    ['before the clocks go back', '2026-10-24T23:30:00Z', '2026-10-25T00:00:00Z'],
    ['in the first of two hours', '2026-10-25T00:15:00Z', '2026-10-25T00:45:00Z'],
    ['in the second of two hours', '2026-10-25T01:15:00Z', '2026-10-25T01:45:00Z'],
    ['across both', '2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z'],
    ['when they go forward', '2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z'],
  ])('keeps a moment %s, as SuperOffice can hold it', async (_, start, end) => {
    const diary = open();
    await diary.connector.facts(never);
    const fields = appointment({ span: timed(start, end) });
    const item = itemOf(await diary.create(fields));
    expect(item.fields).toEqual(diary.face.express(fields));
  });

  it.each(['compact', 'colon', 'short'])('reads offsets in the form %s', async (offsetForm) => {
    const diary = open({ switches: { offsetForm } });
    expect(itemOf(await diary.create(appointment())).fields.span).toEqual(appointment().span);
  });

  it('keeps long text and odd text within what SuperOffice takes', async () => {
    const diary = open();
    await diary.connector.facts(never);
    const fields = appointment({
      title: `${'long '.repeat(900)}😀`,
      location: 'x'.repeat(300),
      body: '<h1>a</h1><p>b &amp; c <a href="https://example.org/?a=1&amp;b=2">d</a></p><ol><li>e</li></ol>',
    });
    expect(itemOf(await diary.create(fields)).fields).toEqual(diary.face.express(fields));
  });
});

describe('private', () => {
  const secret = appointment({ title: 'Doctor', visibility: 'private' });

  it('is private in the very request that creates it', async () => {
    const diary = open();
    const requests = await diary.requests(async () => {
      expect(itemOf(await diary.create(secret)).fields.visibility).toBe('private');
    });
    expect(requests.filter((one) => JSON.stringify(one.requestBody ?? '').includes('Doctor'))).toHaveLength(1);
    const [row] = requests.filter((one) => one.path.includes('CreateAppointmentForUID'));
    expect(row?.requestBody).toMatchObject({
      AppointmentEntity: { Private: 'PrivateUser', VisibleFor: [{ VisibleId: 12, Visibility: 'Associate' }] },
    });
  });

  it('is not sent at all without the licence', async () => {
    const diary = open({ user: { confidentialActivities: false } });
    const requests = await diary.requests(async () => {
      const outcome = await diary.create(secret);
      expect(outcome).toMatchObject({ result: 'failed', error: { details: { code: 'privateNotAccepted' } } });
    });
    expect(JSON.stringify(requests.map((one) => one.requestBody))).not.toContain('Doctor');
  });

  it('that the server leaves open is taken away again at once', async () => {
    const diary = open({ user: { confidentialActivities: false } });
    diary.pretendLicence();
    const outcome = await diary.create(secret);
    expect(outcome).toMatchObject({ result: 'failed', error: expect.any(Rejected) });
    const { changed } = await diary.read(null);
    expect(changed.filter((item) => item.fields.title === 'Doctor')).toEqual([]);
  });

  it('that the server leaves open in a change gets its old words back', async () => {
    const diary = open({ user: { confidentialActivities: false } });
    diary.pretendLicence();
    const item = itemOf(await diary.create(appointment()));
    const outcome = await diary.update(item, { title: 'Doctor', visibility: 'private' });
    expect(outcome).toMatchObject({ result: 'failed', error: { details: { code: 'privateNotAccepted' } } });
    expect(await diary.elsewhere('GET', `Appointment/${item.id}`)).toMatchObject({ Title: 'Plan' });
  });

  it('can be made so and be opened again', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    const closed = itemOf(await diary.update(item, { visibility: 'private' }));
    expect(closed.fields.visibility).toBe('private');
    expect(itemOf(await diary.update(closed, { visibility: 'public' })).fields.visibility).toBe('public');
  });
});

describe('changing', () => {
  it('sends what changed, and nothing else', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    const requests = await diary.requests(async () => {
      const updated = itemOf(await diary.update(item, { location: 'Room 5', reminderMinutes: null }));
      expect(updated.fields).toEqual(appointment({ location: 'Room 5', reminderMinutes: null }));
    });
    expect(requests.at(-1)?.requestBody).toEqual([
      { op: 'replace', path: '/Location', value: 'Room 5' },
      { op: 'replace', path: '/HasAlarm', value: false },
    ]);
  });

  it('turns a timed item into whole days and back', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    const days = itemOf(await diary.update(item, { span: allDay('2026-11-26', '2026-11-27') }));
    expect(days.fields.span).toEqual(allDay('2026-11-26', '2026-11-27'));
    expect(itemOf(await diary.update(days, { span: appointment().span })).fields.span).toEqual(appointment().span);
  });

  it('is refused when somebody else was faster', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    diary.clock.advance(5000);
    await diary.elsewhere('PATCH', `Appointment/${item.id}`, [{ op: 'replace', path: '/Title', value: 'Theirs' }]);
    expect(await diary.update(item, { title: 'Mine' })).toMatchObject({
      result: 'failed',
      error: expect.any(Conflict),
    });
    expect(await diary.remove(item)).toMatchObject({ result: 'failed', error: expect.any(Conflict) });
  });

  it('says so when the item is gone; removing it is done then', async () => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    expect(await diary.remove(item)).toEqual({ index: 0, result: 'removed' });
    expect(await diary.remove(item)).toEqual({ index: 0, result: 'removed' });
    expect(await diary.update(item, { title: 'x' })).toMatchObject({ result: 'failed', error: expect.any(NotFound) });
    expect(await diary.face.get([item.id], never)).toEqual(new Map([[item.id, 'gone']]));
  });

  it.each(['dropAfter', 'dropBefore'] as const)('is done once when the answer is lost (%s)', async (kind) => {
    const diary = open();
    const item = itemOf(await diary.create(appointment()));
    diary.clock.advance(5000);
    diary.control.fault({ method: 'PATCH', effect: { kind } });
    const outcome = await diary.update(item, { title: 'New' });
    expect(itemOf(outcome).fields.title).toBe('New');
  });

  it('works on a completed item, which stays completed', async () => {
    const diary = open();
    const { changed } = await diary.read(null);
    const item = titled(changed, 'Abnahme Los 3');
    const updated = itemOf(await diary.update(item, { title: 'Abnahme Los 4' }));
    expect(updated.fields.title).toBe('Abnahme Los 4');
    expect(await diary.elsewhere('GET', `Appointment/${item.id}`)).toMatchObject({ Completed: 'Completed' });
  });

  it('of many items goes on when one of them fails', async () => {
    const diary = open();
    const items = await Promise.all(
      [1, 2, 3].map(async (n) => itemOf(await diary.create(appointment({ title: `${n}` })))),
    );
    await diary.elsewhere('DELETE', `Appointment/${items[1]?.id}`);
    const operations = items.map(({ id, version, fields }) => ({
      do: 'update' as const,
      id,
      version,
      patch: { location: 'New' },
      current: fields,
    }));
    const results = new Map<number, string>();
    for await (const outcome of diary.face.write(operations, never)) results.set(outcome.index, outcome.result);
    expect([...results].sort()).toEqual([
      [0, 'updated'],
      [1, 'failed'],
      [2, 'updated'],
    ]);
  });

  it('never touches participants, notes and links', async () => {
    const diary = open();
    const { changed } = await diary.read(null);
    const item = titled(changed, 'Quartalsgespräch');
    await diary.elsewhere('PATCH', `Appointment/${item.id}`, [
      { op: 'replace', path: '/InternalNotes', value: 'ours' },
    ]);
    diary.clock.advance(5000);
    const now = (await diary.face.get([item.id], never)).get(item.id);
    if (typeof now !== 'object') throw new Error('not readable');
    await diary.update(now, { title: 'Neu', span: timed('2026-11-30T12:00:00Z', '2026-11-30T13:00:00Z') });
    const after = await diary.elsewhere('GET', `Appointment/${item.id}`);
    expect(after).toMatchObject({ InternalNotes: 'ours', Contact: { ContactId: expect.any(Number) } });
    for (const one of diary.control.journal()) {
      if (one.requestHeaders['user-agent'] !== 'test')
        expect(JSON.stringify(one.requestBody ?? '')).not.toContain('SendEmail');
    }
  });
});

it('names nothing as its marker', async () => {
  expect(await open().face.markers(['5001' as ItemId], never)).toEqual(new Map());
});

it('refuses a zone that it does not know', async () => {
  const diary = open();
  diary.pretendZones([]);
  await expect(diary.connector.facts(never)).rejects.toBeInstanceOf(UnknownZone);
});
