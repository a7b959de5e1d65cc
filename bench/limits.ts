/** @file What the systems allow at best, from their published limits. */
import type { CalendarName } from './servers.ts';

/** SuperOffice's published figure for one application. */
const superOfficeCallsPerSecond = 10;
/** Microsoft 365: requests of one mailbox, those inside batches included, in ten minutes. */
const graphRequestsPerTenMinutes = 10_000;

/** Google: requests of one person in a minute. */
const googleRequestsPerMinute = 600;

export interface Spent {
  readonly superoffice: { readonly requests: number };
  /** `single`: with the requests inside a batch counted one by one. */
  readonly calendar: { readonly requests: number; readonly single: number };
}

/** Beyond the first of so many requests each costs a whole period. */
function wholePeriods(requests: number, most: number, seconds: number): number {
  return Math.max(0, Math.ceil(requests / most) - 1) * seconds;
}

const byCalendar: Readonly<Record<CalendarName, (calendar: Spent['calendar']) => number>> = {
  microsoft365: ({ single }) => wholePeriods(single, graphRequestsPerTenMinutes, 600),
  google: ({ requests }) => wholePeriods(requests, googleRequestsPerMinute, 60),
  // An Exchange Server has a limit for what goes on at once, and none for how much.
  exchange: () => 0,
};

/** The least time in which these requests can be sent: SuperOffice's pace from the first second on; the quotas of calendars. */
export function bestPossibleSeconds(spent: Spent, calendar: CalendarName): number {
  const superoffice = Math.max(0, spent.superoffice.requests - superOfficeCallsPerSecond) / superOfficeCallsPerSecond;
  return Math.max(superoffice, byCalendar[calendar](spent.calendar));
}
