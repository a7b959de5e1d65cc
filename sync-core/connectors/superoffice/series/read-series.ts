/**
 * @file The rows of a rule as one appointment that repeats. Pure. A row that is missing is a cancelled occurrence, a row that does
 * not fit is a changed one; what most rows show is what the series shows.
 */
import type { Appointment } from '../../../model/appointment.ts';
import { normalRecurrence } from '../../../model/normal-recurrence.ts';
import { occurrencesOf } from '../../../model/occurrences.ts';
import type { LocalDate } from '../../../model/time.ts';
import type { RemoteAppointment } from '../../connector.ts';
import type { Profile } from '../profile.ts';
import { inTimeOrder, type SeriesRow, zoneOf } from './match-rows.ts';
import { changeOf } from './occurrence-change.ts';
import type { RecurrenceInfo } from './recurrence-info.ts';
import { rowAsItem } from './row-as-item.ts';
import { seriesId, versionOfRows } from './series-id.ts';
import { bestPlan, mostFrequent, type Plan } from './series-pattern.ts';

interface SeriesSource {
  readonly ruleId: number;
  /** At least one. */
  readonly rows: readonly SeriesRow[];
  /** undefined: it was not told. */
  readonly info: RecurrenceInfo | undefined;
  /** The server's clock, in milliseconds since 1970. */
  readonly serverNow: number;
}

export interface SeriesReading {
  readonly item: RemoteAppointment;
  /** A rule says its days; else only a list does. */
  readonly byRule: boolean;
  /** Rows stand elsewhere than the pattern has them: their planned starts would tell more. */
  readonly hasMoved: boolean;
  /** There is a row for each day that the rule has by its own start and end: none can be missing. */
  readonly hasEveryDay: boolean;
  /** For which day each row stands. */
  readonly days: ReadonlyMap<number, LocalDate>;
}

export function readSeries({ ruleId, rows, info, serverNow }: SeriesSource, profile: Profile): SeriesReading {
  const takingPart = rows.filter(({ item }) => item.unfit === undefined);
  const shown = inTimeOrder(takingPart.length > 0 ? takingPart : rows);
  const plan = bestPlan(shown, info, profile);
  const [first] = shown;
  if (first === undefined) throw new RangeError('a series without rows');
  const id = seriesId(ruleId);
  const { unfit } = first.item;
  const item: RemoteAppointment = {
    ...first.item,
    id,
    version: versionOfRows(rows, serverNow),
    fields: fieldsOf(shown, plan),
    form: { kind: 'series', seriesId: id },
    protection: strictest(rows),
    ...(takingPart.length > 0 || unfit === undefined ? {} : { unfit }),
    editedAt:
      rows
        .map((row) => row.item.editedAt)
        .toSorted()
        .at(-1) ?? first.item.editedAt,
  };
  const days = new Map([...plan.byDay].map(([day, { rowId }]) => [rowId, day]));
  const occurrences = new Map([...plan.byDay].map(([day, row]) => [day, rowAsItem(row)]));
  const hasEveryDay = plan.isAsTold && plan.byDay.size === plan.days.length;
  return {
    item: { ...item, occurrences },
    byRule: plan.pattern.kind === 'rule',
    hasMoved: plan.misfits > 0,
    hasEveryDay,
    days,
  };
}

function strictest(rows: readonly SeriesRow[]): RemoteAppointment['protection'] {
  const all = rows.map(({ item }) => item.protection);
  const [why] = all.flatMap((one) => ('why' in one ? [one.why] : []));
  if (why === undefined) return { edit: true, remove: true };
  return { edit: all.every((one) => one.edit), remove: all.every((one) => one.remove), why };
}

function fieldsOf(rows: readonly SeriesRow[], { first, pattern, days, byDay }: Plan): Appointment {
  const all = rows.map(({ item }) => item.fields);
  const usual = <F extends keyof Appointment>(field: F): Appointment[F] =>
    mostFrequent(all.map((fields) => fields[field])) as Appointment[F];
  const series: Appointment = {
    title: usual('title'),
    body: usual('body'),
    location: usual('location'),
    availability: usual('availability'),
    reminderMinutes: usual('reminderMinutes'),
    span: first,
    // Who reads one of them must not learn of the others from a copy that everybody sees.
    importance: usual('importance'),
    joinUrl: usual('joinUrl'),
    // Each row is ticked off by itself, and one that the rule brings later is not.
    done: false,
    visibility: all.some(({ visibility }) => visibility === 'private') ? 'private' : 'public',
    recurrence: null,
  };
  const present = days.filter((day) => byDay.has(day));
  const changed = occurrencesOf(series, present).flatMap(({ day, fields }) => {
    const row = byDay.get(day);
    const change = row ? changeOf(fields, row.item.fields, zoneOf(first)) : {};
    return Object.keys(change).length === 0 ? [] : [{ day, change }];
  });
  const cancelled = days.filter((day) => !byDay.has(day));
  return { ...series, recurrence: normalRecurrence({ pattern, cancelled, changed }, first) };
}
