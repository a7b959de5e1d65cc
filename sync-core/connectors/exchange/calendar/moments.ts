/** @file Moments as the web service tells them. Pure. */
import { Temporal } from 'temporal-polyfill';

/** Answers carry Z or an offset always; what does not is no moment. */
export function momentOf(text: string | undefined): Temporal.Instant | undefined {
  try {
    return text === undefined ? undefined : Temporal.Instant.from(text.trim());
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
