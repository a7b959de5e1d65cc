/** @file One seed makes one script: who does what on which side, what fails, and where a process dies. */
import type { Side } from '../../sync-core/model/side.ts';
import { type Chance, chanceOf } from './chance.ts';
import {
  type Change,
  type Deed,
  type Fault,
  faultKinds,
  type PreferenceChange,
  type RunStep,
  type Script,
  type Step,
} from './script.ts';

const sides = ['crm', 'calendar'] as const;
const zones = ['Europe/Berlin', 'Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kolkata'];

function changeOf(chance: Chance, side: Side): Change {
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

function changesOf(chance: Chance, side: Side): readonly Change[] {
  const first = changeOf(chance, side);
  return chance.happens(0.25) ? [first, changeOf(chance, side)] : [first];
}

function deedOf(chance: Chance): Deed {
  const side = chance.pick(sides);
  const which = Math.round(chance.next() * 100) / 100;
  const kind = chance.int(20);
  if (kind < 6) return { do: 'create', side, like: chance.happens(0.2) ? [changeOf(chance, side)] : [] };
  if (kind < 14) return { do: 'edit', side, which, changes: changesOf(chance, side) };
  if (kind < 16) return { do: 'clash', which, change: changeOf(chance, 'crm'), alike: chance.happens(0.3) };
  if (kind < 18) return { do: 'remove', side, which };
  return { do: chance.happens(0.6) ? 'copy' : 'move', side, which };
}

function faultOf(chance: Chance): Fault {
  return { side: chance.pick(sides), kind: chance.pick(faultKinds), skip: chance.int(6) };
}

function many<T>(chance: Chance, share: number, most: number, make: () => T): readonly T[] {
  return chance.happens(share) ? Array.from({ length: 1 + chance.int(most) }, make) : [];
}

function runOf(chance: Chance, device: number): RunStep {
  const early = Math.floor(2 ** (2 + chance.next() * 7));
  const end = chance.int(20);
  return {
    do: 'run',
    device,
    luck: chance.int(1_000_000),
    faults: many(chance, 0.4, 3, () => faultOf(chance)),
    ...(end < 6 ? { dies: early } : end === 6 ? { stops: early } : {}),
    meanwhile: many(chance, 0.3, 2, () => ({ after: 1 + chance.int(10), deed: deedOf(chance) })),
  };
}

function preferenceOf(chance: Chance): PreferenceChange {
  const on = chance.happens(0.5);
  return chance.pick<PreferenceChange>([
    { 'window.futureDays': on ? 180 : 90 },
    { 'kinds.appointment': on },
    { 'calendar.private': on },
    { 'calendar.free': on },
    { 'calendar.allDay': on },
    { 'calendar.reminders': on },
    { 'crm.reminders': on },
    { 'conflict.rule': chance.pick(['laterEdit', 'crm', 'calendar']) },
  ]);
}

function rareStep(chance: Chance): Step {
  const kind = chance.int(12);
  if (kind < 5) return { do: 'prefer', change: preferenceOf(chance) };
  if (kind < 6) return { do: 'clock', device: 0, ahead: chance.pick([0, 0, 45, -45, 3000, -3000]) };
  if (kind < 7) return { do: 'zone', side: chance.pick(sides), zone: chance.pick(zones) };
  if (kind < 8) return { do: 'backup', device: 0 };
  if (kind < 10) return { do: 'restore', device: 0 };
  return { do: chance.pick(['delete', 'damage']), device: 0 };
}

/** @param rounds at most so many: in each, some deeds and a run. */
export function scriptOf(seed: number, rounds = 6): Script {
  const chance = chanceOf(seed);
  const length = 2 + chance.int(rounds - 1);
  const setting = { page: 1 + chance.int(6), rewrites: chance.happens(0.7), file: chance.happens(0.02) };
  const steps: Step[] = [];
  for (let round = 0; round < length; round++) {
    for (let n = chance.int(round === 0 ? 8 : 4); n >= 0; n--) steps.push(deedOf(chance));
    if (chance.happens(0.15)) steps.push(rareStep(chance));
    steps.push(runOf(chance, 0));
    steps.push({ do: 'wait', minutes: 1 + chance.int(chance.happens(0.2) ? 600 : 30) });
  }
  return { setting, steps };
}
