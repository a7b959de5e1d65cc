/**
 * @file Every preference that has an effect, once: its id, type, range and default. The settings file, the command line,
 * the screens and the engine all read this table; nothing lists the preferences a second time.
 * Ids and defaults are the specification's; `tests/sync/preferences` holds each against its words and shows its effect.
 */
import { z } from 'zod';
import { type SubjectPart, subjectPart } from '../model/subject.ts';
import { zoneId } from '../model/time.ts';
import { preferenceTraits } from './traits.ts';

const directions = ['twoWay', 'crmToCalendar', 'calendarToCrm', 'none'] as const;
export type Direction = (typeof directions)[number];

const usualSubject: readonly SubjectPart[] = ['type', 'title', 'company', 'department', 'person'];

/** `crm`: the language of the CRM's user; else an ISO 639-1 code. */
const subjectLanguage = z
  .string()
  .regex(/^(crm|[a-z]{2})$/)
  .meta({ allowed: 'language' });

const zone = zoneId.meta({ allowed: 'zone' });

/** The numbers of entries of a list, each once. */
const entries = z.array(z.int().positive()).transform((all) => [...new Set(all)]);

/** The name of a category; empty: none. */
const category = z.string().max(255);

/** A field by its name in the CRM; empty: the one that stands there by itself. */
const field = z.string().trim().max(100);

const ownDirection = () =>
  z
    .enum(['asAbove', ...directions])
    .default('asAbove')
    .register(preferenceTraits, { section: 'direction' });

export const preferencesSchema = z.object({
  /** Appointments take part at all. */
  'kinds.appointment': z.boolean().default(true).register(preferenceTraits, { section: 'kinds' }),
  /** Persons of the chosen selections take part at all. */
  'kinds.person': z.boolean().default(true).register(preferenceTraits, { section: 'kinds' }),
  /** Tasks take part at all. */
  'kinds.task': z.boolean().default(true).register(preferenceTraits, { section: 'kinds' }),
  /** Days before today that take part. */
  'window.pastDays': z.int().min(0).max(1095).default(7).register(preferenceTraits, { section: 'window' }),
  /** Days after today that take part. */
  'window.futureDays': z.int().min(0).max(1095).default(180).register(preferenceTraits, { section: 'window' }),
  /** Which way changes are carried. */
  direction: z.enum(directions).default('twoWay').register(preferenceTraits, { section: 'direction' }),
  /** The same for appointments alone. */
  'direction.appointment': ownDirection(),
  /** The same for persons alone, who go out of the CRM only; see `directionOf`. */
  'direction.person': ownDirection(),
  /** The same for tasks alone. */
  'direction.task': ownDirection(),
  /** Minutes between two runs. */
  'schedule.minutes': z.int().min(1).max(240).default(5).register(preferenceTraits, { section: 'schedule' }),
  /** Who wins when both sides changed the same field differently; `ask`: nobody before the user has said so. */
  'conflict.rule': z
    .enum(['laterEdit', 'crm', 'calendar', 'ask'])
    .default('laterEdit')
    .register(preferenceTraits, { section: 'schedule' }),
  /** The field of the CRM that feeds the contact's job title; empty: the CRM's own job title. */
  'crm.fields.jobTitle': field.default('').register(preferenceTraits, { section: 'fields', choices: 'jobTitleFields' }),
  /** The same for the contact's title; empty: the CRM's Mr/Mrs. */
  'crm.fields.title': field.default('').register(preferenceTraits, { section: 'fields', choices: 'titleFields' }),
  /** The same for the contact's department; empty: the company's department. */
  'crm.fields.department': field
    .default('')
    .register(preferenceTraits, { section: 'fields', choices: 'departmentFields' }),
  /** What the subject in the calendar is made of, in this order; each part once. */
  'crm.subject.parts': z
    .array(subjectPart)
    .min(1)
    .refine((parts) => new Set(parts).size === parts.length, 'a part twice')
    .default([...usualSubject])
    .register(preferenceTraits, { section: 'subject' }),
  /** Language of multi-language list items in the subject. */
  'crm.subject.language': subjectLanguage
    .default('crm')
    .register(preferenceTraits, { section: 'subject', choices: 'languages' }),
  /** Static selections (ids) whose members become contacts; none: nobody does. */
  'crm.persons.selections': entries
    .default([])
    .register(preferenceTraits, { section: 'persons', choices: 'selections' }),
  /** What the user edits in a contact goes back to its person; see `directionOf`. */
  'crm.persons.takeEditsBack': z.boolean().default(false).register(preferenceTraits, { section: 'persons' }),
  /** The CRM's alarm becomes the reminder in the calendar. */
  'crm.reminders': z
    .boolean()
    .default(true)
    .register(preferenceTraits, { section: 'other', limits: { google: 'part' } }),
  /** A person's own numbers come before those of the company. */
  'crm.personalPhoneFirst': z.boolean().default(true).register(preferenceTraits, { section: 'other' }),
  /** The person's birthday becomes the contact's. */
  'crm.birthdays': z.boolean().default(true).register(preferenceTraits, { section: 'other' }),
  /** Who takes part is told below the text in the calendar. */
  'crm.participantsInText': z.boolean().default(true).register(preferenceTraits, { section: 'other' }),
  /** Persons of the CRM are linked by the e-mail addresses of what comes from the calendar. */
  'crm.linkPersonByEmail': z.boolean().default(false).register(preferenceTraits, { section: 'other' }),
  /** Follow-up types (ids) that take part; none: all. */
  'crm.types': entries.default([]).register(preferenceTraits, { section: 'types', choices: 'followUpTypes' }),
  /** Follow-up type of what comes from the calendar; null: the user's default type. */
  'crm.incoming.appointmentType': z
    .int()
    .positive()
    .nullable()
    .default(null)
    .register(preferenceTraits, { section: 'incoming', choices: 'appointmentTypes' }),
  /** The same for tasks. */
  'crm.incoming.taskType': z
    .int()
    .positive()
    .nullable()
    .default(null)
    .register(preferenceTraits, { section: 'incoming', choices: 'taskTypes' }),
  /** A category of the calendar's item that is the name of a follow-up type gives that type. */
  'crm.incoming.categoryAsType': z
    .boolean()
    .default(false)
    .register(preferenceTraits, { section: 'incoming', limits: { google: 'part' } }),
  /** Category on appointments that come out of the CRM; empty: none. */
  'crm.outgoing.appointmentCategory': category
    .default('SuperOffice Appointment')
    .register(preferenceTraits, { section: 'outgoing' }),
  /** The same for tasks. */
  'crm.outgoing.taskCategory': category
    .default('SuperOffice Task')
    .register(preferenceTraits, { section: 'outgoing', limits: { google: 'all' } }),
  /** The same for persons. */
  'crm.outgoing.personCategory': category
    .default('SuperOffice Person')
    .register(preferenceTraits, { section: 'outgoing', limits: { google: 'all' } }),
  /** All-day events of the calendar take part. */
  'calendar.allDay': z.boolean().default(true).register(preferenceTraits, { section: 'synchronization' }),
  /** Events marked free take part. */
  'calendar.free': z.boolean().default(true).register(preferenceTraits, { section: 'synchronization' }),
  /** The calendar's reminder becomes the CRM's alarm. */
  'calendar.reminders': z
    .boolean()
    .default(true)
    .register(preferenceTraits, { section: 'synchronization', limits: { google: 'part' } }),
  /** Private events take part. */
  'calendar.private': z.boolean().default(false).register(preferenceTraits, { section: 'synchronization' }),
  /** Who takes part is told below the text in the CRM. */
  'calendar.participantsInText': z.boolean().default(false).register(preferenceTraits, { section: 'synchronization' }),
  /** The group of contacts that those from the CRM are members of. */
  'google.contactGroup': z
    .string()
    .trim()
    .min(1)
    .max(255)
    .default('SuperOffice')
    .register(preferenceTraits, { section: 'contactGroup', system: 'google' }),
  /** The zone in which the user works with the CRM; null: what the CRM says. */
  'timeZone.crm': zone.nullable().default(null).register(preferenceTraits, { section: 'timeZones' }),
  /** The zone of the calendar's owner; null: what the calendar system says. */
  'timeZone.calendar': zone.nullable().default(null).register(preferenceTraits, { section: 'timeZones' }),
});

export type Preferences = Readonly<z.infer<typeof preferencesSchema>>;
export type PreferenceId = keyof Preferences;
export const preferenceIds = Object.keys(preferencesSchema.shape) as readonly PreferenceId[];
export const defaultPreferences: Preferences = preferencesSchema.parse({});
