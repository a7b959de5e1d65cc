/**
 * @file Series between SuperOffice and Google Calendar, through the whole engine and both sandbox servers: rules, changed and
 * cancelled occurrences, in both positions of what is not confirmed of Calendar.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { type GoogleStory, only, openGoogleStory, type ToldEvent } from '../support/google-story.ts';

const title = 'Stand-up';
let story: GoogleStory;
afterEach(() => story.close());

/** Tuesdays at ten in Oslo from 1 December 2026. */
function inGoogle(recurrence: readonly string[], more: Readonly<Record<string, unknown>> = {}): string {
  const when = (time: string) => ({ dateTime: `2026-12-01T${time}:00`, timeZone: 'Europe/Oslo' });
  const event = { summary: title, start: when('10:00'), end: when('10:30'), recurrence: [...recurrence], ...more };
  return String(story.sandbox.google.control.createEvent({ event })['id']);
}

const rows = () => story.inCrm(title).toSorted((one, other) => (one.start < other.start ? -1 : 1));
const days = () => rows().map(({ start }) => start.slice(0, 10));
function rowOn(day: string) {
  const found = rows().find(({ start }) => start.startsWith(day));
  if (!found) throw new Error(`no row on ${day}`);
  return found;
}
const exceptions = () =>
  (story.sandbox.google.control.list() as readonly ToldEvent[]).filter((event) => event.recurringEventId !== undefined);

describe.each([{ exceptionsAfterRuleChange: 'orphaned' }, { exceptionsAfterRuleChange: 'dropped' }])(
  'with %o',
  (switches) => {
    test('a series with a changed and a cancelled occurrence comes into the CRM row by row', async () => {
      story = await openGoogleStory('small', switches);
      const id = inGoogle(['RRULE:FREQ=WEEKLY;COUNT=5', 'EXDATE;TZID=Europe/Oslo:20261215T100000']);
      story.change(`${id}_20261208T090000Z`, { location: 'Raum Elbe' });
      story.sandbox.google.control.deleteEvent({ id: `${id}_20261222T090000Z` });
      await story.run();
      expect(days()).toEqual(['2026-12-01', '2026-12-08', '2026-12-29']);
      expect(rowOn('2026-12-08').location).toBe('Raum Elbe');
    });

    test('an edit of one row becomes an exception, and a deleted row a cancelled occurrence', async () => {
      story = await openGoogleStory('small', switches);
      const id = inGoogle(['RRULE:FREQ=WEEKLY;COUNT=5']);
      await story.run();
      story.sandbox.superoffice.control.changeAppointment({ id: rowOn('2026-12-15').id, location: 'Hamburg' });
      story.sandbox.superoffice.control.deleteAppointment({ id: rowOn('2026-12-22').id });
      await story.run();
      await story.run();
      expect(only(exceptions())).toMatchObject({ id: `${id}_20261215T090000Z`, location: 'Hamburg' });
      expect(days()).toEqual(['2026-12-01', '2026-12-08', '2026-12-15', '2026-12-29']);
    });

    test('a new rule shows what Calendar has made of the occurrences that were changed', async () => {
      story = await openGoogleStory('small', switches);
      const id = inGoogle(['RRULE:FREQ=WEEKLY;COUNT=3']);
      story.change(`${id}_20261208T090000Z`, { location: 'Raum Elbe' });
      await story.run();
      story.change(id, { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'] });
      await story.run();
      // Calendar itself may cancel what was changed: then it does not take place on either side.
      const isKept = switches.exceptionsAfterRuleChange === 'orphaned';
      expect(days()).toEqual(['2026-12-01', ...(isKept ? ['2026-12-08'] : []), '2026-12-15', '2026-12-22']);
      expect(rows().filter(({ location }) => location === 'Raum Elbe')).toHaveLength(isKept ? 1 : 0);
    });
  },
);

test('a row that is moved to the day of its neighbour stays in its series: Calendar has such', async () => {
  story = await openGoogleStory();
  inGoogle(['RRULE:FREQ=WEEKLY;COUNT=4']);
  const control = story.sandbox.superoffice.control;
  const counted = { RecurrenceEndType: 'Counter', RecurrenceCounter: 4 };
  const rule = { Pattern: 'Weekly', WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 }, ...counted };
  const zone = 'Europe/Oslo';
  const made = control.createAppointment({
    title,
    start: '2026-12-01T16:00:00',
    end: '2026-12-01T16:30:00',
    zone,
    rule,
  });
  await story.run();
  control.changeAppointment({ id: made.id + 1, start: '2026-12-15T18:00:00', end: '2026-12-15T18:30:00', zone });
  expect(await story.run()).toMatchObject({ outcome: 'ok', parked: 0 });
  await story.run();
  const moved = only(exceptions());
  expect(Date.parse(moved.start.dateTime ?? '')).toBe(Date.parse('2026-12-15T17:00:00Z'));
  expect(story.inCalendar(title).filter(({ recurringEventId }) => recurringEventId === undefined)).toHaveLength(2);
  expect(rows()).toHaveLength(8);
});

test('a deleted series is deleted with all of its rows', async () => {
  story = await openGoogleStory();
  const id = inGoogle(['RRULE:FREQ=WEEKLY;COUNT=3']);
  story.change(`${id}_20261208T090000Z`, { location: 'Raum Elbe' });
  await story.run();
  expect(days()).toHaveLength(3);
  story.sandbox.google.control.deleteEvent({ id });
  await story.run();
  await story.run();
  expect(days()).toEqual([]);
});

test('an endless series is given to the CRM as far as the window reaches', async () => {
  story = await openGoogleStory();
  inGoogle(['RRULE:FREQ=MONTHLY;BYDAY=1TU']);
  const report = await story.run();
  expect(report).toMatchObject({ outcome: 'ok', parked: 0 });
  expect(days().length).toBeGreaterThan(3);
});

test('a rule that has no days of its own to be told is left out with its reason', async () => {
  story = await openGoogleStory();
  inGoogle(['RRULE:FREQ=WEEKLY;BYDAY=WE']);
  const report = await story.run();
  expect(report.leftOut.seriesNotUnderstood, 'it begins on a day that its endless rule does not have').toBe(1);
  expect(writesOf(await story.run())).toEqual({ crm: '+0 ~0 -0', calendar: '+0 ~0 -0' });
});
