/** @file What the harness answers about settings: as they are at first, some changed by the user, and under a policy. */
import type { Answer, SettingView, SubjectPreview } from '../../preload/contract.ts';
import type { Choice, ChoiceSource } from '../../sync-core/model/choice.ts';
import { subjectPart } from '../../sync-core/model/subject.ts';

type Told = Pick<SettingView, 'id' | 'section' | 'allowed' | 'standard'> & Partial<SettingView>;

const yesNo = { kind: 'yesNo' } as const;
const text = { kind: 'text' } as const;
const address = { kind: 'address' } as const;
const zone = { kind: 'zone' } as const;
const directions = ['twoWay', 'crmToCalendar', 'calendarToCrm', 'none'];
const oneOf = (...choices: string[]) => ({ kind: 'choice' as const, choices });
const from = (least: number, most: number) => ({ kind: 'wholeNumber' as const, least, most });

const usualSubject = ['type', 'title', 'company', 'department', 'person'];

const told: readonly Told[] = [
  { id: 'kinds.appointment', section: 'kinds', allowed: yesNo, standard: true },
  { id: 'window.pastDays', section: 'window', allowed: from(0, 1095), standard: 7, value: 30, own: true },
  { id: 'window.futureDays', section: 'window', allowed: from(0, 1095), standard: 180 },
  { id: 'direction', section: 'direction', allowed: oneOf(...directions), standard: 'twoWay' },
  { id: 'direction.appointment', section: 'direction', allowed: oneOf('asAbove', ...directions), standard: 'asAbove' },
  {
    id: 'conflict.rule',
    section: 'schedule',
    allowed: oneOf('laterEdit', 'crm', 'calendar', 'ask'),
    standard: 'laterEdit',
  },
  {
    id: 'crm.subject.parts',
    section: 'subject',
    allowed: { kind: 'choices', choices: subjectPart.options },
    standard: usualSubject,
  },
  { id: 'crm.subject.language', section: 'subject', allowed: text, choices: 'languages', standard: 'crm' },
  { id: 'crm.reminders', section: 'other', allowed: yesNo, standard: true },
  { id: 'crm.participantsInText', section: 'other', allowed: yesNo, standard: true, locked: true },
  { id: 'crm.linkPersonByEmail', section: 'other', allowed: yesNo, standard: false },
  {
    id: 'crm.types',
    section: 'types',
    allowed: { kind: 'numbers' },
    choices: 'followUpTypes',
    standard: [],
    value: [2, 99],
    own: true,
  },
  {
    id: 'crm.incoming.appointmentType',
    section: 'incoming',
    allowed: { kind: 'wholeNumberFrom', least: 1 },
    choices: 'appointmentTypes',
    standard: null,
  },
  { id: 'crm.incoming.categoryAsType', section: 'incoming', allowed: yesNo, standard: false },
  { id: 'crm.outgoing.appointmentCategory', section: 'outgoing', allowed: text, standard: 'SuperOffice Appointment' },
  { id: 'calendar.allDay', section: 'synchronization', allowed: yesNo, standard: true },
  { id: 'calendar.free', section: 'synchronization', allowed: yesNo, standard: true, value: false, own: true },
  { id: 'calendar.reminders', section: 'synchronization', allowed: yesNo, standard: true },
  { id: 'calendar.participantsInText', section: 'synchronization', allowed: yesNo, standard: false },
  { id: 'calendar.private', section: 'synchronization', allowed: yesNo, standard: false },
  { id: 'timeZone.crm', section: 'timeZones', allowed: zone, standard: null },
  { id: 'timeZone.calendar', section: 'timeZones', allowed: zone, standard: null },
  { id: 'schedule.minutes', section: 'schedule', allowed: from(1, 240), standard: 5 },
  { id: 'superoffice.loginUrl', section: 'connection', allowed: address, standard: 'https://online.superoffice.com' },
  { id: 'superoffice.clientId', section: 'connection', allowed: text, standard: null },
  {
    id: 'microsoft365.loginUrl',
    section: 'connection',
    allowed: address,
    standard: 'https://login.microsoftonline.com',
  },
  {
    id: 'microsoft365.graphUrl',
    section: 'connection',
    allowed: address,
    standard: 'https://graph.microsoft.com/v1.0',
  },
  { id: 'microsoft365.clientId', section: 'connection', allowed: text, standard: null },
  { id: 'theme', section: 'appearance', allowed: oneOf('system', 'light', 'dark'), standard: 'system' },
  { id: 'language', section: 'appearance', allowed: oneOf('system', 'en'), standard: 'system' },
];

export const settings: Answer<'settings:list'> = {
  editable: true,
  policyProblem: null,
  settings: told.map((one) => ({ choices: null, value: one.standard, own: false, locked: false, ...one })),
};

export const managed: Answer<'settings:list'> = { ...settings, editable: false };

export const wrongPolicy: Answer<'settings:list'> = {
  ...managed,
  policyProblem: 'there is no setting “crm.colour”',
};

const types = ['Meeting', 'Phone call', 'Demo', 'Lunch', 'Travel', 'Internal meeting', 'Course', 'Follow-up', 'Audit'];

export const choices: Readonly<Record<ChoiceSource, readonly Choice[]>> = {
  appointmentTypes: types.map((label, place) => ({ value: place + 1, label })),
  taskTypes: ['Follow-up', 'Proposal', 'Other'].map((label, place) => ({ value: place + 20, label })),
  followUpTypes: types.map((label, place) => ({ value: place + 1, label })),
  languages: [
    { value: 'de', label: 'German' },
    { value: 'en', label: 'English' },
    { value: 'no', label: 'Norwegian' },
  ],
};

export const subjects: readonly SubjectPreview[] = [
  {
    title: 'Price list 2027',
    start: '2026-11-18T12:00:00Z',
    subject: 'Meeting * Price list 2027 * Nordlicht AS * Sales * Mara Lind',
    length: 60,
  },
  { title: 'Stand-up', start: '2026-11-19T08:00:00Z', subject: 'Internal meeting * Stand-up', length: 27 },
  {
    title: 'Annual review',
    start: '2026-11-20',
    subject: `Meeting * ${'Annual review of all agreements and of what comes next '.repeat(4).trim()}…`,
    length: 312,
  },
];
