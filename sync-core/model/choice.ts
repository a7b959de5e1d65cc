/** @file Lists that a connected system keeps and a user chooses from: types, languages, fields of persons, selections. */
import { z } from 'zod';

export const choiceSource = z.enum([
  'appointmentTypes',
  'taskTypes',
  'followUpTypes',
  'languages',
  'jobTitleFields',
  'titleFields',
  'departmentFields',
  'selections',
]);
export type ChoiceSource = z.infer<typeof choiceSource>;

export const choice = z.object({
  /** As it stands in the settings. */
  value: z.union([z.string(), z.int()]),
  /** In the user's language, as the system tells it. */
  label: z.string(),
  /** The heading that it stands under there. */
  group: z.string().optional(),
  /** Of a field: whose it is. */
  of: z.enum(['person', 'company']).optional(),
  /** How many belong to it (the members of a selection). */
  size: z.int().nonnegative().optional(),
});
export type Choice = z.infer<typeof choice>;
