/** @file What the simulation has found about series, each as the short story that it shrank to. */
import { test } from 'vitest';
import { play } from './play.ts';
import type { Change, Deed, RunStep, Setting, Step } from './script.ts';

const setting: Setting = { page: 50, rewrites: false, file: false, lease: false };
const calmly: RunStep = { do: 'run', device: 0, luck: 0, faults: [], meanwhile: [] };

async function story(...steps: readonly Step[]): Promise<void> {
  await play({ setting, steps });
}

test('both make the same series of an appointment, and what one cancels of it is cancelled (series seed 5)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    calmly,
    { do: 'repeat', side: 'calendar', which: 0, how: { every: 'week', end: 'count' } },
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0.42, change: 'cancel' },
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'week', end: 'until' } },
    { do: 'occurrence', side: 'crm', which: 0, nth: 0.7, change: 'title' },
  );
});

test('days of a series that came near are written in the run in which a question was answered (series seed 501)', async () => {
  await story(
    { do: 'wait', minutes: 2881 },
    { do: 'create', side: 'crm', like: [] },
    { ...calmly, device: 1 },
    calmly,
    { do: 'repeat', side: 'calendar', which: 0.82, how: { every: 'week', end: 'endless' } },
    { do: 'prefer', change: { 'conflict.rule': 'ask' } },
  );
});

test('a copy of a meeting that was made a series goes where its owner moved the meeting meanwhile (series seed 1073)', async () => {
  await story(
    { do: 'invite', side: 'calendar' },
    calmly,
    { do: 'edit', side: 'calendar', which: 0, changes: [{ field: 'allDay', days: 1 }] },
    { do: 'wait', minutes: 11 },
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'week', end: 'endless' } },
    { do: 'occurrence', side: 'crm', which: 0, nth: 0.4, change: 'move' },
  );
});

test('an occurrence is put back to the moment at which its series has it there, whatever the clock of the other (series seed 6083)', async () => {
  // In March the clocks of New York are an hour nearer to those of Berlin for two weeks.
  await story(
    { do: 'create', side: 'calendar', like: [] },
    {
      do: 'repeat',
      side: 'calendar',
      which: 0,
      how: { every: 'fortnight', end: 'endless', zone: 'America/New_York' },
    },
    calmly,
    { do: 'occurrence', side: 'crm', which: 0, nth: 0, change: 'restore' },
  );
});

test('an occurrence that was moved and put back is no change that beats a deletion (series seed 6818)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    { do: 'create', side: 'crm', like: [] },
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'month', end: 'endless' } },
    calmly,
    { do: 'occurrence', side: 'crm', which: 0, nth: 0.84, change: 'move' },
    { do: 'remove', side: 'calendar', which: 0 },
    { do: 'occurrence', side: 'crm', which: 0, nth: 0, change: 'restore' },
  );
});

test('an occurrence that is put back while a write of another one has no answer is put back on both sides (series seed 4827)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'crm', which: 0.45, how: { every: 'week', end: 'until' } },
    { ...calmly, luck: 916139 },
    { do: 'create', side: 'calendar', like: [] },
    { do: 'occurrence', side: 'calendar', which: 0.18, nth: 0.79, change: 'location' },
    calmly,
    { do: 'wait', minutes: 373 },
    { do: 'occurrence', side: 'calendar', which: 0.05, nth: 0.45, change: 'move' },
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'crm', which: 0.38, how: { every: 'week', end: 'until', zone: 'Asia/Kolkata' } },
    { do: 'edit', side: 'calendar', which: 0.44, changes: [{ field: 'body' }] },
    {
      ...calmly,
      luck: 545476,
      faults: [{ side: 'crm', kind: 'timeOutAfter', skip: 2 }],
      meanwhile: [{ after: 8, deed: { do: 'occurrence', side: 'crm', which: 0.43, nth: 0.9, change: 'restore' } }],
    },
  );
});

test('a series that is shortened in the CRM beyond what is compared comes back where it was deleted (series seed 5302)', async () => {
  const monthly = { every: 'month' } as const;
  await story(
    { do: 'create', side: 'crm', like: [] },
    calmly,
    {
      ...calmly,
      luck: 253636,
      meanwhile: [
        { after: 3, deed: { do: 'repeat', side: 'calendar', which: 0.78, how: { ...monthly, end: 'endless' } } },
      ],
    },
    { do: 'remove', side: 'calendar', which: 0.43 },
    { do: 'repeat', side: 'crm', which: 0, how: { ...monthly, end: 'until' } },
  );
});

test('a rule with an end stays one where the other side lost its endless rule (series seed 6526)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    calmly,
    { do: 'repeat', side: 'calendar', which: 0.24, how: { every: 'lastWorkday', end: 'endless' } },
    { do: 'repeat', side: 'crm', which: 0.79, how: { every: 'twiceAWeek', end: 'endless', zone: 'Asia/Kolkata' } },
    { ...calmly, luck: 1, faults: [{ side: 'crm', kind: 'dropped', skip: 4 }] },
  );
});

test('what a copy cannot say of a series is not taken for changes of its occurrences (series seed 20618)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [{ field: 'availability', to: 'outOfOffice' }] },
    { do: 'repeat', side: 'calendar', which: 0, how: { every: 'month', end: 'until' } },
    calmly,
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0.65, change: 'cancel' },
    { do: 'occurrence', side: 'crm', which: 0, nth: 0.26, change: 'cancel' },
  );
});

test('a series that is made in SuperOffice ends where it ends, also beside an endless one (series seed 20645)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    calmly,
    { do: 'repeat', side: 'calendar', which: 0, how: { every: 'week', end: 'endless' } },
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'week', end: 'endless', zone: 'America/New_York' } },
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0.2, change: 'cancel' },
  );
});

test('a day that SuperOffice has added takes place, though the calendar had cancelled it beyond what SuperOffice held (series seed 21622)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'calendar', which: 0, how: { every: 'day', end: 'until' } },
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0.85, change: 'cancel' },
    calmly,
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'day', end: 'count' } },
  );
});

test('an occurrence of a meeting in SuperOffice that was cancelled on its copy is back when the memory is lost (series seed 21512)', async () => {
  const meanwhile: RunStep['meanwhile'] = [
    { after: 3, deed: { do: 'repeat', side: 'crm', which: 0.93, how: { every: 'lastWorkday', end: 'count' } } },
    { after: 8, deed: { do: 'occurrence', side: 'calendar', which: 0.03, nth: 0.14, change: 'cancel' } },
  ];
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'invite', side: 'crm' },
    { ...calmly, meanwhile },
    { do: 'delete', device: 0 },
  );
});

test('a series is the same by a clock on which it begins on another day (series seed 21242)', async () => {
  // The fourteenth value that is written is half past six in the evening by UTC: midnight in Kolkata.
  const nine = Array.from({ length: 9 }, (): Change => ({ field: 'body' }));
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'edit', side: 'calendar', which: 0, changes: [...nine, { field: 'time', to: 'near' }] },
    calmly,
    { do: 'repeat', side: 'calendar', which: 0, how: { every: 'week', end: 'until', zone: 'Asia/Kolkata' } },
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'week', end: 'until' } },
  );
});

test('a rule with so many occurrences has them where its series began with cancelled ones, too (series seeds 23927, 24105)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'calendar', which: 0, how: { every: 'lastWorkday', end: 'count' } },
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0, change: 'cancel' },
    calmly,
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'twiceAWeek', end: 'count', zone: 'Europe/London' } },
  );
});

test('a rule whose write had no answer has arrived, by whatever clock the CRM shows it, and what is made of it since goes across (series seed 60003)', async () => {
  const till: readonly Step[] = [
    { do: 'create', side: 'crm', like: [] },
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'week', end: 'endless' } },
    calmly,
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'calendar', which: 0.48, how: { every: 'day', end: 'until', zone: 'Asia/Kolkata' } },
    { ...calmly, luck: 632444, faults: [{ side: 'crm', kind: 'timeOutAfter', skip: 1 }] },
    { do: 'single', side: 'calendar', which: 0.48 },
  ];
  await story(...till);
  await story(...till, { do: 'occurrence', side: 'crm', which: 0.98, nth: 0.54, change: 'move' });
});

test('where the CRM has days of a series instead of its rule, one that was moved goes nowhere past its neighbours (series seeds 60024 and 60029)', async () => {
  const lastWorkday: Step = { do: 'repeat', side: 'calendar', which: 0, how: { every: 'lastWorkday', end: 'endless' } };
  await story(
    { do: 'create', side: 'calendar', like: [] },
    lastWorkday,
    calmly,
    { do: 'occurrence', side: 'crm', which: 0, nth: 0.73, change: 'move' },
    { do: 'occurrence', side: 'crm', which: 0, nth: 0.15, change: 'cancel' },
  );
  await story(
    { do: 'create', side: 'calendar', like: [] },
    lastWorkday,
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0.27, change: 'cancel' },
    calmly,
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'lastWorkday', end: 'count' } },
  );
});

test('a whole run is taken back together with what it put back on the wrong side of a meeting (series seed 62286)', async () => {
  await story(
    { do: 'invite', side: 'crm' },
    { do: 'create', side: 'crm', like: [] },
    { do: 'repeat', side: 'crm', which: 0.2, how: { every: 'fortnight', end: 'until' } },
    calmly,
    { do: 'edit', side: 'calendar', which: 0.8, changes: [{ field: 'location' }] },
    { do: 'split', side: 'calendar', which: 0.33, nth: 0.4 },
    { ...calmly, luck: 627666 },
    { do: 'undo', device: 0, which: 0.52, wholeRun: true, luck: 960240 },
  );
});

test('a first occurrence that is cancelled in the calendar goes from the CRM, though the write did not get there (series seed 63319)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'week', end: 'endless' } },
    calmly,
    { do: 'occurrence', side: 'crm', which: 0, nth: 0.26, change: 'cancel' },
    { ...calmly, luck: 1 },
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0, change: 'cancel' },
    { ...calmly, luck: 2, faults: [{ side: 'crm', kind: 'timeOutBefore', skip: 3 }] },
  );
});

test('what was made by another computer is asked for twice before it is copied beside its renamed original (series seed 23223)', async () => {
  const clash: Step = { do: 'clash', which: 0.68, change: { field: 'title' }, alike: false };
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'copy', side: 'calendar', which: 0.82 },
    { ...calmly, device: 1, luck: 38052, faults: [{ side: 'crm', kind: 'timeOutAfter', skip: 1 }] },
    {
      do: 'together',
      runs: [
        { ...calmly, luck: 985303, meanwhile: [{ after: 5, deed: clash }] },
        { ...calmly, device: 1, faults: [{ side: 'crm', kind: 'staleRead', skip: 4 }] },
      ],
    },
  );
});

test('a series of days in the CRM that gets others past those that were moved is told anew (series seed 66351)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'calendar', which: 0, how: { every: 'lastWorkday', end: 'endless' } },
    calmly,
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0.28, change: 'cancel' },
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0.4, change: 'move' },
    { ...calmly, luck: 1 },
    { do: 'repeat', side: 'crm', which: 0, how: { every: 'lastWorkday', end: 'until' } },
  );
});

test('a day that the CRM had cancelled and the calendar has moved takes place in the CRM again (series seed 67794)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'calendar', which: 0, how: { every: 'lastWorkday', end: 'endless' } },
    calmly,
    { do: 'occurrence', side: 'crm', which: 0, nth: 0.18, change: 'cancel' },
    { do: 'occurrence', side: 'calendar', which: 0, nth: 0.12, change: 'move' },
  );
});

test('an occurrence that the CRM cancels while the calendar moves the whole series is cancelled (series seed 67100)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    calmly,
    {
      ...calmly,
      luck: 104963,
      meanwhile: [
        { after: 2, deed: { do: 'repeat', side: 'calendar', which: 0.77, how: { every: 'day', end: 'endless' } } },
      ],
    },
    { do: 'edit', side: 'calendar', which: 0.48, changes: [{ field: 'allDay', days: 3 }] },
    { do: 'occurrence', side: 'crm', which: 0.57, nth: 0.7, change: 'cancel' },
  );
});

test('a copy of what repeats on one side only since all was forgotten is shown, and left as it is (series seed 300447)', async () => {
  const month: Deed = { do: 'repeat', side: 'calendar', which: 0.3, how: { every: 'month', end: 'until' } };
  await story(
    { do: 'create', side: 'crm', like: [] },
    calmly,
    {
      ...calmly,
      faults: [{ side: 'calendar', kind: 'serverError', skip: 0 }],
      meanwhile: [{ after: 1, deed: month }],
    },
    { do: 'damage', device: 0 },
    { ...calmly, meanwhile: [{ after: 8, deed: { do: 'copy', side: 'calendar', which: 0.35 } }] },
    { do: 'remove', side: 'calendar', which: 0.32 },
  );
});

test('where the CRM lets another rule end is where it ends, though a day beyond was cancelled (series seed 300055)', async () => {
  const month: Deed = { do: 'repeat', side: 'calendar', which: 0.93, how: { every: 'month', end: 'count' } };
  await story(
    { ...calmly, meanwhile: [{ after: 2, deed: { do: 'create', side: 'calendar', like: [] } }] },
    { ...calmly, luck: 869885, meanwhile: [{ after: 4, deed: month }] },
    { do: 'occurrence', side: 'calendar', which: 0.64, nth: 0.89, change: 'cancel' },
    { ...calmly, luck: 750682 },
    { do: 'repeat', side: 'crm', which: 0.52, how: { every: 'fortnight', end: 'until' } },
  );
});

test('a rule that the CRM gives other days moves those of the calendar to them (series seed 310862)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    { do: 'repeat', side: 'crm', which: 0.07, how: { every: 'lastWorkday', end: 'count' } },
    calmly,
    { do: 'repeat', side: 'calendar', which: 0.07, how: { every: 'month', end: 'until' } },
    { ...calmly, luck: 752507 },
    { do: 'repeat', side: 'crm', which: 0.32, how: { every: 'lastWorkday', end: 'endless' } },
  );
});

test('a series that the calendar could not be given as the CRM shows it has it already, and an edit goes across (series seed 312508)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'calendar', which: 0.31, how: { every: 'day', end: 'endless' } },
    { do: 'occurrence', side: 'calendar', which: 0.49, nth: 0.63, change: 'move' },
    { do: 'zone', side: 'crm', zone: 'America/Los_Angeles' },
    calmly,
    { do: 'edit', side: 'calendar', which: 0.38, changes: [{ field: 'importance', to: 'low' }] },
  );
});

test('a series that was shortened before its creation was confirmed is shortened on the other side (series seed 314173)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    calmly,
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'crm', which: 0.96, how: { every: 'week', end: 'endless' } },
    { do: 'copy', side: 'crm', which: 0.55 },
    { ...calmly, luck: 697860, dies: 350 },
    { do: 'split', side: 'calendar', which: 0.95, nth: 0.42 },
  );
});

test('what was changed on the wrong side of a meeting is put back while its owner deletes it (series seed 314899)', async () => {
  await story(
    { do: 'invite', side: 'crm' },
    calmly,
    { do: 'wait', minutes: 2 },
    { do: 'repeat', side: 'calendar', which: 0.14, how: { every: 'day', end: 'count', zone: 'Asia/Kolkata' } },
    { ...calmly, luck: 256839, meanwhile: [{ after: 4, deed: { do: 'remove', side: 'crm', which: 0.7 } }] },
  );
});

test('a pair of which both sides were written, and one has more to say, is looked at again after a death (series seed 316643)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    {
      do: 'run',
      device: 0,
      luck: 0,
      faults: [],
      meanwhile: [{ after: 4, deed: { do: 'create', side: 'crm', like: [] } }],
    },
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'crm', which: 0.58, how: { every: 'day', end: 'endless' } },
    { do: 'run', device: 0, luck: 955682, faults: [], meanwhile: [] },
    { do: 'edit', side: 'calendar', which: 0.52, changes: [{ field: 'body' }, { field: 'time', to: 'near' }] },
    { do: 'occurrence', side: 'crm', which: 0.3, nth: 0.22, change: 'move' },
    { do: 'remove', side: 'calendar', which: 0.8 },
    { do: 'run', device: 0, luck: 870496, faults: [], dies: 371, meanwhile: [] },
  );
});

test('what the CRM holds of a rule in part is what was agreed on, and no new one (series seed 314629)', async () => {
  const single: Deed = { do: 'single', side: 'calendar', which: 0.3 };
  await story(
    { do: 'create', side: 'calendar', like: [] },
    calmly,
    { do: 'repeat', side: 'crm', which: 0.1, how: { every: 'fortnight', end: 'endless' } },
    { ...calmly, luck: 773891 },
    { do: 'repeat', side: 'calendar', which: 0.43, how: { every: 'lastWorkday', end: 'endless' } },
    { do: 'occurrence', side: 'crm', which: 0.58, nth: 0.35, change: 'move' },
    { ...calmly, luck: 638399, meanwhile: [{ after: 7, deed: single }] },
  );
});

test('of two that nobody remembers to be one, what is left after a deletion is copied (series seed 389439)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    calmly,
    { do: 'repeat', side: 'calendar', which: 0.65, how: { every: 'twiceAWeek', end: 'until' } },
    { do: 'delete', device: 0 },
    { ...calmly, meanwhile: [{ after: 2, deed: { do: 'copy', side: 'crm', which: 0.11 } }] },
    { do: 'repeat', side: 'crm', which: 0.76, how: { every: 'fortnight', end: 'until' } },
    { do: 'remove', side: 'calendar', which: 0.19 },
  );
});

test('where nobody remembers, a first occurrence that is cancelled on one side alone is asked about (series seed 401205)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    calmly,
    { do: 'repeat', side: 'crm', which: 0.22, how: { every: 'fortnight', end: 'until', zone: 'Asia/Kolkata' } },
    { do: 'prefer', change: { 'conflict.rule': 'ask' } },
    { ...calmly, luck: 371800 },
    { do: 'occurrence', side: 'calendar', which: 0.97, nth: 0.06, change: 'cancel' },
    { do: 'delete', device: 0 },
  );
});

test('what a series is called of which each occurrence has a name of its own is seen by nobody (series seed 404704)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    { do: 'repeat', side: 'crm', which: 0.4, how: { every: 'lastWorkday', end: 'endless' } },
    { do: 'occurrence', side: 'crm', which: 0.94, nth: 0.93, change: 'title' },
    calmly,
    { do: 'occurrence', side: 'calendar', which: 0.69, nth: 0.29, change: 'title' },
    { ...calmly, luck: 831039 },
    { do: 'edit', side: 'calendar', which: 0.23, changes: [{ field: 'title' }] },
  );
});

test('nor is it told when it gives way to another such name (series seed 451027)', async () => {
  const clash: Deed = { do: 'clash', which: 0.4, change: { field: 'title' }, alike: false };
  await play({
    setting: { ...setting, lease: true },
    steps: [
      { do: 'create', side: 'crm', like: [] },
      { do: 'repeat', side: 'crm', which: 0.74, how: { every: 'lastWorkday', end: 'endless' } },
      { do: 'occurrence', side: 'crm', which: 0.46, nth: 0.42, change: 'title' },
      calmly,
      { do: 'occurrence', side: 'calendar', which: 0.67, nth: 0.66, change: 'title' },
      { ...calmly, luck: 350913 },
      { do: 'occurrence', side: 'crm', which: 0.5, nth: 0.05, change: 'title' },
      { ...calmly, luck: 312549, meanwhile: [{ after: 1, deed: clash }] },
    ],
  });
});

test('an occurrence that both sides cancelled is not put back with what else its owner did (series seed 407848)', async () => {
  await story(
    { do: 'invite', side: 'crm' },
    { do: 'repeat', side: 'crm', which: 0.25, how: { every: 'fortnight', end: 'count', zone: 'Europe/Berlin' } },
    calmly,
    { do: 'occurrence', side: 'crm', which: 0.75, nth: 0.84, change: 'location' },
    { do: 'occurrence', side: 'calendar', which: 0.95, nth: 0.68, change: 'cancel' },
    { do: 'occurrence', side: 'crm', which: 0.83, nth: 0.76, change: 'cancel' },
  );
});

test("somebody's own copy stays when the meeting that it was copied from is called off (series seed 393231)", async () => {
  await play({
    setting: { ...setting, lease: true },
    steps: [
      { do: 'invite', side: 'crm' },
      { ...calmly, meanwhile: [{ after: 5, deed: { do: 'create', side: 'calendar', like: [] } }] },
      { do: 'copy', side: 'calendar', which: 0.04 },
      { do: 'prefer', change: { direction: 'crmToCalendar' } },
      { do: 'callOff', side: 'crm', which: 0.58 },
      { ...calmly, luck: 617211, meanwhile: [{ after: 2, deed: { do: 'create', side: 'crm', like: [] } }] },
    ],
  });
});

test('an edit of a copy outside of the window is not put back when the meeting is deleted (series seed 400863)', async () => {
  await play({
    setting: { ...setting, lease: true },
    steps: [
      { do: 'invite', side: 'crm' },
      calmly,
      { do: 'edit', side: 'crm', which: 0.84, changes: [{ field: 'time', to: 'past' }] },
      { ...calmly, luck: 648312 },
      { do: 'wait', minutes: 12 },
      { do: 'remove', side: 'crm', which: 0.11 },
      { do: 'edit', side: 'calendar', which: 0.24, changes: [{ field: 'location' }] },
      { do: 'prefer', change: { 'calendar.private': true } },
    ],
  });
});

test("an edit of somebody else's meeting is put back though its occurrences share a day by the CRM's clock (series seed 371318)", async () => {
  await story(
    { do: 'invite', side: 'calendar' },
    { do: 'repeat', side: 'calendar', which: 0.28, how: { every: 'day', end: 'endless' } },
    { do: 'zone', side: 'crm', zone: 'America/Los_Angeles' },
    { do: 'occurrence', side: 'calendar', which: 0.13, nth: 0.73, change: 'move' },
    calmly,
    { do: 'occurrence', side: 'crm', which: 0.2, nth: 0.89, change: 'move' },
  );
});

test('what was begun in the CRM may be finished after the direction has changed (series seed 393340)', async () => {
  await play({
    setting: { ...setting, lease: true },
    steps: [
      { ...calmly, meanwhile: [{ after: 5, deed: { do: 'create', side: 'calendar', like: [] } }] },
      { do: 'create', side: 'calendar', like: [] },
      { do: 'repeat', side: 'crm', which: 0.64, how: { every: 'month', end: 'endless' } },
      { do: 'wait', minutes: 86 },
      { do: 'remove', side: 'calendar', which: 1 },
      { do: 'edit', side: 'calendar', which: 0.82, changes: [{ field: 'time', to: 'near' }] },
      { ...calmly, luck: 400532, faults: [{ side: 'crm', kind: 'refused', skip: 0 }] },
      { do: 'wait', minutes: 17 },
      { do: 'invite', side: 'crm' },
      {
        ...calmly,
        faults: [
          { side: 'crm', kind: 'cursorExpiredMidway', skip: 0 },
          { side: 'crm', kind: 'throttle', skip: 3 },
        ],
      },
      { do: 'single', side: 'crm', which: 0.36 },
      { do: 'prefer', change: { direction: 'crmToCalendar' } },
      { ...calmly, luck: 113213 },
    ],
  });
});

test('a rule that another computer has carried is not put back with what its owner did to an occurrence (series seed 415408)', async () => {
  await story(
    { do: 'invite', side: 'crm' },
    { do: 'repeat', side: 'crm', which: 0.43, how: { every: 'day', end: 'endless' } },
    { ...calmly, device: 1 },
    { do: 'repeat', side: 'crm', which: 0.25, how: { every: 'week', end: 'endless' } },
    calmly,
    { do: 'occurrence', side: 'crm', which: 0.24, nth: 0.02, change: 'move' },
    { ...calmly, device: 1, luck: 84590 },
  );
});

test('what was cancelled of a list of days comes back when the other side has moved it (series seed 415162)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'repeat', side: 'calendar', which: 0.73, how: { every: 'lastWorkday', end: 'count' } },
    calmly,
    { do: 'occurrence', side: 'crm', which: 0.23, nth: 0.01, change: 'title' },
    { do: 'occurrence', side: 'crm', which: 0.28, nth: 0.85, change: 'cancel' },
    { do: 'occurrence', side: 'calendar', which: 0.55, nth: 0.72, change: 'move' },
  );
});

test('what the leading side cancels is cancelled, whatever the other had made of it (series seed 418478)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    {
      do: 'repeat',
      side: 'calendar',
      which: 0.85,
      how: { every: 'lastWorkday', end: 'endless', zone: 'America/New_York' },
    },
    calmly,
    { do: 'occurrence', side: 'calendar', which: 0.19, nth: 0.55, change: 'title' },
    { do: 'occurrence', side: 'crm', which: 0.16, nth: 0.55, change: 'cancel' },
    { do: 'prefer', change: { direction: 'crmToCalendar' } },
    { ...calmly, luck: 622094 },
  );
});

test('days that came near do not bring back what was taken from the end of a list that is not listened to (series seed 430922)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    {
      do: 'repeat',
      side: 'calendar',
      which: 0.56,
      how: { every: 'lastWorkday', end: 'endless', zone: 'Europe/Berlin' },
    },
    calmly,
    { do: 'split', side: 'crm', which: 0.2, nth: 0.74 },
    { do: 'prefer', change: { direction: 'calendarToCrm' } },
    { ...calmly, luck: 218356 },
  );
});

test('a day that a new rule brings back to a list may be one that was moved there (series seed 417812)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    calmly,
    { do: 'repeat', side: 'calendar', which: 0.42, how: { every: 'lastWorkday', end: 'endless' } },
    { do: 'occurrence', side: 'calendar', which: 0.46, nth: 0.73, change: 'cancel' },
    { ...calmly, luck: 258509 },
    { do: 'repeat', side: 'crm', which: 0.04, how: { every: 'lastWorkday', end: 'endless' } },
  );
});

test('the copy of a meeting is not copied back while another computer, without a lease, removes it (series seed 417915)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    { do: 'invite', side: 'crm' },
    { do: 'invite', side: 'crm' },
    { do: 'copy', side: 'crm', which: 0.15 },
    { do: 'invite', side: 'calendar' },
    calmly,
    { do: 'callOff', side: 'calendar', which: 0.48 },
    { do: 'create', side: 'calendar', like: [] },
    {
      do: 'together',
      runs: [
        { ...calmly, luck: 513826 },
        { ...calmly, device: 1 },
      ],
    },
  );
});

test('an occurrence that is put back as both had it keeps nothing from being deleted (series seed 434405)', async () => {
  await story(
    { do: 'create', side: 'calendar', like: [] },
    { do: 'create', side: 'calendar', like: [] },
    calmly,
    { do: 'wait', minutes: 15 },
    { do: 'repeat', side: 'crm', which: 0.84, how: { every: 'fortnight', end: 'count' } },
    { do: 'edit', side: 'crm', which: 0.39, changes: [{ field: 'title' }] },
    {
      do: 'run',
      device: 0,
      luck: 292030,
      faults: [],
      meanwhile: [
        {
          after: 9,
          deed: { do: 'edit', side: 'crm', which: 1, changes: [{ field: 'time', to: 'near' }, { field: 'location' }] },
        },
        {
          after: 5,
          deed: {
            do: 'edit',
            side: 'calendar',
            which: 0.38,
            changes: [{ field: 'body' }, { field: 'reminder', to: 'none' }],
          },
        },
      ],
    },
    { do: 'create', side: 'crm', like: [] },
    { do: 'remove', side: 'crm', which: 0.44 },
    { do: 'occurrence', side: 'calendar', which: 0.98, nth: 0.49, change: 'move' },
    {
      do: 'run',
      device: 0,
      luck: 44869,
      faults: [],
      meanwhile: [
        { after: 1, deed: { do: 'occurrence', side: 'calendar', which: 0.61, nth: 0.13, change: 'restore' } },
      ],
    },
  );
});

test('what an old copy says about a pair that was set aside is not the last word (series seed 436163)', async () => {
  await story(
    { do: 'create', side: 'crm', like: [] },
    calmly,
    { do: 'create', side: 'calendar', like: [] },
    { do: 'wait', minutes: 7 },
    { do: 'edit', side: 'crm', which: 0.85, changes: [{ field: 'allDay', days: 1 }] },
    { do: 'remove', side: 'calendar', which: 0.29 },
    { do: 'edit', side: 'crm', which: 0.12, changes: [{ field: 'time', to: 'near' }] },
    {
      ...calmly,
      luck: 298212,
      faults: [{ side: 'calendar', kind: 'timeOutBefore', skip: 5 }],
      meanwhile: [
        { after: 2, deed: { do: 'repeat', side: 'crm', which: 0.57, how: { every: 'month', end: 'endless' } } },
      ],
    },
    {
      ...calmly,
      luck: 840065,
      faults: [
        { side: 'crm', kind: 'shortPage', skip: 5 },
        { side: 'crm', kind: 'staleRead', skip: 0 },
        { side: 'calendar', kind: 'staleRead', skip: 0 },
      ],
    },
  );
});

test('a day that was cancelled stays so when the other side wins over a new rule (series seed 449780)', async () => {
  await play({
    setting: { ...setting, lease: true },
    steps: [
      {
        ...calmly,
        meanwhile: [{ after: 3, deed: { do: 'create', side: 'calendar', like: [{ field: 'privacy', to: 'public' }] } }],
      },
      { do: 'repeat', side: 'calendar', which: 0.79, how: { every: 'fortnight', end: 'until' } },
      { do: 'occurrence', side: 'calendar', which: 0.67, nth: 0.92, change: 'cancel' },
      { ...calmly, luck: 773713 },
      { do: 'edit', side: 'crm', which: 0.5, changes: [{ field: 'time', to: 'far' }] },
      {
        ...calmly,
        stops: 281,
        meanwhile: [
          {
            after: 1,
            deed: { do: 'repeat', side: 'calendar', which: 0.75, how: { every: 'lastWorkday', end: 'endless' } },
          },
        ],
      },
    ],
  });
});

test('a moved occurrence is not put back by a new time of the series that gives way (series seed 453094)', async () => {
  await play({
    setting: { ...setting, lease: true },
    steps: [
      { do: 'create', side: 'calendar', like: [] },
      { do: 'repeat', side: 'calendar', which: 0.67, how: { every: 'twiceAWeek', end: 'until' } },
      calmly,
      { do: 'occurrence', side: 'crm', which: 0.48, nth: 0.46, change: 'move' },
      { ...calmly, luck: 894519 },
      { do: 'wait', minutes: 1 },
      { do: 'edit', side: 'crm', which: 0.75, changes: [{ field: 'time', to: 'near' }] },
      { do: 'wait', minutes: 22 },
      { do: 'split', side: 'calendar', which: 0.87, nth: 0.62 },
      {
        ...calmly,
        luck: 249111,
        meanwhile: [
          { after: 5, deed: { do: 'edit', side: 'calendar', which: 0.44, changes: [{ field: 'allDay', days: 3 }] } },
        ],
      },
      { ...calmly, stops: 5 },
    ],
  });
});

test('an occurrence that was moved goes back where the CRM has it under the day to which it was moved (series seed 454547)', async () => {
  await play({
    setting: { ...setting, lease: true },
    steps: [
      { do: 'create', side: 'crm', like: [] },
      calmly,
      { do: 'repeat', side: 'calendar', which: 0.65, how: { every: 'lastWorkday', end: 'until' } },
      { ...calmly, luck: 415209 },
      { do: 'repeat', side: 'crm', which: 0.56, how: { every: 'lastWorkday', end: 'endless', zone: 'Europe/Berlin' } },
      { do: 'occurrence', side: 'crm', which: 0.49, nth: 0.36, change: 'cancel' },
      { ...calmly, luck: 821807 },
      { do: 'occurrence', side: 'calendar', which: 0.43, nth: 0.05, change: 'restore' },
    ],
  });
});
