import { describe, expect, it } from 'vitest';
import type { Instant } from '../../model/time.ts';
import type { Profile } from './profile.ts';
import { readSimple } from './read-appointment.ts';
import type { SimpleAppointment } from './schemas.ts';
import { allDay, appointmentWith, profileIn, profileWith, simpleWith, timed } from './testing.ts';

const place = { api: 'https://a.example/Cust1/api', web: 'https://a.example/Cust1' };
const serverNow = Date.parse('2026-11-22T12:00:00Z');

function read(over: Partial<SimpleAppointment> = {}, profile: Profile = profileWith(), ruleId = 0) {
  const row = { updated: '2026-11-21T16:40:19Z' as Instant, ruleId, department: 'Werk Nord' };
  return readSimple(simpleWith(over), row, { profile, place, serverNow });
}

describe('an appointment of the diary', () => {
  it('is read in the neutral form', () => {
    const about = {
      ContactName: 'Hafenbau GmbH, Werk Nord',
      PersonFullName: 'Jonas Reuter',
      ProjectName: 'Kai 4 ',
      SaleName: null,
    };
    expect(read(about)).toEqual({
      id: '5001',
      version: '2026-11-21T16:40:19Z',
      fields: appointmentWith(),
      form: { kind: 'single' },
      protection: { edit: true, remove: true },
      editedAt: '2026-11-21T16:40:19Z',
      categories: ['Meeting', 'Besprechung'],
      typeId: 2,
      surroundings: {
        type: { en: 'Meeting', de: 'Besprechung' },
        company: 'Hafenbau GmbH',
        department: 'Werk Nord',
        person: 'Jonas Reuter',
        project: 'Kai 4',
        sale: '',
      },
      participants: [],
      webUrl: 'https://a.example/Cust1/default.aspx?appointment?appointment_id=5001',
    });
  });

  it('of an older server has its title in the first line of the description', () => {
    const older = profileWith({ defaultEntity: { Description: '' } });
    const { fields } = read({ Title: undefined, Description: 'Plan\r\nfirst\r\nsecond' }, older);
    expect(fields).toMatchObject({ title: 'Plan', body: '<p>first</p><p>second</p>' });
  });

  it('may have an agenda of bare text, in which nothing is taken for formatting', () => {
    expect(read({ Agenda: 'a < b\r\nnext' }).fields.body).toBe('<p>a &lt; b</p><p>next</p>');
  });

  it('has no reminder while the alarm is off, whatever its lead time', () => {
    expect(read({ HasAlarm: false }).fields.reminderMinutes).toBeNull();
  });

  it('is private also when it is private to a group', () => {
    expect(read({ Private: 'PrivateGroup' }).fields.visibility).toBe('private');
  });

  it('is held to the one meaning of an hour that comes twice', () => {
    const { fields } = read({ StartDate: '2026-10-25T02:15:00+0200', EndDate: '2026-10-25T02:45:00+0100' });
    expect(fields.span).toEqual(timed('2026-10-25T01:15:00Z', '2026-10-25T01:45:00Z'));
  });

  it('never ends before it starts', () => {
    const { fields } = read({ EndDate: '2026-11-24T09:00:00+0100' });
    expect(fields.span).toEqual(timed('2026-11-24T09:00:00Z', '2026-11-24T09:00:00Z'));
  });
});

describe('an all-day item', () => {
  it('is its dates; office hours mean nothing, and the last day belongs to it', () => {
    const over = {
      IsAlldayEvent: true,
      StartDate: '2026-12-28T08:00:00+0100',
      EndDate: '2026-12-30T16:00:00+0100',
    };
    expect(read(over).fields.span).toEqual(allDay('2026-12-28', '2026-12-30'));
  });

  it.each(['Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kathmandu'])('keeps its dates in %s', (zone) => {
    const wire = { 'Pacific/Auckland': '+1300', 'America/Los_Angeles': '-0800', 'Asia/Kathmandu': '+0545' }[zone];
    const over = {
      IsAlldayEvent: true,
      StartDate: `2026-12-28T00:00:00${wire}`,
      EndDate: `2026-12-28T23:59:00${wire}`,
    };
    expect(read(over, profileIn(zone)).fields.span).toEqual(allDay('2026-12-28', '2026-12-28'));
  });
});

describe('an invitation without an answer', () => {
  it.each([
    ['is tentative', { Type: 'BookingForDiary', InvitationStatus: 'Invitation' }, 'tentative'],
    ['that was only looked at is tentative', { InvitationStatus: 'Seen' }, 'tentative'],
    ['to something that takes no time is free', { Type: 'BookingForDiary', IsFree: true }, 'free'],
  ])('%s', (_, over, availability) => {
    expect(read(over)).toMatchObject({ fields: { availability } });
    expect(read(over).unfit).toBeUndefined();
  });
});

describe('what takes no part', () => {
  it.each([
    ['a to-do', { Type: 'inChecklist' }, 'notInDiary'],
    ['an assigned to-do', { Type: 'BookingForChecklist' }, 'notInDiary'],
    ['a note', { Type: 'Note' }, 'notInDiary'],
    ['a row without a date', { StartDate: '0001-01-01T00:00:00' }, 'notInDiary'],
    ['somebody else’s row', { AssociateId: 15 }, 'noLongerMine'],
    ['a cancelled booking', { InvitationStatus: 'Cancelled' }, 'cancelled'],
    ['a declined invitation', { Type: 'BookingForDiary', InvitationStatus: 'Declined' }, 'declined'],
  ])('%s', (_, over, reason) => {
    expect(read(over).unfit).toBe(reason);
  });

  it('a row of a series is told as one, also when its rule is not', () => {
    expect(read({}, profileWith(), 77).form).toEqual({ kind: 'occurrence', seriesId: '77' });
    expect(read({ IsRecurrence: true }).form.kind).toBe('occurrence');
  });
});

describe('what must not be written', () => {
  it.each([
    ['a booking that I was invited to', { BookingType: 'Participant', MotherId: 4 }, 'bookingOfOthers'],
    ['my own booking', { BookingType: 'Owner', MotherId: 5001 }, 'bookingWithColleagues'],
    ['a row that says it is a booking', { IsBooking: true }, 'bookingWithColleagues'],
    ['a meeting that a calendar system masters', { OwnedExternally: 'Outlook' }, 'organisedByOthers'],
    ['a row that I may only read', { TableRight: { Mask: 'R' } }, 'noRight'],
  ])('%s', (_, over, why) => {
    expect(read(over).protection).toEqual({ edit: false, remove: false, why });
  });

  it('what may be edited and not removed', () => {
    expect(read({ TableRight: { Mask: 'URI' } }).protection).toEqual({ edit: true, remove: false, why: 'noRight' });
  });
});

it('a version that is still in its second is another one than the settled one', () => {
  const row = { updated: '2026-11-22T11:59:59Z' as Instant, ruleId: 0, department: '' };
  const context = { profile: profileWith(), place };
  const fresh = readSimple(simpleWith(), row, { ...context, serverNow });
  const settled = readSimple(simpleWith(), row, { ...context, serverNow: serverNow + 1000 });
  expect(fresh.version).not.toBe(settled.version);
  expect(settled.version).toBe('2026-11-22T11:59:59Z');
});
