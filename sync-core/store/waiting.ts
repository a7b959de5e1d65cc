/**
 * @file Pairs that something stands in the way of: `parked` ones are tried again after growing pauses, `held` ones wait
 * for the user's answer to a question. A pair can be parked and wait for several answers at once; each is a row of its own.
 * None of it keeps anything else from going on.
 */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { type HeldDecision, heldDecision } from '../engine/report.ts';
import { itemField, itemFields } from '../model/item.ts';
import { type ItemKind, type Side, side } from '../model/side.ts';
import { type PairKey, pairName } from './operation.ts';
import { itemId } from './records.ts';

export interface ParkedPair {
  /** How many times the item was created on the other side. */
  readonly incarnation: number;
  readonly attempts: number;
  /** When an item of the pair was first missed, milliseconds since 1970; null unless that is what it waits for. */
  readonly missedAt: number | null;
  /** When an item of the pair was first shown as it was before; likewise. */
  readonly doubtedAt: number | null;
  /** The activity entry that tells of it. */
  readonly entry: number | null;
}

/** What a conflict was about when it was put to the user. */
const askedConflict = z.object({
  fields: z.array(itemField).readonly(),
  /** What each side showed. */
  shown: z.object({ crm: itemFields, calendar: itemFields }),
});
export type AskedConflict = Readonly<z.infer<typeof askedConflict>>;

/**
 * `manyRemovals`: whether the deletion is meant. `manyChanges`: whether the changes are that would overwrite something on
 * `side`. `conflict`: whose value stays.
 */
export type Question =
  | { readonly ask: 'manyRemovals' }
  | { readonly ask: 'manyChanges'; readonly side: Side }
  | { readonly ask: 'conflict'; readonly about: AskedConflict };

export interface HeldPair {
  readonly id: number;
  readonly pair: PairKey;
  readonly question: Question;
  /** null: not answered yet. */
  readonly decision: HeldDecision | null;
  /** The activity entry that asks. */
  readonly entry: number;
}

export interface DuePair {
  readonly id: number;
  readonly pair: PairKey;
}

const parkedRow = z.object({
  incarnation: z.int(),
  attempts: z.int(),
  missedAt: z.int().nullable(),
  doubtedAt: z.int().nullable(),
  entry: z.int().nullable(),
});

/** No pause is longer: one that seems to be was begun before the clock was set back. */
const longestPauseMs = 2 * 24 * 3_600_000;
const dueRow = z.object({
  id: z.int(),
  link: z.string().nullable(),
  crm: itemId.nullable(),
  calendar: itemId.nullable(),
});
const heldRow = dueRow.extend({
  question: z.string(),
  asked: z.string().nullable(),
  decision: heldDecision.nullable(),
  entry: z.int(),
});

/** One of each for a pair. */
function nameOf(question: Question): string {
  return question.ask === 'manyChanges' ? `manyChanges:${question.side}` : question.ask;
}

function toQuestion(name: string, asked: string | null): Question {
  const [ask, one] = name.split(':');
  if (ask === 'manyChanges') return { ask, side: side.parse(one) };
  if (asked === null) return { ask: 'manyRemovals' };
  return { ask: 'conflict', about: askedConflict.parse(JSON.parse(asked)) };
}

function toDue(raw: unknown): DuePair {
  const { id, ...pair } = dueRow.parse(raw);
  return { id, pair };
}

function toHeld(raw: unknown): HeldPair {
  const { id, question, asked, decision, entry, ...pair } = heldRow.parse(raw);
  return { id, pair, question: toQuestion(question, asked), decision, entry };
}

export function openWaiting(db: Database, now: () => number) {
  const heldColumns = 'id, link, crm, calendar, question, asked, decision, entry';
  const sql = {
    parked: db.prepare<[string, string]>(
      `SELECT incarnation, attempts, missed_at_ms AS missedAt, doubted_at_ms AS doubtedAt, entry FROM waiting
         WHERE kind = ? AND pair = ? AND state = 'parked'`,
    ),
    held: db.prepare<[string, string]>(
      `SELECT ${heldColumns} FROM waiting WHERE kind = ? AND pair = ? AND state = 'held' ORDER BY id`,
    ),
    heldByEntry: db.prepare<[number]>(`SELECT ${heldColumns} FROM waiting WHERE entry = ? AND state = 'held'`),
    waits: db.prepare<[string, string]>('SELECT count(*) FROM waiting WHERE kind = ? AND pair = ?').pluck(),
    due: db.prepare(
      `SELECT id, link, crm, calendar FROM waiting AS one WHERE kind = @kind AND id > @after
         AND ((state = 'parked' AND next_at_ms NOT BETWEEN @now + 1 AND @longest) OR (decision IS NOT NULL AND NOT EXISTS
           (SELECT 1 FROM waiting AS other WHERE other.kind = one.kind AND other.pair = one.pair
              AND other.state = 'parked' AND other.next_at_ms BETWEEN @now + 1 AND @longest)))
       ORDER BY id LIMIT @limit`,
    ),
    alone: db.prepare<[string]>(
      `SELECT id, link, crm, calendar FROM waiting WHERE kind = ? AND state = 'parked' AND link IS NULL
         AND (crm IS NULL OR calendar IS NULL) ORDER BY id`,
    ),
    put: db.prepare(
      `INSERT INTO waiting (kind, pair, link, crm, calendar, state, question, asked, incarnation, attempts, next_at_ms,
         missed_at_ms, doubted_at_ms, entry, since)
       VALUES (@kind, @pair, @link, @crm, @calendar, @state, @question, @asked, @incarnation, @attempts, @nextAt, @missedAt,
         @doubtedAt, @entry, @at)
       ON CONFLICT (kind, pair, question) DO UPDATE SET link = excluded.link, crm = excluded.crm,
         calendar = excluded.calendar, asked = excluded.asked, incarnation = excluded.incarnation,
         attempts = excluded.attempts, next_at_ms = excluded.next_at_ms,
         missed_at_ms = excluded.missed_at_ms, doubted_at_ms = excluded.doubted_at_ms, entry = excluded.entry,
         decision = NULL`,
    ),
    decide: db.prepare<[string | null, number]>("UPDATE waiting SET decision = ? WHERE id = ? AND state = 'held'"),
    close: db.prepare<[number]>('DELETE FROM waiting WHERE id = ?'),
    unpark: db.prepare<[string, string]>("DELETE FROM waiting WHERE kind = ? AND pair = ? AND state = 'parked'"),
    remove: db.prepare<[string, string]>('DELETE FROM waiting WHERE kind = ? AND pair = ?'),
    count: db.prepare('SELECT state, count(*) AS pairs FROM waiting WHERE decision IS NULL GROUP BY state'),
    countHeld: db
      .prepare<[string, string]>(
        "SELECT count(*) FROM waiting WHERE kind = ? AND question = ? AND state = 'held' AND decision IS NULL",
      )
      .pluck(),
    countMissed: db
      .prepare<[string]>(
        `SELECT count(*) FROM waiting WHERE kind = ? AND state = 'parked' AND missed_at_ms IS NOT NULL
           AND pair NOT IN (SELECT pair FROM temp.planned)`,
      )
      .pluck(),
    nextDue: db.prepare("SELECT min(next_at_ms) FROM waiting WHERE state = 'parked'").pluck(),
    forget: db.prepare('DELETE FROM waiting'),
  };
  const put = (kind: ItemKind, pair: PairKey, rest: Record<string, unknown>) => {
    const plain = {
      question: '',
      asked: null,
      incarnation: 0,
      attempts: 0,
      nextAt: null,
      missedAt: null,
      doubtedAt: null,
    };
    sql.put.run({ kind, pair: pairName(pair), ...pair, ...plain, ...rest, at: new Date(now()).toISOString() });
  };

  return {
    parked(kind: ItemKind, pair: string): ParkedPair | undefined {
      const raw = sql.parked.get(kind, pair);
      return raw === undefined ? undefined : parkedRow.parse(raw);
    },
    /** The questions about a pair that the user has not answered, or whose answer is not carried out yet. */
    held: (kind: ItemKind, pair: string): readonly HeldPair[] => sql.held.all(kind, pair).map(toHeld),
    heldWith: (kind: ItemKind, pair: string, question: Question): HeldPair | undefined =>
      sql.held
        .all(kind, pair)
        .map(toHeld)
        .find((one) => nameOf(one.question) === nameOf(question)),
    /** @param entry id of the activity entry that asks. */
    heldByEntry(entry: number): HeldPair | undefined {
      const raw = sql.heldByEntry.get(entry);
      return raw === undefined ? undefined : toHeld(raw);
    },
    /** Whether anything stands in the way of the pair. */
    waits: (kind: ItemKind, pair: string): boolean => z.int().parse(sql.waits.get(kind, pair)) > 0,
    /** Parked items that are not linked, whether their pause is over or not. */
    alone: (kind: ItemKind): readonly DuePair[] => sql.alone.all(kind).map(toDue),
    /** Parked pairs whose pause is over, and held ones that the user has decided on. A pair can come twice. */
    due: (kind: ItemKind, after: number, limit: number): readonly DuePair[] =>
      sql.due.all({ kind, after, now: now(), longest: now() + longestPauseMs, limit }).map(toDue),
    park: (kind: ItemKind, pair: PairKey, rest: ParkedPair & { readonly nextAt: number }): void =>
      put(kind, pair, { state: 'parked', ...rest }),
    /** Takes the place of the same question about the pair, answered or not. @param entry the activity entry that asks. */
    hold: (kind: ItemKind, pair: PairKey, question: Question, entry: number): void =>
      put(kind, pair, {
        state: 'held',
        question: nameOf(question),
        asked: question.ask === 'conflict' ? JSON.stringify(question.about) : null,
        entry,
      }),
    /** @param decision null: the question is open again. */
    decide: (id: number, decision: HeldDecision | null): void => void sql.decide.run(decision, id),
    /** Ends one question. */
    close: (id: number): void => void sql.close.run(id),
    unpark: (kind: ItemKind, pair: string): void => void sql.unpark.run(kind, pair),
    /** Ends all that concerns the pair. */
    remove: (kind: ItemKind, pair: string): void => void sql.remove.run(kind, pair),
    counts(): { readonly held: number; readonly parked: number } {
      const counts = { held: 0, parked: 0 };
      const rows = z.array(z.object({ state: z.enum(['parked', 'held']), pairs: z.int() })).parse(sql.count.all());
      for (const { state, pairs } of rows) counts[state] = pairs;
      return counts;
    },
    /** How many pairs wait with this question. */
    countHeld: (kind: ItemKind, question: Question): number => z.int().parse(sql.countHeld.get(kind, nameOf(question))),
    /** How many pairs are parked because one of their items was not there, without those that something is planned for. */
    countMissed: (kind: ItemKind): number => z.int().parse(sql.countMissed.get(kind)),
    /** When the first parked pair is due, milliseconds since 1970; null when none is parked. */
    nextDueAt: (): number | null =>
      z
        .number()
        .nullable()
        .parse(sql.nextDue.get() ?? null),
    forget: (): void => void sql.forget.run(),
  };
}
