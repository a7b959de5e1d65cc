/** @file Microsoft 365 in the real kind. */
import { createMicrosoft365 } from '../../sandbox/microsoft365/index.ts';
import { outlookHands } from './outlook-hands.ts';
import type { MakeSandboxCalendar } from './sandbox-calendar.ts';

export const microsoft365Calendar: MakeSandboxCalendar = (_setting, time, around) => {
  const server = createMicrosoft365({ clock: time, seed: 1 });
  const events = server.control;
  return {
    kind: 'appointment',
    server,
    account: { microsoft365: server },
    hands: outlookHands(server),
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
