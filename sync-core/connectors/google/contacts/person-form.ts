/** @file A person as Google's address book holds one. */
import type { Person } from '../../../model/person.ts';
import { personForm } from '../../../translate/person-form.ts';
import { oneLine } from '../read-event.ts';

/** What Google would give back if this were written to it. */
export const expressPerson = (fields: Person): Person => personForm(fields, oneLine);
