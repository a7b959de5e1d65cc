import { describe, expect, test } from 'vitest';
import type { ZoneId } from '../../model/time.ts';
import { readEvent } from './read-event.ts';
import { anAppointment, anEvent } from './testing/events.ts';
import { expressEvent, writeNew, writePatch } from './write-event.ts';

const mailboxZone = 'Europe/Oslo' as ZoneId;
const mark = { key: '018f6f0e-7c3a-7000-8000-000000000001', marker: 'superoffice:Cust1:12' };

describe('an appointment as Graph takes it', () => {
  test('a new event names its key, its mark and its categories, and no attendees', () => {
    const body = writeNew(anAppointment(), ['SuperOffice Appointment'], mark, mailboxZone);
    expect(body).toEqual({
      subject: 'Visit at Fjord Foods',
      body: { contentType: 'html', content: '<p>Agenda</p>' },
      location: { displayName: 'Oslo' },
      isAllDay: false,
      start: { dateTime: '2026-12-01T10:00:00', timeZone: 'W. Europe Standard Time' },
      end: { dateTime: '2026-12-01T11:00:00', timeZone: 'W. Europe Standard Time' },
      showAs: 'busy',
      isReminderOn: true,
      reminderMinutesBeforeStart: 15,
      sensitivity: 'normal',
      importance: 'normal',
      categories: ['SuperOffice Appointment'],
      transactionId: mark.key,
      singleValueExtendedProperties: [
        { id: 'String {3f1d8a52-6c0e-4e8b-9a57-1b2f4d7c6e90} Name SynchronizerMarker', value: mark.marker },
      ],
    });
  });

  test('a patch carries its own fields only', () => {
    expect(writePatch({ title: 'Moved' }, anAppointment(), mailboxZone)).toEqual({ subject: 'Moved' });
    expect(writePatch({ visibility: 'private' }, anAppointment(), mailboxZone)).toEqual({ sensitivity: 'private' });
  });

  test('no reminder is said so, or the mailbox would put its own in', () => {
    expect(writePatch({ reminderMinutes: null }, anAppointment(), mailboxZone)).toEqual({
      isReminderOn: false,
      reminderMinutesBeforeStart: 0,
    });
  });

  test('whole days are midnights of the mailbox zone with an exclusive end', () => {
    const { span } = anAppointment({ span: { kind: 'allDay', firstDay: '2026-12-24', lastDay: '2026-12-26' } });
    expect(writePatch({ span }, anAppointment(), mailboxZone)).toEqual({
      isAllDay: true,
      start: { dateTime: '2026-12-24T00:00:00', timeZone: 'W. Europe Standard Time' },
      end: { dateTime: '2026-12-27T00:00:00', timeZone: 'W. Europe Standard Time' },
    });
  });

  test('an hour that happens twice is written as the moment it is', () => {
    const { span } = anAppointment({
      span: { kind: 'timed', start: '2026-10-25T01:30:00Z', end: '2026-10-25T03:00:00Z', zone: 'Europe/Oslo' },
    });
    expect(writePatch({ span }, anAppointment(), mailboxZone)).toMatchObject({
      start: { dateTime: '2026-10-25T01:30:00', timeZone: 'UTC' },
      end: { dateTime: '2026-10-25T04:00:00', timeZone: 'W. Europe Standard Time' },
    });
  });

  test('a zone that Windows does not have is written as moments', () => {
    const { span } = anAppointment({
      span: { kind: 'timed', start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z', zone: 'Antarctica/Troll' },
    });
    expect(writePatch({ span }, anAppointment(), mailboxZone)).toMatchObject({
      start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
    });
  });
});

describe('what Graph would make of an appointment', () => {
  test('a title becomes one line of at most 255 units, not cut inside a character', () => {
    const { title } = expressEvent(anAppointment({ title: `${'x'.repeat(254)}😀 and more` }));
    expect(title).toBe('x'.repeat(254));
    expect(expressEvent(anAppointment({ title: ' two\r\nlines ' })).title).toBe('two lines');
  });

  test('it stays as it is the second time, and is read back the same', () => {
    const once = expressEvent(anAppointment({ title: ' a\tb', body: '<P onclick="x()">Hello<BR>you</P>' }));
    expect(expressEvent(once)).toEqual(once);
    const event = anEvent({
      subject: once.title,
      body: { contentType: 'html', content: `<html><body>\r\n${once.body}\r\n</body></html>` },
    });
    expect(readEvent(event, mailboxZone).fields).toEqual(once);
  });
});
