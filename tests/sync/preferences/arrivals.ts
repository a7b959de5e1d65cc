/** @file What arrives of what is new on both sides, by the direction in which it is carried. */
import type { Direction } from '../../../sync-core/preferences/schema.ts';

export interface Arrived {
  readonly inCalendar: boolean;
  readonly inCrm: boolean;
}

export const both: Arrived = { inCalendar: true, inCrm: true };
export const neither: Arrived = { inCalendar: false, inCrm: false };

export const arrivals: Readonly<Record<Direction, Arrived>> = {
  twoWay: both,
  crmToCalendar: { inCalendar: true, inCrm: false },
  calendarToCrm: { inCalendar: false, inCrm: true },
  none: neither,
};
export const directions = Object.keys(arrivals) as Direction[];
