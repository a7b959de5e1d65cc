/** @file A person as Outlook's address book holds one. */
import type { Person } from '../../model/person.ts';
import { personForm } from '../../translate/person-form.ts';
import { oneLine } from './one-line.ts';

/** What Outlook would give back if this were written to it. */
export const expressPerson = (fields: Person): Person => personForm(fields, oneLine);
