/**
 * @file Which mails Exchange sends by itself when a meeting is made, changed or deleted by its organiser. There is no way to
 * ask for silence.
 */
import type { EventContent, EventRecord } from './event-record.ts';

export interface MeetingMail {
  readonly to: readonly string[];
  readonly subject: string;
}

/** Properties whose change is believed not to be told to the attendees. */
const quietProperties = new Set(['categories', 'isReminderOn', 'reminderMinutes', 'extended']);

export function mailsOfCreation(event: EventContent): readonly MeetingMail[] {
  return mail(addressesOf(event), event.subject);
}

/** @param quietIsTold whether even a change of nothing but the attendee's own properties is told */
export function mailsOfChange(before: EventRecord, after: EventContent, quietIsTold: boolean): readonly MeetingMail[] {
  if (!before.isOrganizer) return [];
  const told = quietIsTold || changedProperties(before, after).some((name) => !quietProperties.has(name));
  if (!told) return [];
  const old = new Set(addressesOf(before));
  const current = new Set(addressesOf(after));
  return [
    ...mail(
      [...current].filter((address) => old.has(address)),
      `Updated: ${after.subject}`,
    ),
    ...mail(
      [...current].filter((address) => !old.has(address)),
      after.subject,
    ),
    ...mail(
      [...old].filter((address) => !current.has(address)),
      `Canceled: ${after.subject}`,
    ),
  ];
}

export function mailsOfDeletion(event: EventRecord): readonly MeetingMail[] {
  return event.isOrganizer ? mail(addressesOf(event), `Canceled: ${event.subject}`) : [];
}

function changedProperties(before: EventContent, after: EventContent): readonly string[] {
  const names = Object.keys(after) as (keyof EventContent)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

function addressesOf(event: EventContent): readonly string[] {
  return event.attendees.map((attendee) => attendee.emailAddress.address);
}

function mail(to: readonly string[], subject: string): readonly MeetingMail[] {
  return to.length === 0 ? [] : [{ to, subject }];
}
