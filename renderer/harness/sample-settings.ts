/** @file What the harness answers about settings: as they are at first, some changed by the user, and under a policy. */
import {
  isSettingId,
  type SettingId,
  type SettingValues,
  settingIds,
  settingsSchema,
} from '../../main/settings/schema.ts';
import { describeSetting } from '../../main/settings/text.ts';
import type { Answer, Ask, SubjectPreview } from '../../preload/contract.ts';
import type { Choice, ChoiceSource } from '../../sync-core/model/choice.ts';

/** What the user has set, and what an administrator has locked, beside what the schema says. */
const set: Partial<SettingValues> = {
  'window.pastDays': 30,
  'crm.types': [2, 99],
  'crm.persons.selections': [3, 12],
  'calendar.free': false,
};
const locked: readonly SettingId[] = ['crm.participantsInText'];

const standard = settingsSchema.parse({});
const values = settingsSchema.parse(set);

export const settings: Answer<'settings:list'> = {
  editable: true,
  policyProblem: null,
  settings: settingIds.map((id) => ({
    ...describeSetting(id),
    value: values[id],
    standard: standard[id],
    own: Object.hasOwn(set, id),
    locked: locked.includes(id),
  })),
};

type Told = Answer<'settings:list'>;

/** As the main process would: all or none. */
export function withSet(
  told: Told,
  asked: Ask<'settings:set'>,
): { told: Told; refused: Answer<'settings:set'>['refused'] } {
  for (const [id, value] of Object.entries(asked)) {
    if (!isSettingId(id)) return { told, refused: { id, why: 'unknown' } };
    if (!settingsSchema.shape[id].safeParse(value).success) return { told, refused: { id, why: 'notAllowed' } };
  }
  const settings = told.settings.map((view) => {
    const value = asked[view.id];
    return value === undefined ? view : { ...view, value, own: true };
  });
  return { told: { ...told, settings }, refused: null };
}

export function withoutSet(told: Told, ids: readonly string[]): Told {
  const settings = told.settings.map((view) =>
    ids.includes(view.id) ? { ...view, value: view.standard, own: false } : view,
  );
  return { ...told, settings };
}

export const managed: Answer<'settings:list'> = { ...settings, editable: false };

export const wrongPolicy: Answer<'settings:list'> = {
  ...managed,
  policyProblem: 'there is no setting “crm.colour”',
};

const types = ['Meeting', 'Phone call', 'Demo', 'Lunch', 'Travel', 'Internal meeting', 'Course', 'Follow-up', 'Audit'];

const fieldsOf = (...labels: readonly string[]): Choice[] =>
  labels.map((label, place) => ({ value: `person:SuperOffice:${place + 1}`, label, of: 'person' }));

export const choices: Readonly<Record<ChoiceSource, readonly Choice[]>> = {
  appointmentTypes: types.map((label, place) => ({ value: place + 1, label })),
  taskTypes: ['Follow-up', 'Proposal', 'Other'].map((label, place) => ({ value: place + 20, label })),
  followUpTypes: types.map((label, place) => ({ value: place + 1, label })),
  jobTitleFields: fieldsOf('Role', 'Speciality', 'With us since'),
  titleFields: fieldsOf('Salutation', 'Academic title'),
  departmentFields: [
    ...fieldsOf('Cost centre', 'Team'),
    { value: 'contact:SuperOffice:4', label: 'Division', of: 'company' },
  ],
  selections: [
    { value: 3, label: 'My customers', group: 'Sales', size: 42 },
    { value: 7, label: 'Newsletter, north', group: 'Marketing', size: 4_180 },
    { value: 12, label: 'Trade fair Hamburg', group: 'Marketing', size: 387 },
    { value: 15, label: 'Suppliers', size: 0 },
  ],
  languages: [
    { value: 'de', label: 'German' },
    { value: 'en', label: 'English' },
    { value: 'no', label: 'Norwegian' },
  ],
};

/** As many as a large company has; every one of them begins with the short list. */
export const manyChoices = (source: ChoiceSource): readonly Choice[] => [...choices[source], ...many(choices[source])];

function many(few: readonly Choice[]): readonly Choice[] {
  const first = few[0];
  if (first === undefined) return [];
  return Array.from({ length: 4_000 }, (_, place): Choice => {
    const label =
      place === 7 ? `${first.label} of the ${'international '.repeat(6)}organisation` : `${first.label} ${place + 2}`;
    const value = typeof first.value === 'number' ? 1_000 + place : `${first.value}-${place}`;
    return { ...first, value, label };
  });
}

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
