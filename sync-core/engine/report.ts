/**
 * @file What a run tells: events while it goes on, a report at its end, and the activity entries that stay. All of it is
 * plain data with a schema, because it crosses process borders and is kept in the store.
 * Titles of private items never get in here (G4.2): `title` is null for them, and so are their field values.
 */
import { z } from 'zod';
import { appNotVerified, passwordCauses } from '../connectors/errors.ts';
import { itemField } from '../model/item.ts';
import { leftOutCode, protectedCode } from '../model/reason.ts';
import { itemKind, side, systemId } from '../model/side.ts';

const moment = z.iso.datetime();

export const runTrigger = z.enum([
  'start',
  'timer',
  'wake',
  'online',
  'user',
  'settings',
  'commandLine',
  'followUp',
  'undo',
]);
export type RunTrigger = z.infer<typeof runTrigger>;

export const runPhase = z.enum(['preparing', 'reading', 'comparing', 'writing', 'finishing']);
export type RunPhase = z.infer<typeof runPhase>;

/** A problem that stops a whole run, as words need it: `error.<code>` with `system` filled in. */
export const runProblem = z.object({
  code: z.enum([
    'authExpired',
    'appNotApproved',
    /** `details` names the right. */
    'rightMissing',
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
    /** Where the account's server is, is not known. */
    'serverNotFound',
    /** No place where tokens would be safe. */
    'noKeyStore',
    'otherAccount',
    /** The account is the same, its calendar is another one than the links were made with. */
    'otherFolder',
    /** Another installation synchronises for the same person: `device` says which. */
    'otherDevice',
    'diskFull',
    'storeReadOnly',
    'storeDamaged',
    /** The administrator's policy file cannot be understood. */
    'policyUnusable',
    'internal',
  ]),
  system: systemId.optional(),
  /** With `otherAccount`: the system that the links were made with. */
  former: systemId.optional(),
  /** What led to it, where that has words of its own. */
  because: z
    .enum([
      appNotVerified,
      ...passwordCauses,
      'cloudMailbox',
      'serverNeeded',
      'badServer',
      'hostDeclined',
      'redirectsForEver',
      'nameUnknown',
      'unreachable',
      'certificate',
      'noAnswer',
      'noWebService',
      'programBlocked',
      'noWay',
      'noMailbox',
      'busy',
    ])
    .exactOptional(),
  /** Technical words for "Details"; no titles, no tokens. */
  details: z.string().optional(),
  /**
   * When to come back: as the server asked (`throttled`), or when it will be tried again (`offline`, `unavailable`; `internal`
   * where the engine's process ended by itself and can be started anew by then).
   */
  retryAt: moment.optional(),
  /** For `otherDevice`: the computer's name, and when it was last at work. */
  device: z.object({ name: z.string(), seenAt: moment }).optional(),
});
export type RunProblem = z.infer<typeof runProblem>;

/** Linked pairs of each kind. */
export const linkedCounts = z.record(itemKind, z.int());
export type LinkedCounts = Readonly<z.infer<typeof linkedCounts>>;

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
  /** Linked pairs after the run, of all kinds. */
  linked: z.int(),
  /** The same by kind. Absent in reports of earlier versions. */
  linkedOf: linkedCounts.optional(),
  /** Selections that are chosen and can no longer be read, by name or number: nothing was concluded from that. */
  closed: z.array(z.string()).optional(),
});
export type RunReport = z.infer<typeof runReport>;

/**
 * `undone`: this entry took an earlier one back (as far as its `changes` say); `notUndone`: that was asked for and could not
 * be done, `reason` says why.
 */
export const activityOutcome = z.enum([
  'done',
  'leftOut',
  'held',
  'parked',
  'conflict',
  'refused',
  'planned',
  'undone',
  'notUndone',
]);

/** What a held entry asks the user: which value stays, or whether so many removals or changes are meant. */
export const askCode = z.enum(['conflict', 'manyRemovals', 'manyChanges']);

/**
 * The user's word on a held entry. For `manyRemovals` and `manyChanges`: `apply` carries it out, `keep` leaves both sides as
 * they are, `restore` puts back on the side where somebody removed or changed it. For `conflict`: `crm` or `calendar` is the
 * side whose value goes to the other, `keep` leaves both as they are.
 */
export const heldDecision = z.enum(['apply', 'keep', 'restore', 'crm', 'calendar']);
export type HeldDecision = z.infer<typeof heldDecision>;

/** Why an operation cannot be taken back. The words are `undo.<code>`. */
export const undoRefusal = z.enum([
  'changedSince',
  'gone',
  'otherAccount',
  'protected',
  'undoneBefore',
  'notKept',
  'failed',
]);
export type UndoRefusal = z.infer<typeof undoRefusal>;

/** Why an e-mail address links nobody. The words are `person.<code>`. */
const personCode = z.enum(['noPerson', 'severalPersons', 'notSearched']);
export type PersonCode = z.infer<typeof personCode>;

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
      /** An occurrence that the calendar cannot have within its series. */
      z.object({ kind: z.literal('apart') }),
      z.object({ kind: z.literal('ask'), code: askCode }),
      z.object({ kind: z.literal('undo'), code: undoRefusal }),
      z.object({ kind: z.literal('person'), code: personCode }),
    ])
    .nullable(),
  /** Field by field, as the user reads it; empty for private items. `lost` is the value that lost a conflict. */
  changes: z.array(
    z.object({
      field: itemField,
      before: z.string().nullable(),
      after: z.string().nullable(),
      lost: z.string().nullable().optional(),
      /** For a conflict that waits for the user: what each side says now; `before` is what they agreed on last. */
      both: z.object({ crm: z.string().nullable(), calendar: z.string().nullable() }).optional(),
    }),
  ),
  /** Ids on each side, where known, and where a person can open them. */
  items: z.partialRecord(side, z.object({ id: z.string(), webUrl: z.string().optional() })),
  /** Whether this deed can be taken back, as far as the journal knows; what has changed since shows when it is tried. */
  undo: z.enum(['possible', 'done', 'none']),
});
export type ActivityEntry = z.infer<typeof activityEntry>;

/** @public The window's door speaks of it. */
export const undoReport = z.object({
  /** Operations that were taken back. */
  undone: z.int(),
  /** Activity entries that could not be, and why. */
  refused: z.array(z.object({ entry: z.int(), code: undoRefusal })),
  /** Why it ended early. */
  problem: runProblem.optional(),
});

export type UndoReport = z.infer<typeof undoReport>;

/** One answer to "why is this not synchronised?". */
export const itemStanding = z.object({
  kind: itemKind,
  title: z.string(),
  when: z.string().nullable(),
  /** `onItsOwn`: it was linked once, and is no longer. */
  standing: z.enum(['synchronised', 'leftOut', 'setAside', 'waitsForYou', 'onItsOwn']),
  reason: activityEntry.shape.reason,
  since: moment.nullable(),
  /** The activity entry that tells more. */
  entry: z.int().nullable(),
  items: activityEntry.shape.items,
});

export type ItemStanding = z.infer<typeof itemStanding>;

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
