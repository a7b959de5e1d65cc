/** @file The person in Outlook, whichever server keeps the calendar. */
import type { createExchange } from '../../sandbox/exchange/index.ts';
import type { createMicrosoft365 } from '../../sandbox/microsoft365/index.ts';
import type { SandboxCalendar } from './sandbox-calendar.ts';
import { seenRow, wordsOf } from './simple-hands.ts';

type Server = ReturnType<typeof createMicrosoft365> | ReturnType<typeof createExchange>;

export function outlookHands({ control: events }: Server): SandboxCalendar['hands'] {
  return {
    create: (fields) => void events.createEvent({ title: '', start: '', end: '', ...wordsOf(fields) }),
    edit: (id, patch) => void events.changeEvent({ id, ...wordsOf(patch) }),
    remove: (id) => events.deleteEvent({ id }),
    copy: (id, title) => void events.changeEvent({ id: events.copyEvent({ id }).id, title }),
    move(id) {
      events.copyEvent({ id });
      events.deleteEvent({ id });
      return true;
    },
    list: () => events.list().map((event) => seenRow(event.id, event)),
  };
}
