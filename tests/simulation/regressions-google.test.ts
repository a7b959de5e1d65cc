/** @file What the simulation has found with Google, each as the short story that it shrank to. */
import { test } from 'vitest';
import { play } from './play.ts';
import { googleTaskWorld, googleWorld } from './sandbox-world.ts';
import type { RunStep, Setting } from './script.ts';

const setting: Setting = { page: 50, rewrites: false, file: false, lease: true };
const calmly: RunStep = { do: 'run', device: 0, luck: 0, faults: [], meanwhile: [] };

test('what an old copy of the calendar does not show yet is told by the next list (seed 1014)', async () => {
  await play(
    {
      setting,
      steps: [
        { do: 'create', side: 'crm', like: [] },
        calmly,
        { do: 'wait', minutes: 10 },
        { do: 'remove', side: 'calendar', which: 0.48 },
        { ...calmly, luck: 664842, faults: [{ side: 'calendar', kind: 'staleRead', skip: 0 }] },
      ],
    },
    googleWorld,
  );
});

test('an answer that is no list is not taken for the last page of one (tasks, seed 118)', async () => {
  await play(
    {
      setting: { ...setting, page: 1 },
      steps: [
        { do: 'create', side: 'calendar', like: [] },
        { do: 'copy', side: 'calendar', which: 0.29 },
        { do: 'create', side: 'calendar', like: [] },
        { ...calmly, faults: [{ side: 'calendar', kind: 'refused', skip: 5 }] },
        { do: 'wait', minutes: 27 },
        { do: 'create', side: 'calendar', like: [] },
        { ...calmly, luck: 617882, faults: [{ side: 'calendar', kind: 'refused', skip: 3 }] },
      ],
    },
    googleTaskWorld,
  );
});
