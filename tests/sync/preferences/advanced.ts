/** @file The table's rows of which way, how far, how often, and what happens when both sides changed. */
import { expect } from 'vitest';
import { newSchedule, nextRun, step } from '../../../main/scheduler/schedule.ts';
import { traitsOf } from '../../../main/settings/schema.ts';
import type { Preferences } from '../../../sync-core/preferences/schema.ts';
import { type Arrived, arrivals, both, directions, neither } from './arrivals.ts';
import type { Rows } from './row.ts';
import { at, dayFrom, type World } from './world.ts';

/** A new appointment on each side. */
async function expectAppointments(world: World, { inCalendar, inCrm }: Arrived): Promise<void> {
  world.crm.createAppointment({ title: 'Hinaus', ...at(3) });
  world.calendar.createEvent({ title: 'Herein', ...at(4) });
  await world.sync();
  expect(world.events('Hinaus')).toHaveLength(inCalendar ? 1 : 0);
  expect(world.rows('Herein')).toHaveLength(inCrm ? 1 : 0);
}

/** Days inside and one day outside, on both sides. */
function reaches(inside: number, outside: number) {
  return async (world: World) => {
    const days = { Drinnen: inside, Draußen: outside };
    for (const [name, day] of Object.entries(days)) {
      world.crm.createAppointment({ title: `${name} hinaus`, ...at(day) });
      world.calendar.createEvent({ title: `${name} herein`, start: dayFrom(day), end: dayFrom(day), allDay: true });
    }
    await world.sync();
    expect([world.events('Drinnen hinaus'), world.rows('Drinnen herein')].map(({ length }) => length)).toEqual([1, 1]);
    expect([world.events('Draußen hinaus'), world.rows('Draußen herein')].map(({ length }) => length)).toEqual([0, 0]);
  };
}

/** The same field is changed on both sides. @returns what both sides say afterwards */
async function fought(world: World, later: 'crm' | 'calendar') {
  world.crm.createAppointment({ title: 'Streit', ...at(3) });
  await world.sync();
  const edits = {
    crm: () => world.crm.changeAppointment({ id: world.row('Streit').id, location: 'Raum Alster' }),
    calendar: () => void world.calendar.changeEvent({ id: world.event('Streit').id, location: 'Raum Elbe' }),
  };
  edits[later === 'crm' ? 'calendar' : 'crm']();
  world.advance(60_000);
  edits[later]();
  const { conflicts, held } = await world.sync();
  return { said: [world.row('Streit').location, world.event('Streit').location], conflicts, held };
}

export const advanced: Rows<
  | 'kinds.appointment'
  | 'window.pastDays'
  | 'window.futureDays'
  | 'direction'
  | 'direction.appointment'
  | 'conflict.rule'
  | 'schedule.minutes'
  | 'google.contactGroup'
> = {
  'kinds.appointment': {
    said: { label: 'Appointment', standard: true },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'appointments go both ways' : 'none goes any way',
      seen: (world: World) => expectAppointments(world, value ? both : neither),
    })),
  },
  'window.pastDays': {
    said: { label: 'Days before today', standard: 7 },
    later: 'stays',
    cases: [0, 7, 1095].map((value) => ({
      value,
      shows: 'the first day takes part, the day before it does not',
      seen: reaches(-value, -value - 1),
    })),
  },
  'window.futureDays': {
    said: { label: 'Days after today', standard: 180 },
    later: 'stays',
    cases: [0, 180, 1095].map((value) => ({
      value,
      shows: 'the last day takes part, the day after it does not',
      seen: reaches(value, value + 1),
    })),
  },
  direction: {
    said: { label: 'Synchronization direction', standard: 'twoWay' },
    later: 'stays',
    cases: directions.map((value) => ({
      value,
      shows: 'new appointments go that way',
      seen: (world: World) => expectAppointments(world, arrivals[value]),
    })),
  },
  'direction.appointment': {
    said: { label: 'Direction for appointments', standard: 'asAbove' },
    later: 'stays',
    cases: [
      ...directions.map((value) => ({
        value,
        beside: { direction: value === 'none' ? 'twoWay' : 'none' } as Partial<Preferences>,
        shows: 'appointments go that way, whatever stands above',
        seen: (world: World) => expectAppointments(world, arrivals[value]),
      })),
      {
        value: 'asAbove',
        beside: { direction: 'calendarToCrm' },
        shows: 'appointments go as stands above',
        seen: (world) => expectAppointments(world, arrivals.calendarToCrm),
      },
    ],
  },
  'conflict.rule': {
    said: { label: 'When both sides changed the same thing', standard: 'laterEdit' },
    later: 'stays',
    cases: [
      {
        value: 'laterEdit',
        shows: 'what was written later stays',
        async seen(world) {
          expect(await fought(world, 'calendar')).toEqual({ said: ['Raum Elbe', 'Raum Elbe'], conflicts: 1, held: 0 });
        },
      },
      {
        value: 'crm',
        shows: 'SuperOffice’s stays',
        async seen(world) {
          expect((await fought(world, 'calendar')).said).toEqual(['Raum Alster', 'Raum Alster']);
        },
      },
      {
        value: 'calendar',
        shows: 'the calendar’s stays',
        async seen(world) {
          expect((await fought(world, 'crm')).said).toEqual(['Raum Elbe', 'Raum Elbe']);
        },
      },
      {
        value: 'ask',
        shows: 'both stay until somebody has said',
        async seen(world) {
          expect(await fought(world, 'crm')).toMatchObject({ said: ['Raum Alster', 'Raum Elbe'], held: 1 });
        },
      },
    ],
  },
  'schedule.minutes': {
    said: { label: 'Minutes between two runs', standard: 5 },
    later: 'notItems',
    cases: [1, 5, 240].map((value) => ({
      value,
      shows: 'the next run is due then',
      seen() {
        const minute = 60_000;
        const start = { ready: true, online: true, paused: null, intervalMs: value * minute };
        const ended = { type: 'finished', at: 0, jitter: 0.5, problem: null } as const;
        expect(nextRun(step(step(newSchedule(start), { type: 'started' }), ended))).toEqual({
          trigger: 'timer',
          at: value * minute,
        });
      },
    })),
  },
  'google.contactGroup': {
    said: { label: 'Name of the contact group', standard: 'SuperOffice' },
    later: 'notItems',
    needs: 'contactGroups',
    cases: ['SuperOffice', 'Kunden'].map((value) => ({
      value,
      beside: { 'crm.persons.selections': [51] },
      shows: 'contacts from the CRM are in the group of that name, which is renamed with it',
      async seen(world: World) {
        expect(traitsOf('google.contactGroup')).toEqual({ section: 'contactGroup', system: 'google' });
        const groups = () => new Set(world.calendar.contacts().flatMap(({ categories }) => categories));
        await world.sync();
        expect(groups()).toEqual(new Set([value]));
        world.choose({ 'google.contactGroup': `${value} 2` });
        await world.sync();
        expect(groups()).toEqual(new Set([`${value} 2`]));
      },
    })),
  },
};
