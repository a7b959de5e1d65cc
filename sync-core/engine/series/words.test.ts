import { expect, test } from 'vitest';
import type { Appointment } from '../../model/appointment.ts';
import { occurrencesOf } from '../../model/occurrences.ts';
import type { OccurrenceChange } from '../../model/recurrence.ts';
import type { Instant, LocalDate } from '../../model/time.ts';
import { meeting } from '../testing/scene.ts';
import { inWordsOf, showsAsBefore } from './words.ts';

const days = ['2026-12-01', '2026-12-02', '2026-12-03'] as LocalDate[];

/** Three days in a row. */
function series(title: string, ...changed: readonly [number, OccurrenceChange][]): Appointment {
  return meeting({
    title,
    recurrence: {
      pattern: { kind: 'dates', days },
      cancelled: [],
      changed: changed.map(([place, change]) => ({ day: days[place] as LocalDate, change })),
    },
  });
}

const shown = (fields: Appointment) => occurrencesOf(fields, days).map((one) => one.fields.title);

const agreed = series('Forecast', [0, { title: 'Special' }], [1, { title: 'Special', location: 'Room 9' }]);

test('what most occurrences are called is not what the series is called, as long as each shows what was agreed', () => {
  const read = series('Special', [1, { location: 'Room 9' }], [2, { title: 'Forecast' }]);
  const told = inWordsOf(read, agreed);
  expect(shown(told)).toEqual(shown(read));
  expect([told.title, told.recurrence?.changed]).toEqual([agreed.title, agreed.recurrence?.changed]);
});

test('a series of which an occurrence shows something else is as it was read', () => {
  const read = series('Special', [2, { title: 'Other' }]);
  expect(inWordsOf(read, agreed)).toBe(read);
});

test('a side that holds a part is compared with what it makes of the whole', () => {
  const part = { ...agreed, recurrence: { ...agreed.recurrence, pattern: { kind: 'dates', days: days.slice(0, 2) } } };
  const read = meeting({
    title: 'Special',
    recurrence: {
      pattern: { kind: 'dates', days: days.slice(0, 2) },
      cancelled: [],
      changed: [{ day: days[1] as LocalDate, change: { location: 'Room 9' } }],
    },
  });
  expect(inWordsOf(read, agreed)).toBe(read);
  expect(inWordsOf(read, agreed, () => part as Appointment).title).toBe('Forecast');
});

test('a word that the side does not know is no word of the series there', () => {
  const read = series('Forecast');
  const wanted: Appointment = { ...read, availability: 'outOfOffice' };
  expect(inWordsOf(read, wanted, (fields) => ({ ...fields, availability: 'busy' }))).toBe(read);
});

test('a series is called something else only where an occurrence shows it that the other side has, too', () => {
  const now = series('Other', [0, { title: 'Special' }], [1, { title: 'Special', location: 'Room 9' }]);
  const window = { from: '2026-11-01T00:00:00Z' as Instant, until: '2027-05-01T00:00:00Z' as Instant };
  const before: Appointment = {
    ...agreed,
    recurrence: { pattern: { kind: 'dates', days: days.slice(0, 2) }, ...ahead(agreed) },
  };
  const after: Appointment = {
    ...now,
    recurrence: { pattern: { kind: 'dates', days: days.slice(0, 2) }, ...ahead(now) },
  };
  expect(showsAsBefore('title', { agreed: before, fields: after }, before, window)).toBe(true);
  expect(showsAsBefore('title', { agreed, fields: now }, agreed, window)).toBe(false);
});

test('a series that another rule has brought forward is called something else where the other side has not been yet', () => {
  const window = { from: '2026-11-01T00:00:00Z' as Instant, until: '2027-05-01T00:00:00Z' as Instant };
  const on = (some: readonly LocalDate[], title: string, changed: Exceptions): Appointment => {
    const day = some[0] ?? '';
    const span = { kind: 'allDay', firstDay: day as LocalDate, lastDay: day as LocalDate } as const;
    return meeting({ title, span, recurrence: { pattern: { kind: 'dates', days: some }, cancelled: [], changed } });
  };
  const last = days.slice(2);
  const before = on(
    last,
    'Forecast',
    last.map((day) => ({ day, change: { title: 'Special' } })),
  );
  expect(showsAsBefore('title', { agreed: before, fields: on(days, 'Special', []) }, before, window)).toBe(false);
  expect(showsAsBefore('title', { agreed: before, fields: on(last, 'Special', []) }, before, window)).toBe(true);
});

function ahead({ recurrence }: Appointment): { readonly cancelled: []; readonly changed: Exceptions } {
  return { cancelled: [], changed: recurrence?.changed ?? [] };
}

type Exceptions = NonNullable<Appointment['recurrence']>['changed'];
