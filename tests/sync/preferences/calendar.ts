/** @file The table's rows of what comes out of the calendar, and of the zones that both systems are read in. */
import { expect } from 'vitest';
import { zoneId } from '../../../sync-core/model/time.ts';
import type { Rows } from './row.ts';
import { todosCalled } from './tasks.ts';
import { at, dayFrom, type World } from './world.ts';

type Nature = { readonly [K in 'allDay' | 'free' | 'private']?: true };

/** An event of that nature is copied, or left out with this reason; what the CRM has of the kind goes out whatever is set. */
function takesPart(reason: 'allDayOff' | 'freeOff' | 'privateOff', nature: Nature) {
  const allDay = nature.allDay === true;
  const when = (day: number) => (allDay ? { start: dayFrom(day), end: dayFrom(day) } : at(day));
  return [true, false].map((value) => ({
    value,
    shows: value ? 'they are copied as they are' : 'they stay where they are, with the reason; those of the CRM go out',
    async seen(world: World) {
      world.calendar.createEvent({ title: 'Herein', ...when(3), ...nature });
      world.crm.createAppointment({ title: 'Hinaus', ...when(4), ...nature });
      const { leftOut } = await world.sync();
      expect(world.rows('Herein')).toMatchObject(value ? [nature] : []);
      expect((leftOut[reason] ?? 0) > 0).toBe(!value);
      expect(world.event('Hinaus')).toMatchObject(nature);
    },
  }));
}

export const outOfCalendar: Rows<
  | 'calendar.allDay'
  | 'calendar.free'
  | 'calendar.private'
  | 'calendar.reminders'
  | 'calendar.participantsInText'
  | 'timeZone.crm'
  | 'timeZone.calendar'
> = {
  'calendar.allDay': {
    said: { label: 'Synchronize all-day events', standard: true },
    later: 'stays',
    cases: takesPart('allDayOff', { allDay: true }),
  },
  'calendar.free': {
    said: { label: 'Synchronize appointments marked free', standard: true },
    later: 'stays',
    cases: takesPart('freeOff', { free: true }),
  },
  'calendar.private': {
    said: { label: 'Synchronize private appointments', standard: false },
    later: 'stays',
    cases: takesPart('privateOff', { private: true }),
  },
  'calendar.reminders': {
    said: { label: 'Synchronize Outlook reminders', standard: true },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'the reminder is the alarm, and none is none' : 'a reminder is no alarm',
      async seen(world: World) {
        world.calendar.createEvent({ title: 'Mit', ...at(3), reminderMinutes: 30 });
        world.calendar.createEvent({ title: 'Ohne', ...at(4), reminderMinutes: null });
        const tasksToo = world.has('taskReminders');
        if (tasksToo)
          world.outlook.createTask({ title: 'Erinnern', due: dayFrom(3), reminder: `${dayFrom(3)}T08:00:00Z` });
        await world.sync();
        expect(todosCalled(world, 'Erinnern').map(({ reminderMinutes }) => reminderMinutes !== null)).toEqual(
          tasksToo ? [value] : [],
        );
        expect([world.row('Mit'), world.row('Ohne')].map(({ reminderMinutes }) => reminderMinutes)).toEqual([
          value ? 30 : null,
          null,
        ]);
      },
    })),
  },
  'calendar.participantsInText': {
    said: { label: 'Add participant details in text', standard: false },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'who takes part stands below the text in the CRM, and there alone' : 'the text is the text',
      async seen(world: World) {
        const body = '<p>Plan</p>';
        world.calendar.createEvent({ title: 'Runde', ...at(3), body, guests: ['gast@example.org'] });
        await world.sync();
        expect(world.row('Runde').text).toContain('Plan');
        expect(world.row('Runde').body.includes('gast@example.org')).toBe(value);
        expect(world.event('Runde').body).not.toContain('gast@example.org');
      },
    })),
  },
  'timeZone.crm': {
    said: { label: 'Time zone in SuperOffice', standard: null },
    later: 'stays',
    cases: [null, zoneId.parse('Asia/Tokyo')].map((value) => ({
      value,
      shows: `what goes out is written in ${value ?? 'the zone that SuperOffice says'}, at the same moment`,
      async seen(world: World) {
        world.crm.createAppointment({ title: 'Stunde', ...at(3), zone: 'Europe/Oslo' });
        await world.sync();
        expect(world.event('Stunde')).toMatchObject({
          zone: value ?? world.row('Stunde').zone,
          startsAt: `${dayFrom(3)}T11:00:00.000Z`,
        });
      },
    })),
  },
  'timeZone.calendar': {
    said: { label: 'Time zone of the calendar', standard: null },
    later: 'stays',
    cases: [null, zoneId.parse('Pacific/Kiritimati')].map((value) => ({
      value,
      beside: { 'window.futureDays': 0 },
      shows: `today ends when it does in ${value ?? 'the zone that the calendar says'}`,
      async seen(world: World) {
        world.crm.createAppointment({ title: 'Nachmittag', ...at(0, 15), zone: 'Europe/Oslo' });
        await world.sync();
        // On Kiritimati it is evening already, and tomorrow in two hours.
        expect(world.events('Nachmittag')).toHaveLength(value === null ? 1 : 0);
      },
    })),
  },
};
