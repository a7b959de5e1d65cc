/**
 * @file What of Graph's answers is relied on, beside events themselves (`outlook/event-schemas.ts`). Anything else in them is passed
 * over; anything of this that is missing or different makes the answer nonsense, and nothing is concluded from it.
 */
import { z } from 'zod';
import { itemId } from '../outlook/event-schemas.ts';

export const extendedProperties = z.array(z.object({ id: z.string(), value: z.string().nullish() })).nullish();

/** What is asked of an event when only its marks matter. */
export const markedEvent = z.object({
  id: itemId,
  singleValueExtendedProperties: extendedProperties,
});

/**
 * A row of a change list: an event, the stub of an occurrence, or the trace of something that is no longer there. Without a
 * readable id nobody knows what it is about; whatever else is odd about it concerns that one event.
 */
export const changeRow = z.looseObject({
  id: itemId,
  type: z.string().nullish().catch(undefined),
  seriesMasterId: itemId.nullish().catch(undefined),
  '@odata.etag': z.string().nullish().catch(undefined),
  '@removed': z.unknown().optional(),
});
export type ChangeRow = z.infer<typeof changeRow>;

export const listPage = z.object({
  value: z.array(changeRow),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

export const batchAnswer = z.object({ responses: z.array(z.unknown()) });

/** One answer of a batch. */
export const partAnswer = z.object({
  id: z.string(),
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.string()).nullish().catch(undefined),
  body: z.unknown().optional(),
});

export const graphError = z.object({ error: z.object({ code: z.string().regex(/^[\w.]{1,100}$/) }) });

export const graphUser = z.object({
  id: z.string().regex(/^[\w.@-]{1,200}$/),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

export const masterCategories = z.object({ value: z.array(z.object({ displayName: z.string() })) });

export const graphCalendar = z.object({
  id: itemId,
  changeKey: z.string().nullish(),
  singleValueExtendedProperties: extendedProperties,
});

export const mailboxSettings = z.object({
  timeZone: z.string().min(1).max(200),
  language: z.object({ locale: z.string().nullish() }).nullish().catch(undefined),
});
