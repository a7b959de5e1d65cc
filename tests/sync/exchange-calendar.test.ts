/**
 * @file The calendar of an Exchange Server through the connector, against the practice server. Whatever of Exchange is not
 * confirmed is played each way. After every stage: nobody was mailed, and all that went over the wire is what the schemas say.
 */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type {
  AppointmentFace,
  Connector,
  RemoteAppointment,
  Window,
  WriteOperation,
} from '../../sync-core/connectors/connector.ts';
import { UnknownZone } from '../../sync-core/connectors/errors.ts';
import { type Appointment, type AppointmentPatch, appointment } from '../../sync-core/model/appointment.ts';
import { occurrencesWithin } from '../../sync-core/model/occurrences.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import type { Instant, LocalDate, ZoneId } from '../../sync-core/model/time.ts';
import { anySeries, inBerlin, seriesOf } from '../support/any-series.ts';
import { type ExchangeStage, startExchangeStage } from '../support/exchange-connector.ts';
import {
  halfAYear,
  itemOf,
  knowing,
  markOf,
  never,
  nothingKnown,
  roundOf,
  startGraphStage,
  written,
} from '../support/graph-connector.ts';

let stage: ExchangeStage;
let calendar: AppointmentFace;

beforeAll(async () => {
  stage = await startExchangeStage();
  calendar = stage.connector.appointments;
  await stage.connector.facts(never);
});
afterAll(() => stage.close());
afterEach(() => {
  stage.between = async (answer) => answer;
  for (const [name, value] of Object.entries(usual)) control().set(name, value);
});

const usual = {
  ownerZone: 'options',
  folderChangeKey: 'ignored',
  zoneDefinitions: 'short',
  seriesVersion: 'withOccurrences',
  outlivingExceptions: 'none',
  seriesEditReaches: 'unchanged',
};
const control = () => stage.server.control;

let number = 0;
const creation = (fields: Appointment, more: object = {}): WriteOperation => {
  number += 1;
  return { do: 'create', mark: markOf(number), fields, categories: [], doneCategory: 'Done (done)', ...more };
};
const updateOf = (item: RemoteAppointment, patch: AppointmentPatch): WriteOperation => ({
  do: 'update',
  id: item.id,
  version: item.version,
  patch,
  current: item.fields,
  doneCategory: 'Done (done)',
});
const created = async (fields: Appointment) => itemOf((await written(calendar, creation(fields)))[0]);
const changed = async (item: RemoteAppointment, patch: AppointmentPatch) =>
  itemOf((await written(calendar, updateOf(item, patch)))[0]);
const read = async (id: ItemId) => (await calendar.get([id], never)).get(id) as RemoteAppointment;

/** Events that the person made in another program; ids of the control are those of another door. */
const named = async (title: string, window = halfAYear) =>
  (await roundOf(calendar, null, nothingKnown, window)).changed.filter(({ fields }) => fields.title === title);

function anAppointment(over: Partial<Record<keyof Appointment, unknown>> = {}): Appointment {
  return appointment.parse({
    title: 'Visit',
    body: '<p>Bring <strong>samples</strong></p>',
    location: 'Raum Elbe',
    span: inBerlin('2026-12-01', '10'),
    availability: 'busy',
    reminderMinutes: 30,
    visibility: 'public',
    ...over,
  });
}

describe('the account', () => {
  test.each(['options', 'workHours'])('says where its owner lives, by what stands in %s', async (place) => {
    control().set('ownerZone', place);
    const facts = await stage.connect().facts(never);
    expect(facts).toMatchObject({ zone: 'Europe/Berlin', addresses: [facts.userName], canBePrivate: true });
    expect(facts.accountKey).toBe(`exchange:${facts.userName}`);
  });

  test('that does not say where its owner lives is asked about, and goes by what the owner says', async () => {
    control().set('ownerZone', 'none');
    const other = stage.connect();
    await expect(other.facts(never)).rejects.toThrow(UnknownZone);
    expect((await other.facts(never, 'Europe/Oslo' as ZoneId)).zone).toBe('Europe/Oslo');
  });

  test('is the same by whichever name somebody signs in', async () => {
    const { accountKey, userName } = await stage.connect().facts(never);
    const short = `NORDLICHT\\${userName.split('@')[0]}`;
    expect((await stage.connect(short).facts(never)).accountKey).toBe(accountKey);
    expect(await stage.connect('NORDLICHT\\nobody.at.all').facts(never)).toMatchObject({
      accountKey: 'exchange:nordlicht\\nobody.at.all',
      addresses: [],
    });
  });

  test('is read where the address book and the settings of programs are closed to its owner', async () => {
    const closed = (text: string) =>
      text.replace(
        /ResponseClass="Success"><m:ResponseCode>NoError/,
        'ResponseClass="Error"><m:ResponseCode>ErrorAccessDenied',
      );
    const nobody = (text: string) => closed(text).replace('ErrorAccessDenied', 'ErrorNameResolutionNoMailbox');
    stage.between = async (answer, operation) => {
      const text = await answer.text();
      if (operation === 'ResolveNames') return new Response(nobody(text), answer);
      return new Response(operation === 'GetUserConfiguration' ? closed(text) : text, answer);
    };
    const facts = await stage.connect().facts(never, 'Europe/Oslo' as ZoneId);
    expect(facts).toMatchObject({ zone: 'Europe/Oslo', zoneTold: { name: '', zone: null } });
  });

  test('is confirmed with one request, and read anew where another calendar took the place of the default one', async () => {
    const there = await startExchangeStage();
    const facts = await there.connector.facts(never);
    there.asked.length = 0;
    expect(await there.connector.confirm?.(facts, never)).toEqual(facts);
    expect(there.asked).toEqual(['GetFolder']);
    there.server.control.replaceCalendar();
    expect((await there.connector.confirm?.(facts, never))?.folder).not.toBe(facts.folder);
    await there.close();
  });
});

describe('the lease', () => {
  const record = (holder: string) => ({ holder, name: `${holder} "x"`, renewedAt: '2026-11-23T08:00:00Z' as Instant });
  const lease = () => stage.connector.lease as NonNullable<Connector['lease']>;

  test.each(['ignored', 'compared'])('goes to one of two that write at once, change keys being %s', async (how) => {
    control().set('folderChangeKey', how);
    const seen = await lease().read(never);
    const outcomes = await Promise.all(['desk', 'laptop'].map((holder) => lease().write(record(holder), seen, never)));
    const { record: stands } = await lease().read(never);
    expect([record('desk'), record('laptop')]).toContainEqual(stands);
    expect(outcomes[stands?.holder === 'desk' ? 0 : 1]).toBe('written');
    if (how === 'compared') expect(outcomes.toSorted()).toEqual(['lost', 'written']);
  });
});

describe('categories', () => {
  test('are added to the list with a colour, and what stands there stays', async () => {
    const before = control().categories();
    await written(calendar, creation(anAppointment(), { categories: ['A & "B"'] }));
    const after = control().categories();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toMatchObject([{ displayName: 'A & "B"', color: 'preset7' }]);
  });
});

describe('the sample world', () => {
  test('is read as Microsoft 365 reads it: guests, invitations, rooms, private, whole days, series, zones', async () => {
    const [there, graph] = [await startExchangeStage(), await startGraphStage()];
    const wide: Window = { from: '2026-01-01T00:00:00Z' as Instant, until: '2027-12-31T00:00:00Z' as Instant };
    const seen = async ({ appointments }: Connector) => {
      const { changed: items, unreadable } = await roundOf(appointments, null, nothingKnown, wide);
      const told = items.map(({ id: _id, version: _version, webUrl: _url, form, ...item }) => ({
        ...item,
        form: form.kind,
      }));
      return { items: told.map((item) => JSON.stringify(item)).toSorted(), unreadable };
    };
    const [ours, theirs] = [await seen(there.connector), await seen(graph.connector)];
    expect(ours.items.length).toBeGreaterThan(10);
    expect(ours).toEqual(theirs);
    await there.close();
    await graph.close();
  });
});

describe('zones', () => {
  test.each(['short', 'full'])('told by %s definitions are those of the author', async (how) => {
    control().set('zoneDefinitions', how);
    const span = { ...inBerlin('2026-07-01', '10'), zone: 'America/New_York' };
    expect((await created(anAppointment({ span }))).fields.span).toEqual(span);
  });

  test('whole days are those of where they were written', async () => {
    const zones = ['Pacific/Auckland', 'America/Los_Angeles', 'Europe/Berlin'];
    const fair = { title: 'Fair', start: '2026-12-07', end: '2026-12-09', allDay: true };
    for (const zone of zones) control().createEvent({ ...fair, zone });
    const spans = (await named('Fair')).map(({ fields }) => fields.span);
    expect(spans).toEqual(zones.map(() => ({ kind: 'allDay', firstDay: '2026-12-07', lastDay: '2026-12-09' })));
  });

  test('that nobody knows leave an event out, until the owner says which is meant', async () => {
    const { id } = control().createEvent({ title: 'Odd', start: '2026-12-01T10:00:00', end: '2026-12-01T11:00:00' });
    control().changeEvent({ id, zoneName: 'Middle Earth Standard Time' });
    expect(await named('Odd')).toMatchObject([{ unfit: 'unknownZone' }]);
    await stage.connector.facts(never, 'Europe/Oslo' as ZoneId);
    const [odd] = await named('Odd');
    expect(odd?.unfit).toBeUndefined();
    expect(odd?.fields.span).toMatchObject({ zone: 'Europe/Oslo' });
    await stage.connector.facts(never, null);
  });
});

describe('a series', () => {
  const ways = [
    { seriesVersion: 'own', outlivingExceptions: 'none', seriesEditReaches: 'unchanged', zoneDefinitions: 'full' },
    { seriesVersion: 'withOccurrences', outlivingExceptions: 'all', seriesEditReaches: 'plain' },
    { seriesVersion: 'own', outlivingExceptions: 'rangeOnly', seriesEditReaches: 'all' },
  ];

  test.each(ways)('that is written is read as it was expressed, with %j', async (way) => {
    for (const [name, value] of Object.entries(way)) control().set(name, value);
    const property = fc.asyncProperty(anySeries, anySeries, async (one, other) => {
      const made = await created(one);
      expect(made.fields).toEqual(calendar.express(one, halfAYear));
      expect(await read(made.id)).toEqual(made);
      const { span, recurrence } = other;
      const now = await changed(made, { span, recurrence });
      expect(now.fields).toEqual(calendar.express(other, halfAYear));
      expect(shownIn(now.fields)).toEqual(shownIn(other));
      control().deleteEvent({ id: made.id });
    });
    await fc.assert(property, { numRuns: 5 });
  });

  const yearly = (over: object) =>
    seriesOf({
      pattern: {
        kind: 'rule',
        rule: {
          frequency: 'yearly',
          interval: 2,
          byDay: [],
          byMonthDay: [24],
          byMonth: [11],
          bySetPosition: [],
          weekStart: 'MO',
          end: { kind: 'count', count: 4 },
          ...over,
        },
      },
      cancelled: [],
      changed: [],
    });

  test('of every second year is one of every 24th month, which is all that Exchange has', async () => {
    const item = await created(yearly({}));
    expect(item.fields.recurrence?.pattern).toMatchObject({ rule: { frequency: 'monthly', interval: 24 } });
    expect(shownIn(item.fields)).toEqual(shownIn(yearly({})));
  });

  test('on the first of several weekdays, which Exchange has no word for, has the same days', async () => {
    const either = yearly({
      frequency: 'monthly',
      interval: 1,
      byMonth: [],
      byMonthDay: [],
      byDay: [
        { day: 'TU', nth: null },
        { day: 'TH', nth: null },
      ],
      bySetPosition: [-1],
    });
    const item = await created(either);
    expect(item.fields).toEqual(calendar.express(either, halfAYear));
    expect(shownIn(item.fields)).toEqual(shownIn(either));
  });

  test('whose occurrence cannot be read is left alone as a whole', async () => {
    const day = '2026-12-08' as LocalDate;
    const weekly = yearly({
      frequency: 'weekly',
      interval: 1,
      byMonth: [],
      byMonthDay: [],
      byDay: [{ day: 'TU', nth: null }],
    });
    const item = await created(weekly);
    control().changeOccurrence({ id: item.id, day, change: { title: 'Odd one' } });
    stage.between = async (answer) => {
      const text = await answer.text();
      return new Response(
        text.includes('Odd one') ? text.replace('<t:Importance>Normal</t:Importance>', '') : text,
        answer,
      );
    };
    expect(await read(item.id)).toMatchObject({ unreadable: true, title: 'Forecast', isPublic: true });
  });

  test('of which an occurrence is counted otherwise by the server is not written to on another day', async () => {
    const weekly = yearly({
      frequency: 'weekly',
      interval: 1,
      byMonth: [],
      byMonthDay: [],
      byDay: [{ day: 'TU', nth: null }],
    });
    const item = await created(weekly);
    stage.between = async (answer, operation) => {
      if (operation !== 'GetItem 1') return answer;
      return new Response((await answer.text()).replaceAll('2026-12-08T', '2026-12-15T'), answer);
    };
    const recurrence = {
      ...(item.fields.recurrence as NonNullable<Appointment['recurrence']>),
      cancelled: ['2026-12-08' as LocalDate],
    };
    expect(await written(calendar, updateOf(item, { recurrence }))).toMatchObject([{ result: 'failed' }]);
    expect((await read(item.id)).fields.recurrence?.cancelled).toEqual([]);
  });
});

function shownIn(fields: Appointment): readonly unknown[] {
  return occurrencesWithin(fields, halfAYear).map(({ span, fields: { visibility: _, ...words } }) => ({
    ...words,
    span,
  }));
}

describe('what changed', () => {
  const until = (day: string): Window => ({ ...halfAYear, until: `${day}T00:00:00Z` as Instant });
  const ids = (items: readonly RemoteAppointment[]) => items.map(({ id }) => id);

  test('is told of what comes into the window as days go by, single or repeated, and of nothing twice', async () => {
    const soon = until('2026-12-10');
    const [single, later] = [anAppointment({ span: inBerlin('2026-12-20', '10') }), anAppointment()];
    const far = await created({ ...single, title: 'Far' });
    const near = await created({ ...later, title: 'Near' });
    control().createSeries({
      title: 'Far series',
      start: '2026-12-15T10:00:00',
      end: '2026-12-15T11:00:00',
      pattern: { type: 'daily', interval: 1 },
      ends: { count: 90 },
    });
    const first = await roundOf(calendar, null, nothingKnown, soon);
    expect(ids(first.changed)).toContain(near.id);
    expect(ids(first.changed)).not.toContain(far.id);
    const wider = await roundOf(calendar, first.cursor, knowing(near), until('2026-12-31'));
    expect(ids(wider.changed)).toContain(far.id);
    expect(wider.changed.map(({ fields }) => fields.title)).toContain('Far series');
    expect(ids(wider.changed)).not.toContain(near.id);
    stage.asked.length = 0;
    expect((await roundOf(calendar, wider.cursor, knowing(near), until('2026-12-31'))).changed).toEqual([]);
    expect(stage.asked).toEqual(['SyncFolderItems']);
  });

  test('far away is passed over without being read', async () => {
    const { cursor } = await roundOf(calendar);
    control().createEvent({ title: 'Long ago', start: '2020-01-01T10:00:00', end: '2020-01-01T11:00:00' });
    stage.asked.length = 0;
    expect((await roundOf(calendar, cursor)).changed).toEqual([]);
    expect(stage.asked).toEqual(['SyncFolderItems']);
  });

  test('of one occurrence is told as its series, whether the version of the series knows of it or not', async () => {
    for (const seriesVersion of ['own', 'withOccurrences']) {
      control().set('seriesVersion', seriesVersion);
      const item = await created(await weeklySeries());
      const { cursor } = await roundOf(calendar, null, knowing(item));
      control().changeOccurrence({ id: item.id, day: '2026-12-08', change: { title: 'By hand' } });
      const { changed: news } = await roundOf(calendar, cursor, knowing(item));
      expect(news.find(({ id }) => id === item.id)?.fields.recurrence?.changed).toEqual([
        { day: '2026-12-08', change: { title: 'By hand' } },
      ]);
    }
  });

  test('is told in two requests, of as many as come at once', async () => {
    const { cursor } = await roundOf(calendar);
    for (const title of ['One', 'Two', 'Three'])
      control().createEvent({ title, start: '2026-12-03T10:00:00', end: '2026-12-03T11:00:00' });
    stage.asked.length = 0;
    expect((await roundOf(calendar, cursor)).changed).toHaveLength(3);
    expect(stage.asked).toEqual(['SyncFolderItems', 'GetItem 3']);
  });
});

async function weeklySeries(): Promise<Appointment> {
  const rule = { frequency: 'weekly', interval: 1, byDay: [{ day: 'TU', nth: null }] } as const;
  const none = { byMonthDay: [], byMonth: [], bySetPosition: [] };
  const end = { kind: 'count', count: 6 } as const;
  return seriesOf({
    pattern: { kind: 'rule', rule: { ...rule, ...none, weekStart: 'MO', end } },
    cancelled: [],
    changed: [],
  });
}

describe('what is written', () => {
  test('is sent twenty at a time: looked for, made, and read', async () => {
    stage.asked.length = 0;
    await written(calendar, ...Array.from({ length: 20 }, () => creation(anAppointment())));
    expect(stage.asked).toEqual(['FindItem', 'CreateItem 20', 'GetItem 20']);
  });

  test('and got no answer is done all the same, once: a change, a removal', async () => {
    const [one, other] = [await created(anAppointment()), await created(anAppointment())];
    let left = 1;
    const breaks = (operation: string) => async (answer: Response, asked: string) => {
      if (asked.startsWith(operation) && left-- > 0) throw new Error('the connection broke');
      return answer;
    };
    stage.between = breaks('UpdateItem');
    expect((await changed(one, { title: 'Ours' })).fields.title).toBe('Ours');
    left = 1;
    stage.between = breaks('DeleteItem');
    const remove: WriteOperation = { do: 'remove', id: other.id, version: other.version, current: other.fields };
    expect(await written(calendar, remove)).toEqual([{ index: 0, result: 'removed' }]);
  });

  test('and changed by somebody while its answer was lost is a conflict, and theirs stays', async () => {
    const item = await created(anAppointment());
    let left = 1;
    stage.between = async (answer, operation) => {
      if (!operation.startsWith('UpdateItem') || left-- <= 0) return answer;
      control().changeEvent({ id: item.id, title: 'By hand' });
      throw new Error('the connection broke');
    };
    const outcome = await written(calendar, updateOf(item, { title: 'Ours' }));
    expect(outcome).toMatchObject([{ result: 'failed', error: { kind: 'conflict' } }]);
    expect((await read(item.id)).fields.title).toBe('By hand');
  });

  test('is removed only as it was read', async () => {
    const item = await created(anAppointment());
    control().changeEvent({ id: item.id, title: 'By hand' });
    const remove: WriteOperation = { do: 'remove', id: item.id, version: item.version, current: item.fields };
    expect(await written(calendar, remove)).toMatchObject([{ result: 'failed', error: { kind: 'conflict' } }]);
    expect((await read(item.id)).fields.title).toBe('By hand');
  });

  test('mails nobody, whatever is done to a meeting with guests', async () => {
    const guests = ['kunde@fjord.example'];
    control().createEvent({ title: 'Guests', start: '2026-12-04T10:00:00', end: '2026-12-04T11:00:00', guests });
    const [meeting] = await named('Guests');
    expect(meeting).toMatchObject({ protection: { edit: false, remove: false, why: 'hasGuests' } });
    const moved = await changed(meeting as RemoteAppointment, { span: inBerlin('2026-12-05', '10') });
    const { id, version, fields: current } = moved;
    expect(await written(calendar, { do: 'remove', id, version, current })).toMatchObject([{ result: 'removed' }]);
    expect(control().mails()).toEqual([]);
  });

  test('beside a copy that the person made of it is still the one that is found', async () => {
    const operation = creation(anAppointment({ title: 'Copied' }));
    const item = itemOf((await written(calendar, operation))[0]);
    stage.advance(1000);
    control().copyEvent({ id: item.id });
    expect(await written(calendar, operation)).toMatchObject([{ result: 'existed', item: { id: item.id } }]);
  });
});
