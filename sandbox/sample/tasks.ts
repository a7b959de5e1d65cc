/** @file The main user's to-dos: some on both sides, some only in the CRM, some only in the calendar system's task list. */
import type { Temporal } from 'temporal-polyfill';
import { createSampleRandom } from './random.ts';
import { typeIds } from './tenant.ts';
import type { SampleTask } from './world.ts';
import type { AddressBook } from './year.ts';

const titles = [
  'Angebot nachfassen',
  'Tilbud sendes til kunden',
  'Preisliste aktualisieren',
  'Send references',
  'Liefertermin bestätigen',
  'Besuchsbericht schreiben',
  'Følge opp reklamasjon',
  'Rahmenvertrag prüfen lassen',
  'Bonität anfragen',
  'Prepare trade fair list',
] as const;

type Kind = Pick<SampleTask, 'on'> & Partial<SampleTask> & { readonly days?: number };

/** What there is at least one of, however few there are: days from today; absent: any. */
const kinds: readonly Kind[] = [
  { on: 'both', days: 4, completed: false },
  { on: 'crm', days: -12, completed: false, importance: 'high' },
  { on: 'crm', days: -2, completed: true },
  { on: 'calendar', days: 9, completed: false },
  { on: 'crm', due: null, completed: false },
  { on: 'both', days: -3, completed: true },
  { on: 'crm', days: 20, completed: false, private: true, importance: 'low' },
  { on: 'crm', days: 6, completed: false, assignedBy: 15 },
  { on: 'calendar', due: null, completed: false },
  { on: 'both', due: null, completed: false },
  { on: 'both' },
  { on: 'crm' },
];

/** Dates from two months back to four months ahead; what is long past is mostly done. */
export function createTasks(seed: number, today: Temporal.PlainDate, book: AddressBook, count: number): SampleTask[] {
  const random = createSampleRandom(seed, 'tasks');
  return Array.from({ length: count }, (_, index) => {
    const { days: wanted, ...kind } = kinds[index % kinds.length] ?? { on: 'crm' as const };
    const days = wanted ?? random.int(-60, 120);
    const person = random.percent(70) && kind.on === 'crm' ? random.pick(book.persons) : null;
    const turn = Math.floor(index / titles.length);
    return {
      key: `task-${index}`,
      title: `${titles[index % titles.length] ?? titles[0]}${turn === 0 ? '' : ` ${turn + 1}`}`,
      body: random.percent(30) ? '<p>Siehe letzte <b>Besprechung</b>.</p>' : '',
      due: today.add({ days }).toString(),
      completed: days < -7 ? random.percent(80) : random.percent(5),
      importance: 'normal',
      private: false,
      assignedBy: null,
      typeId: random.pick([typeIds.followUp, typeIds.proposal, typeIds.other]),
      contactId: person?.contactId ?? null,
      personId: person?.personId ?? null,
      ...kind,
    };
  });
}
