/**
 * @file A calendar system of the real kind: its practice server, the person's hands there, and what goes wrong with that system only.
 * And how the hands and eyes of all the practice servers tell times.
 */
import { Temporal } from 'temporal-polyfill';
import type { SandboxSystem } from '../../sandbox/kit/system.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { type LocalDate, type Span, toInstant, type ZoneId } from '../../sync-core/model/time.ts';
import type { SandboxAccounts } from '../support/sandbox-accounts.ts';
import type { Fault, Setting } from './script.ts';
import type { SeenItem, SimulatedClock, SimulatedSide, Surroundings } from './world.ts';

export interface SandboxCalendar {
  /** What is synchronised with it. */
  readonly kind: 'appointment' | 'task';
  readonly server: SandboxSystem;
  /** The way of the connectors to it, which may be a rougher one than that of the server itself. */
  readonly account: Pick<SandboxAccounts, 'microsoft365' | 'google' | 'exchange'>;
  readonly hands: Pick<SimulatedSide, 'create' | 'edit' | 'remove' | 'copy' | 'move' | 'list'>;
  /** Lets go wrong what goes wrong in this system only. @returns false for a fault that is as on any server */
  arm(fault: Fault): boolean;
  disarm(): void;
  /** What it makes of what is written to it. */
  readonly keeps: (fields: Appointment) => Appointment;
  /** What must never have been sent to it, in words. */
  offences(): readonly string[];
}

export type MakeSandboxCalendar = (setting: Setting, time: SimulatedClock, around: Surroundings) => SandboxCalendar;

/** Where the person lives. */
export const zone = 'Europe/Berlin' as ZoneId;

/** @returns the moment as clocks show it where the person lives: `2026-12-01T09:00:00`. */
export function wallTime(moment: string): string {
  const there = Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
  return there.toPlainDateTime().toString({ smallestUnit: 'second' });
}

/** @param start in ISO 8601, with its offset. */
export function timedSpan(start: string, end: string, inZone: string): Span {
  const moment = (text: string) => toInstant(Temporal.Instant.from(text));
  return { kind: 'timed', start: moment(start), end: moment(end), zone: inZone as ZoneId };
}

/** @param lastDay included. */
export function allDaySpan(firstDay: string, lastDay: string): Span {
  return { kind: 'allDay', firstDay: firstDay as LocalDate, lastDay: lastDay as LocalDate };
}

/** @throws Error for a span with hours */
export function whollyDays(span: Span): Extract<Span, { readonly kind: 'allDay' }> {
  if (span.kind === 'timed') throw new Error('a task has no hours');
  return span;
}

type Seen = Pick<Appointment, 'title' | 'body' | 'location' | 'span' | 'availability' | 'reminderMinutes'>;

/** What a person sees of an item of which no more is played in the real kind. */
export function seenItem(id: string, fields: Seen, isPrivate: boolean): SeenItem {
  const others = { importance: 'normal', joinUrl: '', done: false, recurrence: null } as const;
  return { id, fields: { ...fields, ...others, visibility: isPrivate ? 'private' : 'public' } };
}
