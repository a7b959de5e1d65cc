/** @file The part of a script that is about series, and about what else an appointment can be. */
import type { Chance } from './chance.ts';
import type { Change, Deed, OccurrenceChange, Repeat } from './script.ts';

const sides = ['crm', 'calendar'] as const;
/** Where clocks change on another day than in Berlin, or never. */
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Europe/London'];
const ways: readonly Repeat['every'][] = ['day', 'week', 'week', 'twiceAWeek', 'fortnight', 'month', 'lastWorkday'];
const occurrenceChanges: readonly OccurrenceChange[] = [
  'move',
  'move',
  'title',
  'location',
  'cancel',
  'cancel',
  'restore',
];

/** What is done is told of each occurrence, which is not played. */
export function otherChangeOf(chance: Chance): Change {
  return { field: 'importance', to: chance.pick(['low', 'normal', 'high']) };
}

function repeatOf(chance: Chance): Repeat {
  return {
    every: chance.pick(ways),
    end: chance.pick(['endless', 'endless', 'count', 'until']),
    ...(chance.happens(0.4) ? { zone: chance.pick(zones) } : {}),
  };
}

export function seriesDeedOf(chance: Chance): Deed {
  const side = chance.pick(sides);
  const share = () => Math.round(chance.next() * 100) / 100;
  const which = share();
  const kind = chance.int(20);
  if (kind < 1) return { do: 'invite', side };
  if (kind < 7) return { do: 'repeat', side, which, how: repeatOf(chance) };
  if (kind < 17) return { do: 'occurrence', side, which, nth: share(), change: chance.pick(occurrenceChanges) };
  if (kind < 19) return { do: 'split', side, which, nth: share() };
  return chance.happens(0.5) ? { do: 'single', side, which } : { do: 'callOff', side, which };
}
