/**
 * @file The sample world's part of Microsoft 365: its people as accounts, and the main user's calendar.
 */
import type { SampleAppointment, SampleTask, SampleUser, SampleWorld } from '../sample/world.ts';
import { textOfHtml } from './mailbox/html-body.ts';
import type { Mailbox, MasterCategory } from './mailbox/mailbox.ts';
import type { WriteRules } from './mailbox/write-event.ts';
import type { Directory } from './sign-in/directory.ts';
import { putEvent, type SimpleEvent } from './simple-event.ts';
import { emptyTask, localMidnight } from './todo/task-input.ts';
import { windowsZoneOf } from './zones.ts';

/** Replaces the people of the tenant. @returns their mailboxes by user name, the main user's filled */
export function loadWorld(
  world: SampleWorld,
  directory: Directory,
  rules: WriteRules,
  newMailbox: (owner: { name: string; address: string }, zone: string) => Mailbox,
  newId: () => string,
): ReadonlyMap<string, Mailbox> {
  const people = world.users.filter((user) => !user.isRoom);
  directory.replace(
    people.map((user) => ({ userName: user.email, password: user.password, displayName: user.fullName })),
  );
  const mailboxes = new Map(people.map((user) => [user.email.toLowerCase(), mailboxOf(user, newMailbox)]));
  const main = mailboxes.get(people[0]?.email.toLowerCase() ?? '');
  if (main) {
    fillCalendar(main, world, rules, newId);
    for (const task of world.tasks) if (task.on !== 'crm') putTask(main, task, world.today);
  }
  return mailboxes;
}

function mailboxOf(
  user: SampleUser,
  newMailbox: (owner: { name: string; address: string }, zone: string) => Mailbox,
): Mailbox {
  return newMailbox({ name: user.fullName, address: user.email }, windowsZoneOf(user.mailboxZone ?? user.zone));
}

/** Puts what the world has in the calendar there, with the categories that it uses. */
export function fillCalendar(mailbox: Mailbox, world: SampleWorld, rules: WriteRules, newId: () => string): void {
  const names = new Map<string, string>();
  for (const person of world.persons) names.set(person.email, `${person.firstName} ${person.lastName}`);
  for (const user of world.users) names.set(user.email, user.fullName);
  const nameOf = (address: string) => names.get(address) ?? address;
  for (const appointment of world.appointments) {
    if (appointment.on !== 'crm') putEvent(mailbox, simple(appointment), rules, nameOf);
  }
  mailbox.categories = categoriesOf(world, newId);
}

function putTask(mailbox: Mailbox, { title, body, due, completed, importance }: SampleTask, today: string): void {
  const dueAt = Date.parse(`${due ?? today}T00:00:00Z`);
  mailbox.tasks.tasks.insert({
    ...emptyTask,
    title,
    body: { content: textOfHtml(body), contentType: 'text' },
    importance,
    ...(due === null ? {} : { due: localMidnight(due, mailbox.zone) }),
    ...(completed ? { status: 'completed', completed: dueAt } : {}),
    folder: 0,
    linkedResources: [],
    bodyModifiedAt: dueAt,
  });
}

function simple(appointment: SampleAppointment): SimpleEvent {
  const { title, body, location, start, end, zone, allDay, free, reminderMinutes, organiser, response, weekly } =
    appointment;
  const { categories, guests, rooms, showAs, importance, joinUrl, cancelled, uid } = appointment;
  return {
    title,
    body,
    location,
    start,
    end,
    zone,
    allDay,
    free,
    private: appointment.private,
    reminderMinutes,
    categories: [...categories],
    guests: [...guests],
    rooms: [...rooms],
    ...(showAs === null ? {} : { showAs }),
    importance,
    joinUrl,
    cancelled,
    uid,
    organiser,
    response,
    weekly,
  };
}

function categoriesOf(world: SampleWorld, newId: () => string): readonly MasterCategory[] {
  const names = new Set(world.appointments.filter((each) => each.on !== 'crm').flatMap((each) => each.categories));
  return [...names].map((displayName, index) => ({ id: newId(), displayName, color: `preset${index % 25}` }));
}
