/**
 * @file What the CRM knows around an appointment: its type, and the company, person, project and sale it is about. It is no
 * field that is merged; what the calendar shows of an appointment is made of it (see `translate/subject.ts`).
 */
import { z } from 'zod';

export const surroundings = z
  .object({
    /** Names of the type by language (ISO 639-1); under the empty code where it is the same in all. */
    type: z.record(z.string(), z.string()),
    company: z.string(),
    /** The company's. */
    department: z.string(),
    /** Full name. */
    person: z.string(),
    project: z.string(),
    sale: z.string(),
  })
  .readonly();
/** Texts as the CRM has them; empty where there is nothing. */
export type Surroundings = z.infer<typeof surroundings>;
