/**
 * @file Every preference, what the customer's text says of it, and what is seen of each value. A preference that is added to the
 * schema has no row here, and nothing compiles before it has one.
 */
import { advanced } from './advanced.ts';
import { outOfCrm } from './appointments.ts';
import { outOfCalendar } from './calendar.ts';
import { persons } from './persons.ts';
import type { Rows } from './row.ts';
import { tasks } from './tasks.ts';

export const table: Rows = { ...advanced, ...outOfCrm, ...outOfCalendar, ...tasks, ...persons };
