import { describe, expect, it } from 'vitest';
import { sampleAppointment, sampleTask, startTestTenant, testNow } from '../testing.ts';

const three = [
  sampleAppointment({ key: 'a', title: 'Montag', start: '2026-11-23T09:00:00', end: '2026-11-23T10:00:00' }),
  sampleAppointment({
    key: 'b',
    title: 'Spät',
    start: '2026-11-24T23:30:00',
    end: '2026-11-25T00:30:00',
    contactId: 310,
    personId: 911,
  }),
  sampleAppointment({
    key: 'c',
    title: 'Woche drauf',
    start: '2026-12-01T09:00:00',
    end: '2026-12-01T10:00:00',
    private: true,
  }),
];

function start(switches = {}) {
  const tenant = startTestTenant({ appointments: three }, { switches });
  const query = async (options: string, path = 'Appointment', headers = {}) =>
    tenant.ask('GET', `${path}?${options.replaceAll(' ', '%20')}`, undefined, headers);
  const texts = async (filter: string, headers = {}) => {
    const answer = await query(`$select=text&$orderBy=appointmentId&$filter=${filter}`, 'Appointment', headers);
    return (answer.at('value') as { text: string }[]).map((row) => row.text);
  };
  return { ...tenant, query, texts };
}

describe('an archive of appointments', () => {
  it('has text keys, times of the zone, a day for the end, and UTC for stamps', async () => {
    const { query } = start();
    const answer = await query(
      "$select=appointmentId,associateId,time,endTime,endDate,updatedDate,type,recordType,contact/name,person/email/emailAddress&$filter=text is 'Spät'",
    );
    expect(answer.at('value')).toEqual([
      {
        PrimaryKey: '5002',
        EntityName: 'appointment',
        appointmentId: 5002,
        associateId: 'MAWE',
        time: '2026-11-24T23:30:00+0100',
        endTime: '2026-11-25T00:30:00+0100',
        endDate: '2026-11-25T00:00:00+0100',
        updatedDate: '2026-11-23T08:00:00Z',
        type: 'US:"Meeting";GE:"Besprechung";NO:"Møte"',
        recordType: 'Appointment',
        'contact/name': 'Hafenbau GmbH',
        'person/email/emailAddress': 'j.reuter@hafenbau.example',
      },
    ]);
  });

  it('is paged until there is no next link', async () => {
    const { query, system } = start();
    const first = await query('$select=appointmentId&$orderBy=date desc&$top=2');
    expect(first.at('value')).toMatchObject([{ appointmentId: 5003 }, { appointmentId: 5002 }]);
    const token = system.describe().users[0]?.accessToken;
    const link = (first.body as Record<string, string>)['odata.nextLink'] ?? '';
    const second = await system.fetch(link, { headers: { authorization: `Bearer ${token}` } });
    expect(await second.json()).toMatchObject({ 'odata.nextLink': null, value: [{ appointmentId: 5001 }] });
  });

  it('in the full form has raw and shown values, and numbers as keys', async () => {
    const answer = await start().query("$select=associateId&$mode=full&$filter=text is 'Montag'");
    expect(answer.at('value')).toMatchObject([
      { PrimaryKey: 5001, Column: { associateId: { RawValue: 12, DisplayValue: 'MAWE' } } },
    ]);
  });

  it('gives the page size of the switch when none is asked for', async () => {
    const { query } = start({ archivePageSize: 1 });
    expect((await query('$select=appointmentId')).at('value')).toHaveLength(1);
  });

  it.each([
    ["date afterTime '2026-11-24T23:30:00'", ['Spät', 'Woche drauf']],
    ["date beforeTime '2026-11-24T23:30:00'", ['Montag']],
    ["date date '2026-11-24'", ['Spät']],
    ["endDate date '2026-11-25'", ['Spät']],
    ["date between ('2026-11-24','2026-12-01')", ['Spät', 'Woche drauf']],
    ['date today', ['Montag']],
    ['date thisWeek', ['Montag', 'Spät']],
    ['date nextMonth', ['Woche drauf']],
    ['appointmentId ge 5002 and contactId eq 310', ['Spät']],
    ["text contains 'drauf' or text begins 'mon'", ['Montag', 'Woche drauf']],
    ['type oneOf (2) and completed set false', ['Montag', 'Spät', 'Woche drauf']],
    ['associateId currentAssociate and rawType eq 1', ['Montag', 'Spät', 'Woche drauf']],
    ['associateId associateIsOneOf (15)', []],
    ["updatedDate afterTime '2026-11-23T08:00:00'", ['Montag', 'Spät', 'Woche drauf']],
    ["updatedDate afterTime '2026-11-23T08:00:01'", []],
  ])('answers %s', async (filter, expected) => {
    expect(await start().texts(filter)).toEqual(expected);
  });

  it('reads dates of a filter in the zone of the request, or where told in the base zone', async () => {
    const newYork = { 'so-timezone': 'US-NY' };
    expect(await start().texts("date afterTime '2026-11-24T17:30:00'", newYork)).toEqual(['Spät', 'Woche drauf']);
    expect(
      await start({ filterZone: 'base' }).texts(
        "date afterTime '2026-11-24T17:30:00' and date date '2026-11-24'",
        newYork,
      ),
    ).toEqual(['Spät']);
    expect(await start().texts("date date '2026-11-24'", { 'so-timezone': 'NZ' })).toEqual([]);
    expect(await start().texts("date date '2026-11-25'", { 'so-timezone': 'NZ' })).toEqual(['Spät']);
  });

  it('compares stamps by the day alone where told', async () => {
    const { texts } = start({ updatedFilterByTime: false });
    expect(await texts("updatedDate afterTime '2026-11-23T23:59:59'")).toHaveLength(3);
  });

  it.each([
    '$select=nothing',
    '$select=appointmentId&$filter=nothing eq 1',
    '$select=appointmentId&$filter=appointmentId begins 5',
    "$select=appointmentId&$filter=time afterTime '2026-11-24T23:30:00'",
    '$select=appointmentId&$filter=associateId eq 12',
    '$select=appointmentId&$orderBy=nothing',
    '$select=appointmentId&$where=1',
    '$select=appointmentId&$top=many',
    '$filter=appointmentId eq 1',
  ])('refuses %s', async (options) => {
    const refused = await start().query(options);
    expect([refused.status, refused.at('ErrorType')]).toEqual([400, 'ArgumentException']);
  });

  it('shows the time of a private entry to others, not its text', async () => {
    const { as } = start();
    const answer = await as('toke@nordlicht.example')('GET', 'Appointment?$select=text,date&$orderBy=date desc&$top=1');
    expect(answer.at('value')).toMatchObject([{ text: '', date: '2026-12-01T09:00:00+0100' }]);
    const found = await as('toke@nordlicht.example')('GET', "Appointment?$select=text&$filter=text contains 'drauf'");
    expect(found.at('value')).toEqual([]);
  });

  it('takes the same options by POST, and separates diary from checklist', async () => {
    const { ask } = startTestTenant({
      appointments: three,
      tasks: [sampleTask({ key: 't', title: 'Anrufen', due: '2026-11-25' })],
    });
    const body = { $select: 'text,rawType', Filter: 'appointmentId ge 5000' };
    expect((await ask('POST', 'Archive/ChecklistAppointment', body)).at('value')).toMatchObject([
      { text: 'Anrufen', rawType: 2 },
    ]);
    expect((await ask('POST', 'Archive/DiaryAppointment', body)).at('value')).toHaveLength(3);
    expect((await ask('POST', 'Archive/FindAppointment', body)).at('value')).toHaveLength(4);
    expect((await ask('POST', 'Archive/Unheard', body)).status).toBe(404);
  });
});

describe('the dynamic archive', () => {
  it('names columns as the database does, with safe names where asked', async () => {
    const { query } = start();
    const filter = "$filter=appointment.associate_id = 12 and appointment.updated afterTime '2026-11-23T08:00:00'";
    const plain = await query(
      `$select=appointment.appointment_id,appointment.updated&${filter}&$top=1`,
      'Archive/dynamic',
    );
    expect(plain.at('value')).toMatchObject([
      { 'appointment.appointment_id': 5001, 'appointment.updated': '2026-11-23T08:00:00Z' },
    ]);
    const safe = await query(`$select=appointment.appointment_id&$jsonSafe=true&${filter}&$top=1`, 'Archive/dynamic');
    expect(safe.at('value')).toMatchObject([{ appointment_appointment_id: 5001 }]);
  });

  it('tells what was deleted, unless the user may not read the log', async () => {
    const { system, ask, query } = start();
    system.control.clock.advance(5000);
    await ask('DELETE', 'Appointment/5002');
    const log =
      '$select=traveltransactionlog.record_id,traveltransactionlog.ttime&$filter=traveltransactionlog.tablenumber = 9 and traveltransactionlog.type = 4864 and traveltransactionlog.ttime afterTime ';
    const since = (time: number) => query(`${log}'${new Date(time).toISOString().slice(0, 19)}'`, 'Archive/dynamic');
    expect((await since(testNow + 5000)).at('value')).toMatchObject([
      { 'traveltransactionlog.record_id': 5002, 'traveltransactionlog.ttime': '2026-11-23T09:00:05Z' },
    ]);
    expect((await since(testNow + 6000)).at('value')).toEqual([]);
    system.control.set('deletionLogReadable', false);
    expect((await since(testNow)).status).toBe(403);
  });

  it('says what it has not', async () => {
    const { query } = start();
    expect((await query('$select=person.person_id', 'Archive/dynamic')).status).toBe(400);
    expect((await query('$select=appointment.person_id.lastname', 'Archive/dynamic')).status).toBe(501);
  });
});
