/**
 * @file What a run tells: events while it goes on, a report at its end, and the activity entries that stay. All of it is
 * plain data with a schema, because it crosses process borders and is kept in the store.
 * Titles of private items never get in here (G4.2): `title` is null for them, and so are their field values.
 */
import { z } from 'zod';
import { leftOutCode, protectedCode } from '../model/reason.ts';
import { itemKind, side, systemId } from '../model/side.ts';

const moment = z.iso.datetime();

export const runTrigger = z.enum(['start', 'timer', 'wake', 'online', 'user', 'settings', 'commandLine', 'followUp']);
export type RunTrigger = z.infer<typeof runTrigger>;

export const runPhase = z.enum(['preparing', 'reading', 'comparing', 'writing', 'finishing']);
export type RunPhase = z.infer<typeof runPhase>;

/** A problem that stops a whole run, as words need it: `error.<code>` with `system` filled in. */
export const runProblem = z.object({
  code: z.enum([
    'authExpired',
    'appNotApproved',
    'tenantUnavailable',
    'cursorExpired',
    'conflict',
    'notFound',
    'throttled',
    'rejected',
    'offline',
    'unavailable',
    'nonsense',
    'unknownZone',
    'cancelled',
    'notConnected',
    /** No application id is configured to sign in with. */
    'noClientId',
    /** The user (or the system on their behalf) said no in the browser. */
    'signInDenied',
    /** Nothing came back from the browser in time. */
    'signInTimedOut',
    /** No place where tokens would be safe. */
    'noKeyStore',
    'otherAccount',
    'diskFull',
    'storeReadOnly',
    'storeDamaged',
    'internal',
  ]),
  system: systemId.optional(),
  /** Technical words for "Details"; no titles, no tokens. */
  details: z.string().optional(),
  /** For `throttled`: when to come back. */
  retryAt: moment.optional(),
});
export type RunProblem = z.infer<typeof runProblem>;

const sideCounts = z.object({ created: z.int(), updated: z.int(), removed: z.int() });

export const runReport = z.object({
  runId: z.string(),
  trigger: runTrigger,
  dryRun: z.boolean(),
  startedAt: moment,
  finishedAt: moment,
  /** `partly`: some items were set aside; `stopped`: by the user, all is consistent; `failed`: `problem` says why. */
  outcome: z.enum(['ok', 'partly', 'stopped', 'failed']),
  problem: runProblem.optional(),
  /** Writes done on each side (in a dry run: that would be done). */
  written: z.record(side, sideCounts),
  /** Items read as changed on each side. */
  read: z.record(side, z.int()),
  /** Pairs that were linked because they exist on both sides already. */
  adopted: z.int(),
  /** Items left out in this run, by reason. */
  leftOut: z.partialRecord(leftOutCode, z.int()),
  conflicts: z.int(),
  /** Operations that wait for the user. */
  held: z.int(),
  /** Operations set aside, to be tried again later. */
  parked: z.int(),
  /** Linked pairs after the run. */
  linked: z.int(),
});
export type RunReport = z.infer<typeof runReport>;

export const activityOutcome = z.enum(['done', 'leftOut', 'held', 'parked', 'conflict', 'refused', 'planned']);

export const activityEntry = z.object({
  id: z.int(),
  at: moment,
  runId: z.string(),
  kind: itemKind,
  /** null for a private item. */
  title: z.string().nullable(),
  /** Start of the item, as a date or a moment, for the reader's orientation. */
  when: z.string().nullable(),
  action: z.enum(['create', 'update', 'remove', 'link', 'unlink', 'none']),
  /** The side that was (or would be) written; for `link` and `none` the side that the item was seen on. */
  side,
  outcome: activityOutcome,
  /** Why: the words are `reason.<code>`, `protected.<code>` or `error.<code>`. */
  reason: z
    .union([
      z.object({ kind: z.literal('leftOut'), code: leftOutCode }),
      z.object({ kind: z.literal('protected'), code: protectedCode }),
      z.object({ kind: z.literal('error'), code: runProblem.shape.code, details: z.string().optional() }),
      z.object({ kind: z.literal('conflict'), winner: side }),
    ])
    .nullable(),
  /** Field by field, as the user reads it; empty for private items. `lost` is the value that lost a conflict. */
  changes: z.array(
    z.object({
      field: z.enum(['title', 'body', 'location', 'span', 'availability', 'reminderMinutes', 'visibility']),
      before: z.string().nullable(),
      after: z.string().nullable(),
      lost: z.string().nullable().optional(),
    }),
  ),
  /** Ids on each side, where known, and where a person can open them. */
  items: z.partialRecord(side, z.object({ id: z.string(), webUrl: z.string().optional() })),
});
export type ActivityEntry = z.infer<typeof activityEntry>;

export const engineEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), runId: z.string(), trigger: runTrigger, dryRun: z.boolean(), at: moment }),
  z.object({
    type: z.literal('progress'),
    phase: runPhase,
    kind: itemKind,
    done: z.int(),
    /** Absent while it is not known. */
    total: z.int().optional(),
  }),
  /** At most a few a second: entries were added to the activity list. */
  z.object({ type: z.literal('activity'), added: z.int() }),
  z.object({ type: z.literal('waiting'), system: systemId, until: moment, why: z.enum(['throttled', 'retry']) }),
  z.object({ type: z.literal('finished'), report: runReport }),
]);
export type EngineEvent = z.infer<typeof engineEvent>;
