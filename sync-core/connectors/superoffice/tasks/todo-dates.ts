/**
 * @file The due date of a to-do, as SuperOffice keeps it: a wall-clock time of the database's zone, in one of two properties. Pure.
 *
 * A date has no zone. What is sent lies on that date in the user's zone and in the database's, so that it stays the same date
 * however a server cuts the time of day off; and what is midnight in the database's zone alone is taken for a date there.
 */
import { Temporal } from 'temporal-polyfill';
import { type Instant, type LocalDate, toInstant, type ZoneId } from '../../../model/time.ts';
import { momentOf, wallTimeOf } from '../../../model/wall-clock.ts';
import type { Profile } from '../profile.ts';
import type { AppointmentEntity, SimpleAppointment } from '../schemas.ts';
import type { EntityProperties } from '../shared-properties.ts';
import { dateIn, momentFromWire, momentToWire } from '../wire-time.ts';

type Dates = Pick<SimpleAppointment | AppointmentEntity, 'StartDate' | 'EndDate'>;

/** How SuperOffice writes that there is no date. */
const noDate = '0001-01-01T00:00:00';
/** Dates that are none to SuperOffice, or to us when they come back. */
const earliest = '1900-01-02';
const latest = '4499-12-31';

/** @returns null where SuperOffice has none. */
export function readDueDate({ StartDate, EndDate }: Dates, { wireZone, baseZone }: Profile): LocalDate | null {
  const moments = [EndDate, StartDate].flatMap((text) => momentFromWire(text, wireZone) ?? []);
  const [due] = moments;
  if (due === undefined) return null;
  const areMidnights = (zone: ZoneId) => moments.every((moment) => isMidnight(moment, zone));
  return dateIn(due, !areMidnights(wireZone) && areMidnights(baseZone) ? baseZone : wireZone);
}

function isMidnight(moment: Temporal.Instant, zone: ZoneId): boolean {
  return wallTimeOf(toInstant(moment), zone).toPlainTime().toString({ smallestUnit: 'minute' }) === '00:00';
}

/** Both properties: which of them holds it is not told. */
export function dueProperties(due: LocalDate | null, { wireZone, baseZone }: Profile): EntityProperties {
  if (due === null) return { StartDate: noDate, EndDate: noDate };
  const [own, base] = [dayStart(due, wireZone), dayStart(due, baseZone)];
  const date = (moment: Instant, zone: ZoneId) => dateIn(Temporal.Instant.from(moment), zone);
  const isShared = (moment: Instant) => date(moment, wireZone) === due && date(moment, baseZone) === due;
  // Zones that share no hour of a day: nothing could be right in both.
  const moment = !isShared(own) && isShared(base) ? base : own;
  const written = momentToWire(Temporal.Instant.from(moment), wireZone);
  return { StartDate: written, EndDate: written };
}

function dayStart(date: LocalDate, zone: ZoneId): Instant {
  return momentOf(Temporal.PlainDateTime.from(`${date}T00:00`), zone);
}

/** @returns null for a date that SuperOffice could not give back. */
export function keptDate(date: LocalDate | null): LocalDate | null {
  return date !== null && date >= earliest && date <= latest ? date : null;
}

/** @returns when a to-do reminds that does so so many minutes before the beginning of its day, by the user's clock. */
export function reminderAt(due: LocalDate, minutes: number, { facts }: Profile): Instant {
  return toInstant(Temporal.Instant.from(dayStart(due, facts.zone)).subtract({ minutes }));
}

/** A reminder further ahead than this is none. */
const longestLeadMinutes = 10 * 366 * 24 * 60;

/**
 * @returns minutes before the beginning of the day on which it is due; null: it cannot remind. SuperOffice cannot remind later than
 * that, and counts in whole minutes: a reminder is never late.
 */
export function leadMinutes(reminder: Instant | null, due: LocalDate | null, { facts }: Profile): number | null {
  if (reminder === null || due === null) return null;
  const seconds = (Date.parse(dayStart(due, facts.zone)) - Date.parse(reminder)) / 1000;
  const minutes = Math.max(0, Math.ceil(seconds / 60));
  return minutes <= longestLeadMinutes ? minutes : null;
}
