import { describe, expect, it } from 'vitest';
import { startTestTenant } from '../testing.ts';

const times = { StartDate: '2026-11-30T10:00:00+01:00', EndDate: '2026-11-30T11:00:00+01:00' };
/** Mondays and Thursdays, six in all. */
const rule = {
  IsRecurrence: true,
  Pattern: 'Weekly',
  WeekPattern: { Weekdays: 'Monday, Thursday', Cycle: 1 },
  StartDate: '2026-11-30T00:00:00+01:00',
  RecurrenceEndType: 'Counter',
  RecurrenceCounter: 6,
};
const days = ['2026-11-30', '2026-12-03', '2026-12-07', '2026-12-10', '2026-12-14', '2026-12-17'];

async function startSeries(switches = {}, more = {}) {
  const tenant = startTestTenant({}, { switches });
  const { ask, system } = tenant;
  const created = await ask('POST', 'Agents/Appointment/Save', {
    AppointmentEntity: { Title: 'Runde', ...times, Recurrence: rule, ...more },
    UpdateMode: 'OnlyThis',
    SendEmailToParticipants: false,
  });
  system.control.clock.advance(60_000);
  const rows = () => system.control.list().toSorted((a, b) => a.start.localeCompare(b.start));
  const entity = async (id: number) => (await ask('GET', `Appointment/${id}`)).body as Record<string, unknown>;
  const save = async (id: number, UpdateMode: string, change = {}) =>
    await ask('POST', 'Agents/Appointment/Save', {
      AppointmentEntity: { ...(await entity(id)), ...change },
      UpdateMode,
      SendEmailToParticipants: false,
    });
  return { ...tenant, created, rows, entity, save, dates: () => rows().map((row) => row.start.slice(0, 10)) };
}

describe('a new series', () => {
  it('has a row for each day of its rule', async () => {
    const { created, rows, dates } = await startSeries();
    expect(created.at('Recurrence')).toMatchObject({
      ...{ RecurrenceId: 71, IsRecurrence: true, RecurrenceCounter: 6, EndDate: '2026-12-17T00:00:00+0100' },
      WeekPattern: { Weekdays: 'Monday, Thursday', Cycle: 1 },
    });
    expect(dates()).toEqual(days);
    expect(
      new Set(rows().map((row) => `${row.ruleId} ${row.title} ${row.start.slice(11)} ${row.end.slice(11)}`)),
    ).toEqual(new Set(['71 Runde 10:00:00 11:00:00']));
  });

  it('has the days of the list that comes with the rule, or those of the pattern', async () => {
    const Dates = ['2026-12-01', '2026-12-24'].map((day) => ({ Date: `${day}T00:00:00+01:00` }));
    const listed = { Recurrence: { ...rule, Dates } };
    expect((await startSeries({}, listed)).dates()).toEqual(['2026-12-01', '2026-12-24']);
    expect((await startSeries({ seriesDays: 'pattern' }, listed)).dates()).toEqual(days);
    const custom = { Recurrence: { ...rule, Pattern: 'Custom', Dates } };
    expect((await startSeries({ seriesDays: 'pattern' }, custom)).dates()).toEqual(['2026-12-01', '2026-12-24']);
  });

  it('keeps its time of day by the clock of the base zone, or of the request', async () => {
    const world = { tenant: { context: 'Cust70001', companyName: 'N', baseZone: 'America/New_York' } };
    const starts = async (seriesClock: string) => {
      const { ask, system } = startTestTenant(world, { switches: { seriesClock } });
      // New York puts its clocks forward on 14 March 2027, Berlin two weeks later.
      const Recurrence = { ...rule, StartDate: '2027-03-08T00:00:00+01:00', WeekPattern: { Weekdays: 'Monday' } };
      const on = { StartDate: '2027-03-08T10:00:00+01:00', EndDate: '2027-03-08T11:00:00+01:00' };
      await ask('POST', 'Appointment', { Title: 'Runde', ...on, Recurrence: { ...Recurrence, RecurrenceCounter: 2 } });
      return system.control.list().map((row) => row.start);
    };
    expect(await starts('base')).toEqual(['2027-03-08T10:00:00', '2027-03-15T09:00:00']);
    expect(await starts('user')).toEqual(['2027-03-08T10:00:00', '2027-03-15T10:00:00']);
  });

  it.each([
    ['an end', { ...rule, RecurrenceEndType: 'Unknown' }],
    ['a weekday', { ...rule, WeekPattern: { Weekdays: 'Unknown', Cycle: 1 } }],
    ['a day of a list', { ...rule, Pattern: 'Custom' }],
    ['no more rows than are allowed', { ...rule, RecurrenceCounter: 1001 }],
    ['a month for a year', { ...rule, Pattern: 'Yearly', YearPattern: { Pattern: 'DayOfMonth', Cycle: 13, Day: 1 } }],
  ])('needs %s', async (_name, Recurrence) => {
    const { created, rows } = await startSeries({}, { Recurrence });
    expect([created.status, rows()]).toEqual([400, []]);
  });

  it('can come with a UID, or without its rule, or not at all', async () => {
    const create = async (uidWithRecurrence: string) => {
      const { ask, system } = startTestTenant({}, { switches: { uidWithRecurrence } });
      const AppointmentEntity = { Title: 'Runde', ...times, Recurrence: rule };
      const answer = await ask('POST', 'Agents/Appointment/CreateAppointmentForUID', { AppointmentEntity, UID: 'u-1' });
      const found = await ask('POST', 'Agents/Appointment/GetAppointmentFromUID', { UID: 'u-1' });
      return [answer.status, system.control.list().length, found.body === null ? null : found.at('StartDate')];
    };
    expect(await create('series')).toEqual([200, 6, '2026-11-30T10:00:00+0100']);
    expect(await create('single')).toEqual([200, 1, '2026-11-30T10:00:00+0100']);
    expect(await create('refused')).toEqual([400, 0, null]);
  });

  it('books its colleagues for each occurrence', async () => {
    const participants = { Participants: [{ AssociateId: 12 }, { AssociateId: 15 }] };
    const { system } = await startSeries({}, participants);
    expect(system.control.list({ user: 15 }).map((row) => row.ruleId)).toEqual(Array(6).fill(71));
  });
});

describe('a row of a series', () => {
  it('moved alone stays in the series, and the archive tells when it was planned', async () => {
    const { save, ask, system, dates } = await startSeries();
    await save(5002, 'OnlyThis', { StartDate: '2026-12-04T15:00:00+01:00', EndDate: '2026-12-04T16:00:00+01:00' });
    expect(dates()).toEqual(['2026-11-30', '2026-12-04', ...days.slice(2)]);
    const query =
      'Archive/dynamic?$select=appointment.appointment_id,appointment.original_start_date&$filter=appointment.recurrenceRuleId = 71';
    const planned = async () =>
      ((await ask('GET', query)).at('value') as Record<string, string>[])
        .map((row) => row['appointment.original_start_date'] ?? '')
        .map((text) => text.slice(0, 16));
    const none = '0001-01-01T00:00';
    expect((await planned()).slice(0, 3)).toEqual([none, '2026-12-03T10:00', none]);
    system.control.set('originalStartDate', 'none');
    expect((await planned()).slice(0, 3)).toEqual([none, none, none]);
    system.control.set('originalStartDate', 'ofAll');
    expect((await planned())[2]).toBe('2026-12-07T10:00');
  });

  it('saved with all that follow begins a new rule, and ends the old one', async () => {
    const { save, rows, entity } = await startSeries();
    const saved = await save(5003, 'ThisAndForward', { Title: 'Anders' });
    expect(saved.at('Recurrence')).toMatchObject({ RecurrenceId: 72, RecurrenceCounter: 4 });
    expect(rows().map((row) => [row.ruleId, row.title])).toEqual([
      ...Array(2).fill([71, 'Runde']),
      ...Array(4).fill([72, 'Anders']),
    ]);
    expect((await entity(5001))['Recurrence']).toMatchObject({
      RecurrenceCounter: 2,
      EndDate: '2026-12-03T00:00:00+0100',
    });
  });

  it('saved first with all that follow keeps the rule, or has a new one', async () => {
    const forward = async (firstRowForward: string) => {
      const { save, rows } = await startSeries({ firstRowForward });
      await save(5001, 'ThisAndForward', { Location: 'Raum 1' });
      return [...new Set(rows().map((row) => `${row.ruleId} ${row.location}`))];
    };
    expect(await forward('sameRule')).toEqual(['71 Raum 1']);
    expect(await forward('newRule')).toEqual(['72 Raum 1']);
  });

  it.each([
    ['kept', 'Eigen', [5001, 5002, 5003, 5004, 5005, 5006]],
    ['reset', 'Neu', [5001, 5002, 5003, 5004, 5005, 5006]],
    ['remade', 'Neu', [5007, 5008, 5009, 5010, 5011, 5012]],
  ])('that was changed by itself is %s when the rule is saved again', async (resavedSeries, title, ids) => {
    const { save, rows } = await startSeries({ resavedSeries });
    await save(5002, 'OnlyThis', { Title: 'Eigen' });
    await save(5001, 'ThisAndForward', { Title: 'Neu' });
    expect(rows().map((row) => row.id)).toEqual(ids);
    expect(rows().map((row) => row.title)).toEqual(['Neu', title, 'Neu', 'Neu', 'Neu', 'Neu']);
  });

  it('gives the series other days with a new list, and back what was deleted', async () => {
    const { save, ask, dates } = await startSeries();
    await ask('POST', 'Agents/Appointment/Delete', { AppointmentId: 5002, UpdateMode: 'OnlyThis' });
    expect(dates()).not.toContain('2026-12-03');
    const Dates = ['2026-11-30', '2026-12-03', '2026-12-22'].map((day) => ({ Date: `${day}T00:00:00+01:00` }));
    await save(5001, 'ThisAndForward', { Recurrence: { ...rule, Dates } });
    expect(dates()).toEqual(['2026-11-30', '2026-12-03', '2026-12-22']);
  });

  it('deleted with all that follow ends the rule before it', async () => {
    const { ask, dates, entity } = await startSeries();
    const remove = (AppointmentId: number) =>
      ask('POST', 'Agents/Appointment/Delete', { AppointmentId, UpdateMode: 'ThisAndForward' });
    expect((await remove(5004)).status).toBe(204);
    expect(dates()).toEqual(days.slice(0, 3));
    expect((await entity(5001))['Recurrence']).toMatchObject({ RecurrenceCounter: 3 });
    await remove(5001);
    expect(dates()).toEqual([]);
  });

  it('stops the repetition: what follows goes away, and a first row stands alone', async () => {
    const { save, rows } = await startSeries();
    await save(5003, 'StopRecurrence');
    expect(rows().map((row) => [row.id, row.ruleId])).toEqual([
      [5001, 71],
      [5002, 71],
      [5003, 71],
    ]);
    await save(5001, 'StopRecurrence');
    expect(rows().map((row) => [row.id, row.ruleId])).toEqual([[5001, 0]]);
  });
});

it('a single appointment is made a series', async () => {
  const { ask, system } = startTestTenant();
  const created = await ask('POST', 'Appointment', { Title: 'Runde', ...times });
  expect((await ask('PUT', 'Appointment/5001', { ...Object(created.body), Recurrence: rule })).status).toBe(200);
  expect(system.control.list().map((row) => row.start.slice(0, 10))).toEqual(days);
});

it('days are calculated, and those that are taken are told', async () => {
  const { ask, system } = startTestTenant();
  system.control.createAppointment({ title: 'Anderes', start: '2026-12-07T10:30:00', end: '2026-12-07T12:00:00' });
  const AppointmentEntity = { Title: 'Runde', ...times, Recurrence: rule };
  const told = (list: unknown) =>
    (list as { Date: string; IsConflict: boolean }[]).map((one) => [one.Date.slice(0, 10), one.IsConflict]);
  const answer = await ask('POST', 'Agents/Appointment/CalculateDays', { AppointmentEntity });
  expect(told(answer.at('Dates'))).toEqual(days.map((day) => [day, day === '2026-12-07']));
  const Dates = ['2026-12-07T00:00:00+01:00', '2026-12-08T00:00:00+01:00'];
  const checked = await ask('POST', 'Agents/Appointment/ValidateDays', { AppointmentEntity, Dates });
  expect(told(checked.body)).toEqual([
    ['2026-12-07', true],
    ['2026-12-08', false],
  ]);
  const byDate = await ask('POST', 'Agents/Appointment/CreateDefaultRecurrenceByDate', { StartDate: times.StartDate });
  expect(byDate.body).toMatchObject({ Pattern: 'Weekly', IsRecurrence: false, WeekPattern: { Weekdays: 'Monday' } });
  expect((await ask('POST', 'Agents/Appointment/CreateDefaultRecurrence')).at('WeekPattern.Weekdays')).toBe('Monday');
});

it.each([
  ['asSent', 'Counter'],
  ['date', 'EndDate'],
  ['count', 'Counter'],
])('the end of a rule by count is told %s', async (seriesEnd, type) => {
  const { created } = await startSeries({ seriesEnd });
  expect(created.at('Recurrence')).toMatchObject({ RecurrenceEndType: type, RecurrenceCounter: 6 });
});
