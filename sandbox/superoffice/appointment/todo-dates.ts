/**
 * @file The dates of a to-do: it has a deadline and no hours. In which property the deadline stands, and what becomes of one that is
 * missing or has a time of day, is not told anywhere.
 */
import type { Switches } from '../../kit/switches.ts';
import { badRequest } from '../errors.ts';
import type { User } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { userZone } from '../tenant/user-zone.ts';
import { isRealTime, midnight, noTime } from '../time/wire-time.ts';

interface DateParts {
  readonly tenant: Tenant;
  readonly switches: Switches;
  readonly user: User;
}

/** Base wall-clock; `noTime` for a date that is not set. */
interface Dates {
  readonly start: number;
  readonly end: number;
}

/** @returns the dates that a save stores of those that it was given. @throws Refusal (400) */
export function todoDates(parts: DateParts, given: Dates, now: number): Dates {
  const form = parts.switches.text('todoDeadline');
  const start = form === 'endDate' ? noTime : cut(parts, given.start);
  const end = form === 'startDate' ? noTime : cut(parts, given.end);
  if (isRealTime(start) && isRealTime(end) && end < start) throw badRequest('EndDate is before StartDate.');
  if (isRealTime(start) || isRealTime(end)) return { start, end };
  const undated = parts.switches.text('todoWithoutDate');
  if (undated === 'refused') throw badRequest('EndDate is mandatory.');
  if (undated === 'accepted') return { start: noTime, end: noTime };
  const today = dayStart(parts, now, 'user');
  return { start: form === 'endDate' ? noTime : today, end: form === 'startDate' ? noTime : today };
}

/** What stands in the diary needs a beginning and an end: a to-do that goes there takes the one that it has for both. */
export function datesForDiary({ start, end }: Dates): Dates {
  return { start: isRealTime(start) ? start : end, end: isRealTime(end) ? end : start };
}

function cut(parts: DateParts, wall: number): number {
  if (!isRealTime(wall)) return noTime;
  const form = parts.switches.text('todoTimes');
  return form === 'kept' ? wall : dayStart(parts, wall, form === 'cutInBase' ? 'base' : 'user');
}

/** Midnight of a day as it is counted in the user's zone or in the base zone. */
function dayStart({ tenant, switches, user }: DateParts, wall: number, whose: 'user' | 'base'): number {
  if (whose === 'base') return midnight(wall);
  const zone = userZone(tenant, switches, user);
  const own = zone.wallAt(tenant.baseZone.instantAt(wall));
  return tenant.baseZone.wallAt(zone.instantAt(midnight(own)));
}
