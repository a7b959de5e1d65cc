/** @file What an error of Google's services means: Calendar and Tasks name a reason, People a state and a reason of its own. Pure. */
import { z } from 'zod';
import {
  Conflict,
  type ConnectorError,
  CursorExpired,
  NotFound,
  Rejected,
  RightMissing,
  Throttled,
} from '../errors.ts';

const system = 'google';

const googleError = z.object({
  error: z.object({
    message: z.string().optional(),
    /** Of People. */
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    details: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
});

/** @returns Google's own word for what went wrong (`fullSyncRequired`, `EXPIRED_SYNC_TOKEN`), as exact as there is one. */
export function errorReason(body: unknown): string | undefined {
  const error = googleError.safeParse(body).data?.error;
  const named = [...(error?.errors ?? []), ...(error?.details ?? [])].find(({ reason }) => reason !== undefined);
  return named?.reason ?? error?.status;
}

/** A quota of a minute or of a moment; told with 403 as well as with 429. */
const tooFast = /^(rateLimitExceeded|userRateLimitExceeded|RATE_LIMIT_EXCEEDED|RESOURCE_EXHAUSTED)$/;
/** What one calendar, person or project may do in a day. */
const tooMuch = /^(quotaExceeded|calendarUsageLimits|dailyLimitExceeded|limitExceeded)$/;
const lostCursor = /^(fullSyncRequired|updatedMinTooLongAgo|EXPIRED_SYNC_TOKEN)$/;
const missingRight = /^(insufficientPermissions|ACCESS_TOKEN_SCOPE_INSUFFICIENT)$/;
const serviceOff = /^(accessNotConfigured|SERVICE_DISABLED)$/;

/** How long a quota of a day is left alone: it comes back at midnight in California, which nobody tells us. */
const dayQuotaPauseMs = 2 * 3_600_000;

/**
 * What an error status of Google means; undefined where HTTP says it all (faults of the server).
 * `Throttled` with nothing to wait for asks for a pause of our own measure.
 */
export function explainGoogle(status: number, body: unknown): ConnectorError | undefined {
  const code = errorReason(body);
  const details = { system, status, ...(code === undefined ? {} : { code }) } as const;
  const reason = code ?? '';
  if (lostCursor.test(reason)) return new CursorExpired('the change list is no longer known', details);
  if (status === 403) {
    if (tooFast.test(reason)) return new Throttled('too many requests', { ...details, retryAfterMs: 0 });
    if (tooMuch.test(reason))
      return new Throttled('the quota is used up', { ...details, retryAfterMs: dayQuotaPauseMs });
    if (missingRight.test(reason)) return new RightMissing('a right is missing', details);
    if (serviceOff.test(reason)) return new RightMissing('the service is switched off for the application', details);
    return new Rejected('refused', details);
  }
  if (status === 404 || status === 410) return new NotFound('not found', details);
  if (status === 409 || status === 412) return new Conflict('changed in the meantime, or there already', details);
  if (status === 400 && /^(failedPrecondition|FAILED_PRECONDITION)$/.test(reason))
    return new Conflict('changed in the meantime', details);
  if (status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429)
    return new Rejected('refused', details);
  return undefined;
}
