/** @file Somebody who takes part in an appointment, as far as a system tells. */
import { z } from 'zod';

export const participant = z
  .object({
    name: z.string(),
    company: z.string().exactOptional(),
    email: z.string(),
    /** As it was typed. */
    phone: z.string().exactOptional(),
    answer: z.enum(['organiser', 'accepted', 'tentative', 'declined', 'none']),
  })
  .readonly();
/** Texts are empty where nothing is known. */
export type Participant = z.infer<typeof participant>;
