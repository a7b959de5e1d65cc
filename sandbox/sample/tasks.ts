/** @file The main user's to-dos: most in the CRM, some only in the calendar system's task list. */
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

/** Dates from two months back to four months ahead; what is long past is mostly done. */
export function createTasks(seed: number, today: Temporal.PlainDate, book: AddressBook, count: number): SampleTask[] {
  const random = createSampleRandom(seed, 'tasks');
  return Array.from({ length: count }, (_, index) => {
    const days = random.int(-60, 120);
    const person = random.percent(70) ? random.pick(book.persons) : null;
    const on = random.percent(70) ? 'crm' : 'calendar';
    return {
      key: `task-${index}`,
      on,
      title: titles[index % titles.length] ?? titles[0],
      body: random.percent(30) ? '<p>Siehe letzte <b>Besprechung</b>.</p>' : '',
      due: today.add({ days }).toString(),
      completed: days < -7 ? random.percent(80) : random.percent(5),
      typeId: random.pick([typeIds.followUp, typeIds.proposal, typeIds.other]),
      contactId: on === 'crm' ? (person?.contactId ?? null) : null,
      personId: on === 'crm' ? (person?.personId ?? null) : null,
    };
  });
}
