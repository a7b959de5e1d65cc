import { describe, expect, test } from 'vitest';
import type { ZoneId } from '../../model/time.ts';
import type { GraphEvent } from './event-schemas.ts';
import { readEvent } from './read-event.ts';
import { anAppointment, anEvent } from './testing/events.ts';

const mailboxZone = 'Europe/Oslo' as ZoneId;
const read = (over: Partial<GraphEvent> = {}) => readEvent(anEvent(over), mailboxZone);

describe('an event as an appointment', () => {
  test('every field is read', () => {
    expect(read()).toEqual({
      id: 'AAMk-1',
      version: 'W/"key-1"',
      fields: anAppointment(),
      form: { kind: 'single' },
      protection: { edit: true, remove: true },
      editedAt: '2026-11-20T08:30:15Z',
      categories: ['Green'],
      participants: [],
      webUrl: 'https://outlook.office365.com/owa/?itemid=AAMk-1',
    });
  });

  const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();
  const wrapped = (text: string) =>
    `040000008200E00074C5B7101A82E008${'0'.repeat(32)}2D000000${hex('vCal-Uid')}01000000${hex(text)}`;
  const invited = { isOrganizer: false, responseStatus: { response: 'notResponded' } } as const;
  test.each([
    ['as it was given', 'late@superoffice.example', 'late@superoffice.example'],
    ['wrapped by Exchange', wrapped('late@superoffice.example'), 'late@superoffice.example'],
    ['wrapped with an end mark', `${wrapped('91db-ø@x')}00`, '91db-ø@x'],
    [
      'of an invitation by Exchange itself',
      '040000008200E00074C5B7101A82E00800000000',
      '040000008200E00074C5B7101A82E00800000000',
    ],
  ])('an invitation is known by its sender’s own identifier, %s', (_how, iCalUId, uid) => {
    expect(read({ ...invited, iCalUId }).invitationUid).toBe(uid);
  });

  test('what the user organises is no invitation', () => {
    expect(read({ iCalUId: 'mine@example' }).invitationUid).toBeUndefined();
  });

  test('whole days are dates, with the last one inclusive', () => {
    const event = {
      isAllDay: true,
      start: { dateTime: '2026-12-24T00:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2026-12-27T00:00:00.0000000', timeZone: 'UTC' },
      originalStartTimeZone: 'Pacific Standard Time',
    };
    expect(read(event).fields.span).toEqual({ kind: 'allDay', firstDay: '2026-12-24', lastDay: '2026-12-26' });
  });

  test.each(['tzone://Microsoft/Custom', 'Customized Time Zone', 'Nowhere Standard Time'])(
    'the zone "%s" holds a timed event, and no whole days',
    (originalStartTimeZone) => {
      expect(read({ originalStartTimeZone }).unfit).toBe('unknownZone');
      const days = {
        isAllDay: true,
        start: { dateTime: '2026-12-24T00:00:00.0000000', timeZone: 'UTC' },
        end: { dateTime: '2026-12-25T00:00:00.0000000', timeZone: 'UTC' },
      };
      expect(read({ originalStartTimeZone, ...days }).unfit).toBeUndefined();
    },
  );

  test.each([
    ['America/New_York', 'America/New_York'],
    ['Eastern Standard Time', 'America/New_York'],
    ['tzone://Microsoft/Utc', 'Etc/UTC'],
    ['', 'Europe/Oslo'],
  ])('an event that was written in "%s" is meant in %s', (originalStartTimeZone, zone) => {
    const { fields, unfit } = read({ originalStartTimeZone });
    expect(unfit).toBeUndefined();
    expect(fields.span).toMatchObject({ start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z', zone });
  });

  test.each([
    ['private', 'private'],
    ['confidential', 'private'],
    ['personal', 'private'],
    ['normal', 'public'],
  ] as const)('sensitivity %s is %s', (sensitivity, visibility) => {
    expect(read({ sensitivity }).fields.visibility).toBe(visibility);
  });

  test.each([
    ['free', 'free'],
    ['oof', 'outOfOffice'],
    ['workingElsewhere', 'workingElsewhere'],
    ['tentative', 'tentative'],
    ['unknown', 'busy'],
  ] as const)('shown as %s is %s', (showAs, availability) => {
    expect(read({ showAs }).fields.availability).toBe(availability);
  });

  test('an invitation without an answer is tentative, an accepted one busy', () => {
    const invited = { isOrganizer: false, showAs: 'busy' } as const;
    expect(read({ ...invited, responseStatus: { response: 'notResponded' } }).fields.availability).toBe('tentative');
    expect(read({ ...invited, responseStatus: { response: 'accepted' } }).fields.availability).toBe('busy');
  });

  test('a reminder that is off is none, whatever minutes stand beside it', () => {
    expect(read({ isReminderOn: false, reminderMinutesBeforeStart: 15 }).fields.reminderMinutes).toBeNull();
    expect(read({ isReminderOn: true, reminderMinutesBeforeStart: 0 }).fields.reminderMinutes).toBe(0);
  });

  test('a meeting with guests and a meeting of somebody else are protected', () => {
    const guests = [{ emailAddress: { address: 'ada@example.com' } }];
    expect(read({ attendees: guests }).protection).toEqual({ edit: false, remove: false, why: 'hasGuests' });
    expect(read({ isOrganizer: false, attendees: guests }).protection).toEqual({
      edit: false,
      remove: false,
      why: 'organisedByOthers',
    });
  });

  test('cancelled and declined meetings never take part', () => {
    expect(read({ isCancelled: true }).unfit).toBe('cancelled');
    expect(read({ isOrganizer: false, responseStatus: { response: 'declined' } }).unfit).toBe('declined');
  });

  test('series and their occurrences say which series they belong to', () => {
    expect(read({ type: 'seriesMaster' }).form).toEqual({ kind: 'series', seriesId: 'AAMk-1' });
    expect(read({ type: 'exception', seriesMasterId: 'AAMk-0' }).form).toEqual({
      kind: 'occurrence',
      seriesId: 'AAMk-0',
    });
  });

  test('a body in plain text keeps its lines and its signs', () => {
    const { body } = read({ body: { contentType: 'text', content: 'a < b\r\nsecond' } }).fields;
    expect(body).toContain('a &lt; b');
    expect(body).toContain('second');
  });

  test('what is said to be nothing is empty', () => {
    const { fields } = read({ subject: null, body: { contentType: 'html', content: null }, location: null });
    expect(fields).toMatchObject({ title: '', body: '', location: '' });
  });
});

test('everybody who takes part is named once, the organiser first, whatever else is odd about them', () => {
  const at = (name: unknown, address: unknown) => ({ emailAddress: { name, address } });
  const attendees = [
    { ...at('Ann Lee', 'ann@example.org'), status: { response: 'accepted' }, type: 'required' },
    { ...at('Mara', 'MARA@example.org'), status: { response: 'organizer' } },
    { ...at('', 'bo@example.org'), status: { response: 'tentativelyAccepted' } },
    { ...at('Room 4', null), status: { response: 7 } },
    at(null, null),
    { name: 'unknown form' },
  ];
  expect(read({ attendees, organizer: at('Mara Wendt', 'mara@example.org') }).participants).toEqual([
    { name: 'Mara Wendt', email: 'mara@example.org', answer: 'organiser' },
    { name: 'Ann Lee', email: 'ann@example.org', answer: 'accepted' },
    { name: '', email: 'bo@example.org', answer: 'tentative' },
    { name: 'Room 4', email: '', answer: 'none' },
  ]);
});
