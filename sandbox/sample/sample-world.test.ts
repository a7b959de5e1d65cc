import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { sampleWorld } from './sample-world.ts';
import type { SampleAppointment, SampleWorld } from './world.ts';

const today = '2026-11-23';
const year = sampleWorld({ seed: 1, size: 'sample', today });
const small = sampleWorld({ seed: 1, size: 'small', today });

const fingerprint = (world: SampleWorld): string => createHash('sha256').update(JSON.stringify(world)).digest('hex');

const instants = (item: SampleAppointment): [number, number] => [
  Temporal.PlainDateTime.from(item.start).toZonedDateTime(item.zone).epochMilliseconds,
  Temporal.PlainDateTime.from(item.end).toZonedDateTime(item.zone).epochMilliseconds,
];

const withinWindow = (item: SampleAppointment): boolean => {
  const days = Temporal.PlainDate.from(today).until(item.start.slice(0, 10)).days;
  return days >= -7 && days <= 180;
};

function faultsOf(world: SampleWorld): string[] {
  const associates = new Set(world.users.map((user) => user.associateId));
  const companies = new Set(world.companies.map((company) => company.contactId));
  const companyOf = new Map(world.persons.map((person) => [person.personId, person.contactId]));
  const types = new Map(world.types.map((type) => [type.id, type]));
  return world.appointments.flatMap((item) => {
    const [start, end] = instants(item);
    const checks: [boolean, string][] = [
      [item.allDay ? item.end >= item.start : end > start, 'ends before it starts'],
      [item.allDay === !item.start.includes('T'), 'is half all-day'],
      [item.contactId === null || companies.has(item.contactId), 'names an unknown company'],
      [item.personId === null || companyOf.get(item.personId) === item.contactId, 'names a person of another company'],
      [types.has(item.typeId) && types.get(item.typeId)?.record !== 'ToDo', 'has the type of a to-do'],
      [item.bookedAssociates.every((id) => associates.has(id) && id !== 12), 'books nobody we know'],
      [item.bookedBy === null || (associates.has(item.bookedBy) && item.bookedBy !== 12), 'is booked by nobody'],
      [
        [...item.guests, item.organiser ?? 'x@y.example'].every((mail) => mail.endsWith('.example')),
        'could mail somebody',
      ],
      [item.on !== 'calendar' || item.contactId === null, 'has a company in the calendar'],
    ];
    return checks.filter(([good]) => !good).map(([, fault]) => `${item.key} ${fault}`);
  });
}

describe('the sample year', () => {
  it('is of the promised size', () => {
    expect(year.appointments.length).toBeGreaterThanOrEqual(1200);
    expect(year.persons).toHaveLength(4000);
    expect(year.companies).toHaveLength(80);
    expect(year.tasks).toHaveLength(60);
    expect(year.types.length).toBeGreaterThanOrEqual(12);
    expect(new Set(year.companies.map((company) => company.name)).size).toBe(80);
    expect(new Set(year.persons.map((person) => person.email)).size).toBe(4000);
  });

  it('has selections of 40, 400 and 4,000 persons that overlap, and of companies alone', () => {
    const [few, some, all, companies] = (year.selections ?? []).map(({ members }) => members);
    expect([few, some, all].map((members) => members?.length)).toEqual([40, 400, 4000]);
    const inSome = new Set(some?.map(({ personId }) => personId));
    expect(few?.filter(({ personId }) => inSome.has(personId))).toHaveLength(20);
    expect(companies?.filter(({ personId }) => personId === 0)).toHaveLength(5);
    expect(year.persons.filter(({ picture }) => picture !== undefined).length).toBeGreaterThan(50);
  });

  it.each(['small', 'sample'] as const)('of size %s has to-dos of every sort, and some on both sides', (size) => {
    const { tasks } = sampleWorld({ seed: 1, size, today });
    expect(new Set(tasks.map(({ on }) => on))).toEqual(new Set(['both', 'crm', 'calendar']));
    const inCrm = tasks.filter(({ on }) => on !== 'calendar');
    expect(inCrm.some(({ due, completed }) => due !== null && due < today && !completed)).toBe(true);
    expect(inCrm.some(({ due, completed }) => due !== null && due < today && completed)).toBe(true);
    expect(inCrm.some(({ due }) => due === null)).toBe(true);
    expect(inCrm.some(({ due }) => due !== null && due > today)).toBe(true);
  });

  it('fills the usual window with several hundred, and reaches half a year to both sides', () => {
    const inWindow = year.appointments.filter(withinWindow);
    expect(inWindow.length).toBeGreaterThan(400);
    expect(inWindow.length).toBeLessThan(900);
    const starts = year.appointments.map((item) => item.start.slice(0, 10)).sort();
    expect(starts.at(0)?.slice(0, 7)).toBe('2026-05');
    expect(starts.at(-1)?.slice(0, 7)).toBe('2027-05');
  });

  it.each([1, 2, 77])('stands partly on both sides and partly on one (seed %i)', (seed) => {
    const { appointments } = sampleWorld({ seed, size: 'sample', today });
    const share = (on: SampleAppointment['on']): number =>
      (100 * appointments.filter((item) => item.on === on).length) / appointments.length;
    expect(share('both')).toBeGreaterThan(10);
    expect(share('both')).toBeLessThan(15);
    expect(share('calendar')).toBeGreaterThan(25);
    expect(share('calendar')).toBeLessThan(36);
    expect(share('crm')).toBeGreaterThan(50);
  });

  it('is the same for the same seed and day, and another for another', () => {
    const again = sampleWorld({ seed: 1, size: 'sample', today });
    expect(fingerprint(again)).toBe(fingerprint(year));
    expect(fingerprint(sampleWorld({ seed: 2, size: 'sample', today }))).not.toBe(fingerprint(year));
    expect(sampleWorld({ seed: 1, size: 'sample', today: '2026-11-24' }).appointments).not.toEqual(year.appointments);
  });

  it('gives what stands on both sides only what both systems can hold', () => {
    const both = year.appointments.filter((item) => item.on === 'both');
    for (const item of both) {
      expect(item).toMatchObject({
        guests: [],
        bookedAssociates: [],
        bookedBy: null,
        organiser: null,
        completed: false,
        private: false,
        weekly: null,
        categories: [],
      });
    }
    const moments = year.appointments.map((item) => `${instants(item)[0]} ${item.title}`);
    for (const item of both.filter((each) => !each.allDay)) {
      expect(moments.filter((moment) => moment === `${instants(item)[0]} ${item.title}`)).toHaveLength(1);
    }
  });

  it('books the main user only once at a time', () => {
    const timed = year.appointments
      .filter((item) => !item.allDay && item.weekly === null)
      .map(instants)
      .sort(([one], [other]) => one - other);
    const overlaps = timed.filter(([start], index) => index > 0 && start < (timed[index - 1]?.[1] ?? 0));
    expect(overlaps).toEqual([]);
  });

  it('keeps to working hours and working days in the main user’s zone', () => {
    for (const item of year.appointments.filter((each) => !each.allDay)) {
      const local = Temporal.PlainDateTime.from(item.start).toZonedDateTime(item.zone).withTimeZone('Europe/Berlin');
      expect(local.dayOfWeek).toBeLessThan(6);
      expect(local.hour).toBeGreaterThanOrEqual(7);
      expect(local.hour).toBeLessThan(18);
    }
  });

  it('has public holidays of both countries, and no work on the German ones', () => {
    const holidays = year.appointments.filter((item) => item.key.startsWith('holiday-'));
    expect(holidays.find((item) => item.start === '2026-12-25' && item.categories.includes('Feiertag'))).toBeDefined();
    expect(holidays.find((item) => item.title === 'Grunnlovsdagen (Norge)')?.start).toBe('2027-05-17');
    const timedDays = new Set(year.appointments.filter((item) => !item.allDay).map((item) => item.start.slice(0, 10)));
    expect(timedDays.has('2026-12-25')).toBe(false);
  });

  it.each([
    ['booked colleagues', (item: SampleAppointment) => item.bookedAssociates.length > 0],
    ['bookings by colleagues', (item: SampleAppointment) => item.bookedBy !== null],
    ['unanswered bookings', (item: SampleAppointment) => item.bookedBy !== null && item.response === 'notResponded'],
    ['guests', (item: SampleAppointment) => item.guests.length > 0],
    ['others as organisers', (item: SampleAppointment) => item.organiser !== null],
    ['tentative answers', (item: SampleAppointment) => item.response === 'tentative'],
    ['declined meetings', (item: SampleAppointment) => item.response === 'declined'],
    ['private ones', (item: SampleAppointment) => item.private],
    ['free ones', (item: SampleAppointment) => item.free && !item.allDay],
    ['completed ones', (item: SampleAppointment) => item.completed],
    ['weekly series', (item: SampleAppointment) => item.weekly !== null],
    ['several days', (item: SampleAppointment) => item.allDay && item.end > item.start],
    ['single days', (item: SampleAppointment) => item.allDay && item.end === item.start],
    ['other zones', (item: SampleAppointment) => item.zone !== 'Europe/Berlin'],
    ['telephone calls', (item: SampleAppointment) => item.typeId === 3],
  ])('has %s, in the year and in the small world', (_, test) => {
    expect(year.appointments.filter(test).length).toBeGreaterThan(2);
    expect(small.appointments.some(test)).toBe(true);
  });
});

describe('every sample world', () => {
  it.each([
    ['year', year],
    ['small', small],
    ['large', sampleWorld({ seed: 1, size: 'large', today, appointments: 1000 })],
    ['year before a change of clocks', sampleWorld({ seed: 9, size: 'sample', today: '2027-03-28' })],
  ])('is free of contradictions (%s)', (_, world) => {
    expect(faultsOf(world)).toEqual([]);
    expect(new Set(world.appointments.map((item) => item.key)).size).toBe(world.appointments.length);
    const mails = [...world.users, ...world.persons].map((each) => each.email);
    expect(mails.filter((mail) => !/^[a-z0-9.-]+@[a-z0-9.-]+\.example$/.test(mail))).toEqual([]);
    const plain = world.persons.filter((person) => /^\p{Letter}+$/u.test(person.firstName + person.lastName));
    expect(plain.filter((person) => /-.*@/.test(person.email))).toEqual([]);
  });

  it.each(['2026-11-22', '2026-11-23', '2026-11-25', '2026-11-28'])('completes only what is over (%s)', (day) => {
    const world = sampleWorld({ seed: 1, size: 'small', today: day });
    const completed = world.appointments.filter((item) => item.completed);
    expect(completed.map((item) => item.start.slice(0, 10) < day)).toEqual([true]);
    const open = year.appointments.filter((item) => item.start.slice(0, 10) >= today);
    expect(open.filter((item) => item.completed)).toEqual([]);
  });

  it('refuses a day that is none', () => {
    expect(() => sampleWorld({ seed: 1, size: 'small', today: '2026-02-31' })).toThrow(RangeError);
  });
});

describe('the large world', () => {
  it('has as many as asked for, all in the window and none at another’s time', () => {
    for (const appointments of [1000, 10_000]) {
      const world = sampleWorld({ seed: 1, size: 'large', today, appointments });
      expect(world.appointments).toHaveLength(appointments);
      expect(world.appointments.every(withinWindow)).toBe(true);
      expect(new Set(world.appointments.map((item) => item.start)).size).toBe(appointments);
    }
  });

  it('refuses more than the window holds', () => {
    expect(() => sampleWorld({ seed: 1, size: 'large', today, appointments: 20_000 })).toThrow('do not fit');
  });
});
