/** @file Microsoft 365 in the real kind. */
import { createMicrosoft365 } from '../../sandbox/microsoft365/index.ts';
import type { MakeSandboxCalendar } from './sandbox-calendar.ts';
import { seenRow, wordsOf } from './simple-hands.ts';

export const microsoft365Calendar: MakeSandboxCalendar = (_setting, time, around) => {
  const server = createMicrosoft365({ clock: time, seed: 1 });
  const events = server.control;
  return {
    kind: 'appointment',
    server,
    account: { microsoft365: server },
    hands: {
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
    },
    arm({ kind }) {
      if (kind === 'spuriousConflict') events.set('spuriousConflictEvery', 2 + around.chance().int(3));
      else if (kind === 'duplicatePage') events.set('batchThrottleEvery', 2 + around.chance().int(4));
      else return false;
      return true;
    },
    disarm() {
      events.set('spuriousConflictEvery', 0);
      events.set('batchThrottleEvery', 0);
    },
    keeps: (fields) => fields,
    offences: () => [],
  };
};
