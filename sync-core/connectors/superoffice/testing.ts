/** @file A profile and items for the unit tests of this folder. */
import type { Appointment } from '../../model/appointment.ts';
import type { Instant, LocalDate, ZoneId } from '../../model/time.ts';
import type { Profile } from './profile.ts';
import type { SimpleAppointment } from './schemas.ts';

export const oslo = 'Europe/Oslo' as ZoneId;

export function profileWith(over: Partial<Profile> = {}): Profile {
  return {
    facts: {
      accountKey: 'superoffice:Cust1:12',
      userName: 'mara@example.com',
      displayName: 'Mara',
      zone: oslo,
      canBePrivate: true,
    },
    associateId: 12,
    contactId: 2,
    zoneCode: 'NO',
    wireZone: oslo,
    baseZone: oslo,
    zonesById: new Map([
      [261, oslo],
      [460, 'America/New_York' as ZoneId],
    ]),
    typeNames: new Map([
      [2, { en: 'Meeting', de: 'Besprechung' }],
      [5, { en: 'Follow-up', de: 'Nachfassen' }],
    ]),
    diaryTypes: [2, 5],
    todoTypes: [5],
    priorities: new Map([
      [1, 'low'],
      [3, 'high'],
    ]),
    defaultEntity: { Title: '', Agenda: '', JoinVideomeetUrl: '', Task: { TaskListItemId: 2 } },
    allDay: { start: '08:00', end: '16:00' },
    ...over,
  };
}

/** A user whose zone is another one than the database's. */
export function profileIn(zone: string, base: string = oslo): Profile {
  const profile = profileWith();
  return {
    ...profile,
    facts: { ...profile.facts, zone: zone as ZoneId },
    wireZone: zone as ZoneId,
    baseZone: base as ZoneId,
  };
}

export function simpleWith(over: Partial<SimpleAppointment> = {}): SimpleAppointment {
  return {
    AppointmentId: 5001,
    AssociateId: 12,
    Title: 'Plan',
    Agenda: '<p>Agenda</p>',
    Description: 'Plan\r\nAgenda',
    StartDate: '2026-11-24T10:00:00+0100',
    EndDate: '2026-11-24T11:30:00+0100',
    Type: 'inDiary',
    TaskId: 2,
    IsFree: false,
    HasAlarm: true,
    AlarmLeadTime: '00:15:00',
    IsAlldayEvent: false,
    Private: 'Public',
    Location: 'Room 4',
    MotherId: 0,
    BookingType: 'None',
    InvitationStatus: 'Accepted',
    AssignmentStatus: 'None',
    ...over,
  };
}

export function appointmentWith(over: Partial<Appointment> = {}): Appointment {
  return {
    title: 'Plan',
    body: '<p>Agenda</p>',
    location: 'Room 4',
    span: timed('2026-11-24T09:00:00Z', '2026-11-24T10:30:00Z'),
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

export function timed(start: string, end: string, zone: ZoneId = oslo): Appointment['span'] {
  return { kind: 'timed', start: start as Instant, end: end as Instant, zone };
}

export function allDay(firstDay: string, lastDay: string): Appointment['span'] {
  return { kind: 'allDay', firstDay: firstDay as LocalDate, lastDay: lastDay as LocalDate };
}
