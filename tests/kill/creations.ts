/** @file Counts what was created at the practice servers, from their own journals: no key and no item may be created twice. */
import type { Sandbox } from '../../sandbox/all.ts';
import type { JournalEntry } from '../../sandbox/kit/system.ts';

export interface Creations {
  /** Reads what was answered since the last time; the journals forget. */
  takeIn(): void;
  readonly crm: number;
  readonly calendar: number;
  /** Requests to create something that a server refused because it had been created before. */
  readonly refused: number;
  /** Items of which more than one copy was ever made. */
  readonly twice: readonly string[];
}

interface Created {
  readonly [name: string]: unknown;
}

/** What tells one item of the practice world from all others: no two have the same words at the same time. */
function itemOf(created: Created): string {
  const { Title, Description, StartDate, subject, start } = created;
  return JSON.stringify([Title ?? Description ?? subject, StartDate ?? start]);
}

function crmCreation({ path, requestBody }: JournalEntry): Created | undefined {
  if (!path.endsWith('/CreateAppointmentForUID')) return undefined;
  // Of a request whose sender died while sending there is no body.
  return (requestBody as { AppointmentEntity?: Created } | null)?.AppointmentEntity;
}

function calendarCreation({ method, path, requestBody }: JournalEntry): Created | undefined {
  return method === 'POST' && path.endsWith('/me/events') ? ((requestBody as Created | null) ?? undefined) : undefined;
}

export function countCreations({ superoffice, microsoft365 }: Sandbox): Creations {
  const read = { crm: 0, calendar: 0 };
  const counts = { crm: 0, calendar: 0, refused: 0 };
  const made = new Map<string, number>();

  function note(side: 'crm' | 'calendar', entry: JournalEntry): void {
    const item = side === 'crm' ? crmCreation(entry) : calendarCreation(entry);
    if (item === undefined) return;
    const succeeded = side === 'crm' ? entry.status === 200 && entry.responseBody !== null : entry.status === 201;
    if (!succeeded) {
      // SuperOffice answers nothing where it has the UID; Graph with a conflict.
      if (entry.status === 200 || entry.status === 409) counts.refused += 1;
      return;
    }
    counts[side] += 1;
    const key = `${side} ${itemOf(item)}`;
    made.set(key, (made.get(key) ?? 0) + 1);
  }

  return {
    takeIn() {
      for (const [side, system] of [['crm', superoffice] as const, ['calendar', microsoft365] as const]) {
        const entries = system.control.journal(read[side]);
        read[side] += entries.length;
        for (const entry of entries) note(side, entry);
      }
    },
    get crm() {
      return counts.crm;
    },
    get calendar() {
      return counts.calendar;
    },
    get refused() {
      return counts.refused;
    },
    get twice() {
      return [...made].filter(([, times]) => times > 1).map(([item]) => item);
    },
  };
}
