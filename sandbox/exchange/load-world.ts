/** @file The sample world's part of Exchange Server: its people, and the main user's calendar and tasks. */
import { fillCalendar } from '../microsoft365/load-world.ts';
import { storedHtml } from '../microsoft365/mailbox/html-body.ts';
import type { WriteRules } from '../microsoft365/mailbox/write-event.ts';
import { windowsZoneOf } from '../microsoft365/zones.ts';
import type { SampleTask, SampleWorld } from '../sample/world.ts';
import { emptyTask } from './items/task-kind.ts';
import type { ExchangeMailbox } from './store/exchange-mailbox.ts';

/** @returns the mailboxes by user name, the main user's filled */
export function loadWorld(
  world: SampleWorld,
  rules: WriteRules,
  newMailbox: (owner: { name: string; address: string }, zone: string) => ExchangeMailbox,
  newId: () => string,
): ReadonlyMap<string, ExchangeMailbox> {
  const people = world.users.filter(({ isRoom }) => !isRoom);
  const mailboxes = new Map(
    people.map((user) => {
      const owner = { name: user.fullName, address: user.email };
      return [user.email.toLowerCase(), newMailbox(owner, windowsZoneOf(user.mailboxZone ?? user.zone))] as const;
    }),
  );
  const main = mailboxes.get(people[0]?.email.toLowerCase() ?? '');
  if (main) {
    fillCalendar(main.calendar, world, rules, newId);
    for (const task of world.tasks) if (task.on !== 'crm') putTask(main, task, world.today);
  }
  return mailboxes;
}

function putTask(
  { tasks }: ExchangeMailbox,
  { title, body, due, completed, importance }: SampleTask,
  today: string,
): void {
  const done = { completed: due ?? today, status: 'Completed', percent: 100 } as const;
  tasks.insert({
    ...emptyTask,
    subject: title,
    html: storedHtml('html', body),
    importance,
    due,
    ...(completed ? done : {}),
    folder: 0,
  });
}
