/** @file One seed makes one script: who does what on which side, what fails, and where a process dies. */
import type { Side } from '../../sync-core/model/side.ts';
import { type Chance, chanceOf } from './chance.ts';
import { otherChangeOf, seriesDeedOf } from './generate-series.ts';
import {
  type Change,
  type Deed,
  type Fault,
  type FaultKind,
  faultKinds,
  type PreferenceChange,
  type RunStep,
  type Script,
  type Step,
} from './script.ts';

const sides = ['crm', 'calendar'] as const;
const zones = ['Europe/Berlin', 'Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kolkata'];

/** What a task has, told as of an appointment of whole days: see `task-world.ts`. */
function taskChangeOf(chance: Chance): Change {
  const kind = chance.int(20);
  if (kind < 5) return { field: 'title' };
  if (kind < 9) return { field: 'body' };
  if (kind < 12) return { field: 'allDay', days: 1 };
  if (kind < 14) return { field: 'availability', to: chance.pick(['free', 'busy']) };
  if (kind < 16) return { field: 'reminder', to: chance.happens(0.3) ? 'none' : 'some' };
  if (kind < 18) return { field: 'importance', to: chance.pick(['low', 'normal', 'high']) };
  return { field: 'privacy', to: chance.pick(['public', 'private']) };
}

function changeOf(chance: Chance, side: Side, { of }: Pick<Theme, 'of'>): Change {
  if (of === 'tasks') return taskChangeOf(chance);
  const kind = chance.int(20);
  if (kind < 5) return { field: 'title' };
  if (kind < 8) return { field: 'body' };
  if (kind < 11) return { field: 'location' };
  if (kind < 14) return { field: 'time', to: 'near' };
  if (kind < 15) return { field: 'time', to: chance.pick(['far', 'past']) };
  if (kind < 16) return { field: 'allDay', days: 1 + chance.int(3) };
  if (kind < 17) {
    return {
      field: 'availability',
      to: chance.pick(side === 'crm' ? ['free', 'busy'] : ['free', 'busy', 'tentative', 'outOfOffice']),
    };
  }
  if (kind < 19) return { field: 'reminder', to: chance.happens(0.3) ? 'none' : 'some' };
  return { field: 'privacy', to: chance.pick(['public', 'private']) };
}

function changesOf(chance: Chance, side: Side, theme: Theme): readonly Change[] {
  const isOther = theme.of === 'series' && chance.happens(0.2);
  const first = isOther ? otherChangeOf(chance) : changeOf(chance, side, theme);
  return chance.happens(0.25) ? [first, changeOf(chance, side, theme)] : [first];
}

/** `series`: appointments that repeat, besides those that do not. */
export type About = 'appointments' | 'series' | 'tasks';

/**
 * What a history is about, besides everything. Nobody can know an item again that moves while memories are old; and of two
 * computers that both have old memories of what was deleted, one may bring it back twice (see docs/reliability.md).
 */
interface Theme {
  readonly moves: boolean;
  readonly twoDevices: boolean;
  readonly of: About;
  /** A number that nothing else of the history has: of two runs with one number the second would have the first one's id. */
  readonly luck: () => number;
}

function lucksOf(chance: Chance): Theme['luck'] {
  const had = new Set<number>();
  return () => {
    let luck = chance.int(1_000_000);
    while (had.has(luck)) luck += 1;
    had.add(luck);
    return luck;
  };
}

function deedOf(chance: Chance, theme: Theme): Deed {
  const { moves, twoDevices, of } = theme;
  if (of === 'series' && chance.happens(0.45)) return seriesDeedOf(chance);
  const side = chance.pick(sides);
  const which = Math.round(chance.next() * 100) / 100;
  const kind = chance.int(20);
  if (kind < 6) return { do: 'create', side, like: chance.happens(0.2) ? [changeOf(chance, side, theme)] : [] };
  if (kind < 14) return { do: 'edit', side, which, changes: changesOf(chance, side, theme) };
  if (kind < 16) return { do: 'clash', which, change: changeOf(chance, 'crm', theme), alike: chance.happens(0.3) };
  if (kind < 18 && !twoDevices) return { do: 'remove', side, which };
  return { do: moves && chance.happens(0.6) ? 'move' : 'copy', side, which };
}

function faultOf(chance: Chance, { moves }: Theme): Fault {
  const kind = chance.pick(faultKinds);
  // An item that moves while an old copy still shows it where it was looks like two.
  return { side: chance.pick(sides), kind: moves && kind === 'staleRead' ? 'dropped' : kind, skip: chance.int(6) };
}

function many<T>(chance: Chance, share: number, most: number, make: () => T): readonly T[] {
  return chance.happens(share) ? Array.from({ length: 1 + chance.int(most) }, make) : [];
}

function runOf(chance: Chance, theme: Theme, device: number): RunStep {
  const early = Math.floor(2 ** (2 + chance.next() * 7));
  const end = chance.int(20);
  return {
    do: 'run',
    device,
    luck: theme.luck(),
    faults: many(chance, 0.4, 3, () => faultOf(chance, theme)),
    ...(end < 6 ? { dies: early } : end === 6 ? { stops: early } : {}),
    meanwhile: many(chance, 0.3, 2, () => ({ after: 1 + chance.int(10), deed: deedOf(chance, theme) })),
  };
}

function preferenceOf(chance: Chance, { of }: Theme): PreferenceChange {
  const on = chance.happens(0.5);
  const series = of === 'series';
  if (of === 'tasks') return taskPreferenceOf(chance, on);
  return chance.pick<PreferenceChange>([
    { 'window.futureDays': on ? 180 : series ? 150 : 90 },
    { 'kinds.appointment': on },
    { 'calendar.private': on },
    { 'calendar.free': on },
    { 'calendar.allDay': on },
    { 'calendar.reminders': on },
    { 'crm.reminders': on },
    { 'conflict.rule': chance.pick(['laterEdit', 'crm', 'calendar', 'ask']) },
    { 'conflict.rule': 'ask' },
    { direction: chance.pick(['twoWay', 'crmToCalendar', 'calendarToCrm', 'none']) },
    { direction: on ? 'twoWay' : chance.pick(['crmToCalendar', 'calendarToCrm']) },
  ]);
}

function taskPreferenceOf(chance: Chance, on: boolean): PreferenceChange {
  return chance.pick<PreferenceChange>([
    { 'kinds.task': on },
    { 'calendar.private': on },
    { 'calendar.reminders': on },
    { 'crm.reminders': on },
    { 'conflict.rule': chance.pick(['laterEdit', 'crm', 'calendar', 'ask']) },
    { direction: chance.pick(['twoWay', 'crmToCalendar', 'calendarToCrm', 'none']) },
    { direction: on ? 'twoWay' : chance.pick(['crmToCalendar', 'calendarToCrm']) },
  ]);
}

function rareStep(chance: Chance, theme: Theme): Step {
  const { moves, twoDevices } = theme;
  const kind = chance.int(18);
  const which = Math.round(chance.next() * 100) / 100;
  if (kind < 5) return { do: 'prefer', change: preferenceOf(chance, theme) };
  if (kind < 6) return { do: 'clock', device: 0, ahead: chance.pick([0, 0, 45, -45, 3000, -3000]) };
  if (kind < 7) return { do: 'zone', side: chance.pick(sides), zone: chance.pick(zones) };
  if (moves && kind < 12) return { do: 'prefer', change: preferenceOf(chance, theme) };
  if (kind < 8) return { do: 'backup', device: 0 };
  if (kind < 10) return { do: 'restore', device: 0 };
  if (kind < 12) return { do: chance.pick(['delete', 'damage']), device: 0 };
  if (twoDevices) return { do: 'prefer', change: preferenceOf(chance, theme) };
  if (kind < 15) return { do: 'decide', device: 0, which, answer: chance.int(3) };
  return { do: 'undo', device: 0, which, wholeRun: chance.happens(0.3), luck: theme.luck() };
}

/** Two computers, one after the other or at the same time. */
function runOfTwo(chance: Chance, theme: Theme): Step {
  const kind = chance.int(10);
  if (kind < 3) return { do: 'together', runs: [runOf(chance, theme, 0), runOf(chance, theme, 1)] };
  if (kind < 4) return { do: 'clone', from: 0, to: 1 };
  if (kind < 5) return { do: 'takeOver', device: 1 };
  return runOf(chance, theme, chance.int(2));
}

/**
 * @param rounds at most so many: in each, some deeds and a run.
 * @param of what is synchronised in it.
 */
export function scriptOf(seed: number, rounds = 6, of: About = 'appointments'): Script {
  const chance = chanceOf(seed);
  const length = 2 + chance.int(rounds - 1);
  const setting = {
    page: 1 + chance.int(6),
    rewrites: chance.happens(0.7),
    file: chance.happens(0.02),
    lease: chance.happens(0.5),
  };
  const kind = chance.next();
  const theme = { twoDevices: kind < 0.12, moves: kind > 0.6, of, luck: lucksOf(chance) };
  const steps: Step[] = [];
  for (let round = 0; round < length; round++) {
    for (let n = chance.int(round === 0 ? 8 : 4); n >= 0; n--) steps.push(deedOf(chance, theme));
    if (chance.happens(0.3)) steps.push(rareStep(chance, theme));
    steps.push(theme.twoDevices ? runOfTwo(chance, theme) : runOf(chance, theme, 0));
    steps.push({ do: 'wait', minutes: 1 + chance.int(chance.happens(0.2) ? 600 : 30) });
  }
  return { setting, steps };
}

/** After these it may be unknown what became of a write. */
const losing: readonly FaultKind[] = ['timeOutAfter', 'refused', 'shortPage'];

function losesAnswers(step: Step): boolean {
  if (step.do === 'together') return step.runs.some(losesAnswers);
  if (step.do !== 'run') return false;
  return step.dies !== undefined || step.stops !== undefined || step.faults.some(({ kind }) => losing.includes(kind));
}

/**
 * A calendar that keeps something else than its connector says is only played where every write has its answer: what it made of
 * one that has none cannot be told from what a person made of it.
 */
export function rewritingInSightOnly({ setting, steps }: Script): Script {
  return { setting: { ...setting, rewrites: setting.rewrites && !steps.some(losesAnswers) }, steps };
}
