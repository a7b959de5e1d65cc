/** @file The record of the lease as text, for a property of the calendar. Pure. */
import { z } from 'zod';
import { instant } from '../../model/time.ts';
import type { LeaseRecord } from '../connector.ts';

const record = z.object({ holder: z.string().min(1), name: z.string(), renewedAt: instant });

/** What cannot be understood is nobody's: a property that was damaged must not lock anybody out for ever. */
export function readRecord(text: string | undefined): LeaseRecord | null {
  if (text === undefined) return null;
  try {
    return record.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

export function writeRecord({ holder, name, renewedAt }: LeaseRecord): string {
  return JSON.stringify({ holder, name, renewedAt });
}
