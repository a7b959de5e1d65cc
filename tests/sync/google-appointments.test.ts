/**
 * @file The story of a person's appointments between SuperOffice and Google Calendar, through the whole engine: real connectors,
 * real store, both sandbox servers. What holds after every story is checked when it is closed.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { type GoogleStory, only, openGoogleStory } from '../support/google-story.ts';

let story: GoogleStory;

beforeEach(async () => {
  story = await openGoogleStory();
});
afterEach(() => story.close());

describe('a first run', () => {
  test('copies every kind of appointment to where it is missing', async () => {
    const report = await story.run();
    expect(report).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
    expect(only(story.inCalendar('Quartalsgespräch'))).toMatchObject({ location: 'Raum Elbe', transparency: 'opaque' });
    expect(only(story.inCalendar('Zahnarzt'))['visibility']).toBe('private');
    expect(only(story.inCalendar('SMM Hamburg'))).toMatchObject({
      start: { date: '2026-12-07' },
      end: { date: '2026-12-10' },
    });
    expect(only(story.inCrm('Kundetur Lofoten'))).toMatchObject({ allDay: true });
    expect(report.leftOut.seriesNotUnderstood).toBeUndefined();
    only(story.inCalendar('Vertriebsrunde'));
  });

  test('asks little of both systems, and a run with nothing to do one request for each kind', async () => {
    await story.run();
    await story.close();
    story = await openGoogleStory('sample');
    const first = await story.run();
    expect(first).toMatchObject({ outcome: 'ok', parked: 0 });
    const { created } = first.written.calendar;
    expect(story.requests.calendar).toBeLessThan(60 + created);
    await story.run();
    expect(writesOf(await story.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
    expect(story.requests.calendar).toBeLessThanOrEqual(2);
  });
});

describe('afterwards', () => {
  beforeEach(async () => {
    await story.run();
  });

  test('an edit on either side goes to the other', async () => {
    const row = only(story.inCrm('Quartalsgespräch'));
    story.sandbox.superoffice.control.changeAppointment({ id: row.id, body: '<p>Bitte <b>pünktlich</b></p>' });
    story.change(only(story.inCalendar('Angebote schreiben')).id, {
      location: 'Zu Hause',
      summary: 'Angebote fertig schreiben',
    });
    const report = await story.run();
    expect(writesOf(report)).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~1 -0' });
    expect(only(story.inCalendar('Quartalsgespräch'))['description']).toBe('<p>Bitte <strong>pünktlich</strong></p>');
    expect(only(story.inCrm('Angebote fertig schreiben'))).toMatchObject({ location: 'Zu Hause' });
  });

  test.each([
    [false, 'with the next change of the event, where lists do not tell of it'],
    [true, 'at once, where lists tell of it'],
  ])('another reminder goes to the CRM and is never written over (told: %s): %s', async (isTold) => {
    const { superoffice, google } = story.sandbox;
    google.control.set('reminderChangesListed', isTold);
    // What a run has created is asked for once more by the next.
    await story.run();
    const event = only(story.inCalendar('Quartalsgespräch'));
    story.change(event.id, { reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 47 }] } });
    await story.run();
    const row = only(story.inCrm('Quartalsgespräch'));
    expect(row.reminderMinutes === 47).toBe(isTold);
    superoffice.control.changeAppointment({ id: row.id, location: 'Raum Alster' });
    await story.run();
    await story.run();
    expect(only(story.inCrm('Quartalsgespräch')).reminderMinutes).toBe(47);
    expect(only(story.inCalendar('Quartalsgespräch'))).toMatchObject({
      location: 'Raum Alster',
      reminders: { overrides: [{ method: 'popup', minutes: 47 }] },
    });
  });

  test('what is deleted in the calendar is deleted in the CRM, and the other way round', async () => {
    story.sandbox.google.control.deleteEvent({ id: only(story.inCalendar('Angebote schreiben')).id });
    story.sandbox.superoffice.control.deleteAppointment({ id: only(story.inCrm('Quartalsgespräch')).id });
    await story.run();
    expect(story.inCrm('Angebote schreiben')).toEqual([]);
    await story.run();
    expect(story.inCalendar('Quartalsgespräch')).toEqual([]);
  });

  test('what is no appointment stays where it is: birthdays, focus time, places of work, what Gmail found', async () => {
    const { control } = story.sandbox.google;
    const at = { start: { dateTime: '2026-12-02T09:00:00Z' }, end: { dateTime: '2026-12-02T10:00:00Z' } };
    for (const eventType of ['focusTime', 'fromGmail', 'outOfOffice', 'workingLocation', 'birthday']) {
      control.createEvent({ event: { summary: `Kein Termin: ${eventType}`, eventType, ...at } });
    }
    const report = await story.run();
    expect(report.leftOut.notAnAppointment).toBe(4);
    expect(story.sandbox.superoffice.control.list().filter(({ title }) => title.startsWith('Kein Termin'))).toEqual([
      expect.objectContaining({ title: 'Kein Termin: outOfOffice' }),
    ]);
  });

  test('a meeting of Google’s own keeps its address when its words are changed in the CRM', async () => {
    const conferenceData = { entryPoints: [{ entryPointType: 'video', uri: 'https://meet.google.com/abc-defg-hij' }] };
    const at = { start: { dateTime: '2026-12-02T09:00:00Z' }, end: { dateTime: '2026-12-02T10:00:00Z' } };
    story.sandbox.google.control.createEvent({ event: { summary: 'Videogespräch', conferenceData, ...at } });
    await story.run();
    const { id, ...row } = only(story.inCrm('Videogespräch'));
    expect(row.joinUrl).toBe('https://meet.google.com/abc-defg-hij');
    story.sandbox.superoffice.control.changeAppointment({ id, title: 'Videogespräch II' });
    await story.run();
    const event = only(story.inCalendar('Videogespräch II'));
    expect(event).toMatchObject({ conferenceData });
    expect(event['description'] ?? '').toBe('');
  });

  test('a token that died leads to a full reading that deletes and doubles nothing', async () => {
    const before = [...story.sandbox.superoffice.control.list(), ...story.sandbox.google.control.list()].length;
    story.sandbox.google.control.expireCursors();
    story.change(only(story.inCalendar('Quartalsgespräch')).id, { location: 'Raum Alster' });
    expect(writesOf(await story.run())).toEqual({ crm: '+0 ~1 -0', calendar: '+0 ~0 -0' });
    expect([...story.sandbox.superoffice.control.list(), ...story.sandbox.google.control.list()]).toHaveLength(before);
  });
});
