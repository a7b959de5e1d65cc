/**
 * @file The Recurrence part of an entity. A row of no series has it too, filled with what a series from its day would be.
 */
import type { AppointmentRow } from '../tenant/rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { WireTime } from '../time/wire-time.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const weeksOfMonth = ['First', 'Second', 'Third', 'Fourth', 'Last'];
const year = 365 * 86_400_000;

export function recurrenceCarrier(tenant: Tenant, row: AppointmentRow, time: WireTime): Record<string, unknown> {
  const rule = row.ruleId === 0 ? undefined : tenant.rules.get(row.ruleId);
  const date = new Date(time.dayOf(rule?.start ?? row.start));
  const weekday = weekdays[date.getUTCDay()] ?? 'Monday';
  const weekOfMonth = weeksOfMonth[Math.floor((date.getUTCDate() - 1) / 7)] ?? 'Last';
  const inMonth = { Day: date.getUTCDate(), Weekday: weekday, WeekOfMonth: weekOfMonth };
  return {
    RecurrenceId: row.ruleId,
    StartDate: time.writeDay(rule?.start ?? row.start),
    EndDate: time.writeDay(rule?.end ?? row.start + year),
    RecurrenceCounter: rule?.count ?? 1,
    RecurrenceEndType: rule ? 'Counter' : 'EndDate',
    Pattern: 'Weekly',
    DayPattern: { Pattern: 'EveryCyclicDay', Cycle: 1 },
    WeekPattern: { Weekdays: weekday, Cycle: 1 },
    MonthPattern: { Pattern: 'DayOfMonth', Cycle: 1, ...inMonth },
    YearPattern: { Pattern: 'DayOfMonth', Cycle: date.getUTCMonth() + 1, ...inMonth },
    Dates: [
      {
        Date: time.writeDay(row.start),
        IsConflict: false,
        Description: null,
        DescriptionStyleHint: '',
        Tooltip: null,
      },
    ],
    IsRecurrence: rule !== undefined,
  };
}
