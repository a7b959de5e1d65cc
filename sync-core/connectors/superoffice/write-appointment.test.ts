import { describe, expect, it } from 'vitest';
import type { Appointment } from '../../model/appointment.ts';
import type { Instant } from '../../model/time.ts';
import type { Profile } from './profile.ts';
import { readSimple } from './read-appointment.ts';
import type { SimpleAppointment } from './schemas.ts';
import { allDay, appointmentWith, profileIn, profileWith, simpleWith, timed } from './testing.ts';
import { entityProperties, expressFields } from './write-appointment.ts';

const oldServer = profileWith({ defaultEntity: { Description: '' } });

/** Writes the fields over another item and reads them back, as a server would that keeps everything as it is sent. */
function roundTrip(fields: Appointment, profile: Profile): Appointment {
  const title = typeof profile.defaultEntity.Title === 'string' ? 'other' : null;
  const written = entityProperties(fields, fields, profile) as Partial<SimpleAppointment>;
  const item = simpleWith({ Title: title, Agenda: title, AlarmLeadTime: '01:00:00', ...written });
  const row = { updated: '2026-11-21T16:40:19Z' as Instant, ruleId: 0, department: '' };
  return readSimple(item, row, { profile, place: { api: '', web: '' }, serverNow: 0 }).fields;
}

describe('what is written', () => {
  it('is only what changed', () => {
    const fields = appointmentWith();
    expect(entityProperties({ title: 'New' }, { ...fields, title: 'New' }, profileWith())).toEqual({ Title: 'New' });
    const silent = { ...fields, reminderMinutes: null };
    expect(entityProperties({ reminderMinutes: null }, silent, profileWith())).toEqual({ HasAlarm: false });
    expect(entityProperties({}, fields, oldServer)).toEqual({});
  });

  it('is the whole description on an older server, even when only the title changed', () => {
    const fields = appointmentWith({ title: 'New', body: '<p>one</p><p>two</p>' });
    expect(entityProperties({ title: 'New' }, fields, oldServer)).toEqual({ Description: 'New\r\none\r\ntwo' });
  });

  it('says who may see it in both places at once', () => {
    const fields = appointmentWith({ visibility: 'private' });
    expect(entityProperties({ visibility: 'private' }, fields, profileWith())).toEqual({
      Private: 'PrivateUser',
      VisibleFor: [{ VisibleId: 12, Visibility: 'Associate' }],
    });
  });

  it('puts an all-day item into the user’s office hours, with the offset of each day', () => {
    const fields = appointmentWith({ span: allDay('2026-10-24', '2026-10-26') });
    expect(entityProperties({ span: fields.span }, fields, profileWith())).toEqual({
      StartDate: '2026-10-24T08:00:00+02:00',
      EndDate: '2026-10-26T16:00:00+01:00',
      IsAlldayEvent: true,
    });
  });
});

describe('what is expressed comes back as it was expressed', () => {
  const cases: readonly [string, Partial<Appointment>][] = [
    ['a plain appointment', {}],
    ['no reminder', { reminderMinutes: null }],
    ['a reminder two weeks ahead', { reminderMinutes: 20_160 }],
    ['an availability that SuperOffice does not have', { availability: 'outOfOffice' }],
    ['free time', { availability: 'free' }],
    ['private', { visibility: 'private' }],
    ['several days', { span: allDay('2026-12-28', '2027-01-02') }],
    ['the first of two hours of the same name', { span: timed('2026-10-25T00:30:00Z', '2026-10-25T00:45:00Z') }],
    ['moments that change places there', { span: timed('2026-10-25T00:45:00Z', '2026-10-25T01:15:00Z') }],
    ['a title of several lines', { title: ' a\r\n b \n' }],
    ['a title that is too long', { title: 'x'.repeat(5000) }],
    ['formatted text', { body: '<p>a <strong>b</strong></p><ul><li>c</li></ul>' }],
    ['no text', { body: '' }],
    ['nothing at all', { title: '', location: '', body: '' }],
  ];
  const profiles: readonly [string, Profile][] = [
    ['a new server', profileWith()],
    ['an old server', oldServer],
    ['a user far from the database', profileIn('America/New_York')],
    ['a user on the other side of the date line', profileIn('Pacific/Auckland', 'America/Los_Angeles')],
  ];
  for (const [server, profile] of profiles) {
    it.each(cases)(`${server}: %s`, (_, over) => {
      const expressed = expressFields(appointmentWith(over), profile);
      expect(roundTrip(expressed, profile)).toEqual(expressed);
      expect(expressFields(expressed, profile)).toEqual(expressed);
    });
  }
});

it('takes the lengths of fields from the server', () => {
  const defaultEntity = {
    Title: '',
    Agenda: '',
    FieldProperties: { Title: { FieldLength: 85 }, Location: { FieldLength: 83 } },
  };
  const expressed = expressFields(
    appointmentWith({ title: `${'a'.repeat(84)}😀`, location: 'b'.repeat(84) }),
    profileWith({ defaultEntity }),
  );
  expect(expressed).toMatchObject({ title: 'a'.repeat(84), location: 'b'.repeat(83) });
});

it('does not cut people’s words off because a server says that a field holds next to nothing', () => {
  const defaultEntity = { Title: '', Agenda: '', FieldProperties: { Title: { FieldLength: 1 } } };
  expect(expressFields(appointmentWith(), profileWith({ defaultEntity })).title).toBe('Plan');
});
