/** @file The sample world's part of Google: the main user's calendar and tasks. */
import { convert } from 'html-to-text';
import { Temporal } from 'temporal-polyfill';
import type { SampleAppointment, SampleWorld } from '../sample/world.ts';
import type { Calendar } from './calendar/calendar.ts';
import { type EventFields, readFields } from './calendar/event-fields.ts';
import { newRecord, type WriteRules } from './calendar/write-event.ts';
import type { TaskBox } from './tasks/task-box.ts';

const answers = {
  none: 'needsAction',
  accepted: 'accepted',
  tentative: 'tentative',
  notResponded: 'needsAction',
  declined: 'declined',
} as const;

/** Fills the main user's calendar with what stands in the calendar at the beginning. */
export function fillCalendar(calendar: Calendar, world: SampleWorld, rules: WriteRules): void {
  for (const appointment of world.appointments) {
    if (appointment.on === 'crm') continue;
    const fields = readFields(eventOf(appointment, calendar), 'refused');
    const record = newRecord(calendar, { ...fields, id: rules.newId() }, rules);
    calendar.put({ ...record, organizer: appointment.organiser ?? record.organizer });
  }
}

/** Fills the default task list of the main user. Tasks know no HTML. */
export function fillTasks(box: TaskBox, world: SampleWorld): void {
  const { id } = box.list('@default');
  for (const { on, title, body, due, completed } of world.tasks) {
    if (on === 'crm') continue;
    const done = completed
      ? { status: 'completed' as const, completed: due === null ? box.now() : Date.parse(due) }
      : {};
    const notes = convert(body, { wordwrap: false });
    box.put({ ...box.blank(id, box.place(id, null, null)), title, notes, due, ...done });
  }
}

function eventOf(appointment: SampleAppointment, calendar: Calendar): EventFields {
  const { title, body, location, reminderMinutes, weekly, organiser, response, joinUrl, showAs } = appointment;
  const guests = [...appointment.guests, ...appointment.rooms].map((email) => ({ email }));
  const own = { email: calendar.id, responseStatus: answers[response] };
  const invited =
    organiser === null ? [] : [{ email: organiser, responseStatus: 'accepted' as const, organizer: true }];
  return {
    summary: title,
    status: showAs === 'tentative' ? 'tentative' : 'confirmed',
    ...(body === '' ? {} : { description: body }),
    ...(location === '' ? {} : { location }),
    ...timesOf(appointment),
    ...(appointment.free ? { transparency: 'transparent' } : {}),
    ...(appointment.private ? { visibility: 'private' } : {}),
    reminders: {
      useDefault: false,
      overrides: reminderMinutes === null ? [] : [{ method: 'popup', minutes: reminderMinutes }],
    },
    ...(guests.length + invited.length === 0 ? {} : { attendees: [...invited, own, ...guests] }),
    ...(joinUrl === null ? {} : { conferenceData: { entryPoints: [{ entryPointType: 'video', uri: joinUrl }] } }),
    ...(appointment.uid === null ? {} : { iCalUID: appointment.uid }),
    ...(weekly === null ? {} : { recurrence: [`RRULE:FREQ=WEEKLY;COUNT=${weekly}`] }),
  };
}

/** The last of whole days is named in the sample world; Calendar names the day after it. */
function timesOf({ start, end, zone, allDay }: SampleAppointment): Pick<EventFields, 'start' | 'end'> {
  if (!allDay) return { start: { dateTime: start, timeZone: zone }, end: { dateTime: end, timeZone: zone } };
  const after = Temporal.PlainDate.from(end.slice(0, 10)).add({ days: 1 });
  return { start: { date: start.slice(0, 10) }, end: { date: after.toString() } };
}
