/** @file The words in which the hands of a person are told to SuperOffice's and Microsoft 365's practice servers, and what is seen there. */
import { Temporal } from 'temporal-polyfill';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import type { Span } from '../../sync-core/model/time.ts';
import { allDaySpan, seenItem, timedSpan, wallTime, zone } from './sandbox-calendar.ts';
import type { SeenItem } from './world.ts';

/** What both servers' hands of the user take. */
export function wordsOf({
  title,
  body,
  location,
  span,
  availability,
  reminderMinutes,
  visibility,
}: Partial<Appointment>) {
  return {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(location === undefined ? {} : { location }),
    ...(span === undefined ? {} : timesOf(span)),
    ...(availability === undefined ? {} : { free: availability === 'free' }),
    ...(reminderMinutes === undefined ? {} : { reminderMinutes }),
    ...(visibility === undefined ? {} : { private: visibility === 'private' }),
  };
}

function timesOf(span: Span) {
  if (span.kind === 'allDay') return { start: span.firstDay, end: span.lastDay, zone, allDay: true };
  return { start: wallTime(span.start), end: wallTime(span.end), zone, allDay: false };
}

interface Row {
  readonly title: string;
  readonly body: string;
  readonly location: string;
  readonly start: string;
  readonly end: string;
  readonly zone: string;
  readonly allDay: boolean;
  readonly free: boolean;
  readonly private: boolean;
  readonly reminderMinutes: number | null;
}

export function seenRow(id: string, row: Row): SeenItem {
  const { title, body, location, reminderMinutes, free } = row;
  const availability = free ? 'free' : 'busy';
  return seenItem(id, { title, body, location, span: spanOf(row), availability, reminderMinutes }, row.private);
}

function spanOf({ start, end, zone: inZone, allDay }: Row): Span {
  if (allDay) return allDaySpan(start, end);
  const moment = (wall: string) =>
    Temporal.PlainDateTime.from(wall.replace(/Z$/, '')).toZonedDateTime(inZone).toInstant().toString();
  return timedSpan(moment(start), moment(end), inZone);
}
