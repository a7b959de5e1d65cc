/** @file The table's rows of what concerns appointments on their way out of the CRM, and of the CRM's side of what comes in. */
import { expect } from 'vitest';
import { subjectPart } from '../../../sync-core/model/subject.ts';
import type { Rows } from './row.ts';
import { incomingTaskType, proposal, tasksCalled, todosCalled } from './tasks.ts';
import { at, dayFrom, only, type World } from './world.ts';

const visit = 7;
const planning = 6;
const colleague = 15;

/** An appointment with somebody of a company that has departments. */
function withCustomer(world: World, title: string) {
  const known = world.crm.list().find(({ company, department, person }) => company && department && person);
  if (known === undefined) throw new Error('nobody in a department');
  const { contactId, personId } = known;
  world.crm.createAppointment({ title, ...at(3), contactId, personId, typeId: visit, location: 'Raum Alster' });
  return world.row(title);
}

/** The subject of such an appointment, made of these parts. */
async function subjectOf(world: World): Promise<{ subject: string; row: ReturnType<World['row']> }> {
  const row = withCustomer(world, 'Abnahme');
  await world.sync();
  const event = world.calendar.list().find(({ start }) => start === row.start);
  return { subject: event?.title ?? '', row };
}

/** Somebody of the address book whom one address names. */
function addressed(world: World) {
  const all = world.crm.persons();
  const found = all.find(({ email }) => email !== '' && all.filter((one) => one.email === email).length === 1);
  if (found === undefined) throw new Error('nobody with an address of their own');
  return found;
}

async function seenPerson(world: World): Promise<{ linked: number[]; known: number }> {
  const { email, personId } = addressed(world);
  world.calendar.createEvent({ title: 'Anruf', ...at(3), body: `<p>Bitte ${email} anrufen</p>` });
  world.calendar.createTask({ title: 'Rückruf', due: dayFrom(3), body: `Bitte ${email} anrufen` });
  await world.sync();
  const linked = [world.row('Anruf').personId, only(todosCalled(world, 'Rückruf')).personId];
  return { linked, known: personId };
}

async function incomingType(world: World, categories: string[] = []): Promise<number> {
  world.calendar.createEvent({ title: 'Hereinkommend', ...at(3), categories });
  await world.sync();
  return world.row('Hereinkommend').typeId;
}

/** The type that the CRM itself gives to a new appointment. */
async function usualType(world: World): Promise<number> {
  world.crm.createAppointment({ title: 'Von selbst', ...at(4) });
  await world.sync();
  return world.row('Von selbst').typeId;
}

export const outOfCrm: Rows<
  | 'crm.subject.parts'
  | 'crm.subject.language'
  | 'crm.types'
  | 'crm.reminders'
  | 'crm.participantsInText'
  | 'crm.linkPersonByEmail'
  | 'crm.incoming.appointmentType'
  | 'crm.incoming.categoryAsType'
  | 'crm.outgoing.appointmentCategory'
> = {
  'crm.subject.parts': {
    said: { label: 'Subject', standard: ['type', 'title', 'company', 'department', 'person'] },
    later: 'stays',
    cases: [
      {
        value: ['type', 'title', 'company', 'department', 'person'],
        shows: 'type, description, company, department and person, in this order',
        async seen(world) {
          const { subject, row } = await subjectOf(world);
          const [type = '', ...others] = subject.split(' * ');
          expect(row.typeNames).toContain(type);
          expect(others).toEqual([row.title, row.company, row.department, row.person]);
        },
      },
      {
        value: ['person', 'location', 'project', 'sale', 'title'],
        shows: 'another order; a part that is empty goes with its separator',
        async seen(world) {
          const { subject, row } = await subjectOf(world);
          expect(subject).toBe([row.person, 'Raum Alster', row.title].join(' * '));
        },
      },
      ...(['company', 'department', 'person', 'location', 'title'] as const).map((part) => ({
        value: [part],
        shows: `${part} alone`,
        async seen(world: World) {
          const { subject, row } = await subjectOf(world);
          expect(subject).toBe(row[part]);
        },
      })),
      {
        value: [...subjectPart.options],
        shows: 'an edit in the calendar comes back as the title, without the other parts',
        async seen(world) {
          const { subject, row } = await subjectOf(world);
          const event = world.event(subject);
          world.calendar.changeEvent({ id: event.id, title: subject.replace(row.title, 'Übergabe') });
          await world.sync();
          expect(world.row('Übergabe')).toMatchObject({ id: row.id, company: row.company });
        },
      },
    ],
  },
  'crm.subject.language': {
    said: { label: 'Language', standard: 'crm' },
    later: 'stays',
    cases: [
      ...(
        [
          ['en', 'Visit'],
          ['de', 'Kundenbesuch'],
        ] as const
      ).map(([value, name]) => ({
        value,
        beside: { 'crm.subject.parts': ['type' as const] },
        shows: `the type is called ${name}`,
        async seen(world: World) {
          expect((await subjectOf(world)).subject).toBe(name);
        },
      })),
      {
        value: 'crm',
        beside: { 'crm.subject.parts': ['type'] },
        shows: 'the type is called as in the language of the CRM’s user',
        async seen(world) {
          const { subject, row } = await subjectOf(world);
          expect(row.typeNames).toContain(subject);
        },
      },
    ],
  },
  'crm.types': {
    said: { label: 'Synchronize types', standard: [] },
    later: 'stays',
    cases: [
      {
        value: [],
        shows: 'appointments of all types',
        async seen(world) {
          world.crm.createAppointment({ title: 'Besuch', ...at(3), typeId: visit });
          world.crm.createAppointment({ title: 'Planung', ...at(4), typeId: planning });
          world.crm.createTodo({ title: 'Angebot', due: dayFrom(5), typeId: proposal });
          await world.sync();
          expect([world.events('Besuch'), world.events('Planung')].map(({ length }) => length)).toEqual([1, 1]);
          expect(tasksCalled(world, 'Angebot')).toHaveLength(1);
        },
      },
      {
        value: [planning, proposal],
        shows: 'appointments and tasks of these types',
        async seen(world) {
          world.crm.createAppointment({ title: 'Besuch', ...at(3), typeId: visit });
          world.crm.createTodo({ title: 'Angebot', due: dayFrom(5), typeId: proposal });
          world.crm.createTodo({ title: 'Sonstiges', due: dayFrom(5), typeId: 12 });
          await world.sync();
          expect(world.events('Besuch')).toEqual([]);
          expect(['Angebot', 'Sonstiges'].map((title) => tasksCalled(world, title).length)).toEqual([1, 0]);
        },
      },
      {
        value: [visit],
        shows: 'appointments of that type; others stay with the reason; what comes in takes part whatever it becomes',
        async seen(world) {
          world.crm.createAppointment({ title: 'Besuch', ...at(3), typeId: visit });
          world.crm.createAppointment({ title: 'Planung', ...at(4), typeId: planning });
          world.calendar.createEvent({ title: 'Von außen', ...at(5) });
          const { leftOut } = await world.sync();
          expect([world.events('Besuch'), world.events('Planung')].map(({ length }) => length)).toEqual([1, 0]);
          expect(leftOut.typeNotSelected).toBeGreaterThan(0);
          expect(world.row('Von außen').typeId).not.toBe(visit);
        },
      },
    ],
  },
  'crm.reminders': {
    said: { label: 'Synchronize SuperOffice reminders', standard: true },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'the alarm is the reminder' : 'an alarm is no reminder',
      async seen(world: World) {
        world.crm.createAppointment({ title: 'Wecker', ...at(3), reminderMinutes: 30 });
        world.crm.createTodo({ title: 'Erinnern', due: dayFrom(3), reminderMinutes: 30 });
        await world.sync();
        expect(world.event('Wecker').reminderMinutes).toBe(value ? 30 : null);
        expect(only(tasksCalled(world, 'Erinnern')).reminder !== null).toBe(value && world.has('taskReminders'));
      },
    })),
  },
  'crm.participantsInText': {
    said: { label: 'Add participant details in text', standard: true },
    later: 'stays',
    cases: [true, false].map((value) => ({
      value,
      shows: value ? 'who takes part stands below the text in the calendar, and there alone' : 'the text is the text',
      async seen(world: World) {
        const guests = ['gast@example.org'];
        world.crm.createAppointment({
          title: 'Runde',
          ...at(3),
          body: '<p>Plan</p>',
          participants: [colleague],
          guests,
        });
        await world.sync();
        const { body } = world.event('Runde');
        expect(body).toContain('Plan');
        expect(body.includes('gast@example.org')).toBe(value);
        expect(world.row('Runde').body).toBe('<p>Plan</p>');
      },
    })),
  },
  'crm.linkPersonByEmail': {
    said: { label: 'Link person by e-mail in text', standard: false },
    later: 'stays',
    cases: [
      {
        value: true,
        shows: 'the person of an address in the text is linked',
        async seen(world) {
          const { linked, known } = await seenPerson(world);
          expect(linked).toEqual([known, known]);
        },
      },
      {
        value: false,
        shows: 'nobody is linked',
        async seen(world) {
          expect((await seenPerson(world)).linked).toEqual([0, 0]);
        },
      },
    ],
  },
  'crm.incoming.appointmentType': {
    said: { label: 'Appointment', standard: null },
    later: 'stays',
    cases: [
      {
        value: null,
        shows: 'what comes in has the default type',
        async seen(world) {
          expect(await incomingType(world)).toBe(await usualType(world));
        },
      },
      {
        value: planning,
        shows: 'what comes in has that type',
        async seen(world) {
          expect(await incomingType(world)).toBe(planning);
        },
      },
    ],
  },
  'crm.incoming.categoryAsType': {
    said: { label: 'Use incoming category as SuperOffice category', standard: false },
    later: 'stays',
    cases: [
      {
        value: true,
        beside: { 'crm.incoming.appointmentType': planning },
        shows: 'a category that is the name of a type gives it, in any language, and others do not',
        async seen(world) {
          expect(await incomingType(world, ['Privates', ' kundenbesuch '])).toBe(visit);
          world.calendar.createEvent({ title: 'Ohne', ...at(4), categories: ['Privates'] });
          await world.sync();
          expect(world.row('Ohne').typeId).toBe(planning);
          if (world.has('taskCategories')) expect(await incomingTaskType(world, ['angebot'])).toBe(proposal);
        },
      },
      {
        value: false,
        beside: { 'crm.incoming.appointmentType': planning },
        shows: 'a category gives no type',
        async seen(world) {
          expect(await incomingType(world, ['Visit'])).toBe(planning);
        },
      },
    ],
  },
  'crm.outgoing.appointmentCategory': {
    said: { label: 'Appointment', standard: 'SuperOffice Appointment' },
    later: 'stays',
    cases: ['SuperOffice Appointment', 'Kunde', ''].map((value) => ({
      value,
      shows: value === '' ? 'no category' : `${value} is put on, and is in the list of categories with a colour`,
      async seen(world: World) {
        world.crm.createAppointment({ title: 'Hinaus', ...at(3) });
        await world.sync();
        const { categories, id } = world.event('Hinaus');
        expect(categories).toEqual(value === '' ? [] : [value]);
        const listed = world.calendar.categories().filter(({ displayName }) => displayName === value);
        expect(listed.map(({ color }) => color)).not.toContain('none');
        expect(listed).toHaveLength(value === '' ? 0 : 1);
        // The user's own stay beside it, or in its place where there is room for one.
        const own = world.has('severalCategories') ? [...categories, 'Eigene'] : ['Eigene'];
        world.calendar.changeEvent({ id, categories: own });
        world.crm.changeAppointment({ id: world.row('Hinaus').id, location: 'Raum Elbe' });
        await world.sync();
        expect(world.event('Hinaus')).toMatchObject({ location: 'Raum Elbe', categories: own });
      },
    })),
  },
};
