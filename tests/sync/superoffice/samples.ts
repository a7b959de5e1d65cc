/** @file Appointments for the tests of the SuperOffice connector, and finding them again. */
import type { SampleAppointment } from '../../../sandbox/sample/world.ts';
import type { RemoteAppointment, WriteOutcome } from '../../../sync-core/connectors/connector.ts';
import type { Appointment } from '../../../sync-core/model/appointment.ts';
import type { Instant, LocalDate, ZoneId } from '../../../sync-core/model/time.ts';

const berlin = 'Europe/Berlin' as ZoneId;

export function appointment(over: Partial<Appointment> = {}): Appointment {
  return {
    title: 'Plan',
    body: '<p>Agenda</p>',
    location: 'Room 4',
    span: timed('2026-11-25T09:00:00Z', '2026-11-25T10:00:00Z'),
    availability: 'busy',
    reminderMinutes: 15,
    visibility: 'public',
    importance: 'normal',
    joinUrl: '',
    done: false,
    recurrence: null,
    ...over,
  };
}

export function timed(start: string, end: string, zone = berlin): Appointment['span'] {
  return { kind: 'timed', start: start as Instant, end: end as Instant, zone };
}

export function allDay(firstDay: string, lastDay: string): Appointment['span'] {
  return { kind: 'allDay', firstDay: firstDay as LocalDate, lastDay: lastDay as LocalDate };
}

export function titled(items: readonly RemoteAppointment[], title: string): RemoteAppointment {
  const found = items.find((item) => item.fields.title === title);
  if (!found) throw new Error(`no appointment "${title}"`);
  return found;
}

export function itemOf(outcome: WriteOutcome): RemoteAppointment {
  if (outcome.result === 'failed' || outcome.result === 'removed') {
    throw new Error(`${outcome.result}: ${outcome.result === 'failed' ? outcome.error.message : ''}`);
  }
  return outcome.item;
}

/** So many plain appointments of the main user. */
export const many = (count: number) => (small: readonly SampleAppointment[]) => {
  const [plain] = small.filter((one) => one.key === 'crm-own');
  if (!plain) throw new Error('the small world has no plain appointment');
  return Array.from({ length: count }, (_, index) => ({ ...plain, key: `many-${index}`, title: `Item ${index}` }));
};
