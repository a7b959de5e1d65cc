/** @file What the subject of a calendar item is made of, and what was made once and is remembered. */
import { z } from 'zod';

/** `title`: the first line of the description, or the CRM's title where the activity has one. */
export const subjectPart = z.enum(['type', 'title', 'company', 'department', 'person', 'project', 'sale', 'location']);
export type SubjectPart = z.infer<typeof subjectPart>;

export const builtSubject = z
  .object({
    /** As it was given to the calendar. */
    subject: z.string(),
    /** Before it was cut to the length that a subject may have; the same where it was not. */
    whole: z.string(),
    /** In their order; `other`: of what it was made is not known any more. Those without a text are left out, but for the title, whose place is known all the same. */
    parts: z.array(z.object({ part: z.union([subjectPart, z.literal('other')]), text: z.string() })).readonly(),
  })
  .readonly();
export type BuiltSubject = z.infer<typeof builtSubject>;
