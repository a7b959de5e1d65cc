/**
 * @file "Why is this not synchronised?": what is known of the items whose title contains some words. Private titles are
 * neither shown nor found (G4.2). An item that was never read is not known here.
 *
 * A title is compared with the case of every alphabet folded away, which SQLite's own comparison does for ASCII only. That
 * means a scan of all titles; it is asked by a person who waits, and takes 15 to 25 milliseconds with 10,000 links.
 */
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { type ItemStanding, itemStanding } from '../engine/report.ts';
import { type Side, side } from '../model/side.ts';
import { foldCase } from './fold-case.ts';
import { detachedWhy } from './records.ts';

const found = z.object({ rank: z.int(), since: z.string().nullable() });
const linkRow = found.extend({
  link: z.string(),
  kind: z.string(),
  state: z.enum(['linked', 'detached']),
  why: z.string().nullable(),
  title: z.string(),
  starts: z.string(),
});
const leftOutRow = found.extend({
  kind: z.string(),
  side,
  item: z.string(),
  code: z.string(),
  title: z.string(),
  starts: z.string().nullable(),
  webUrl: z.string().nullable(),
  entry: z.int().nullable(),
});
const waitingRow = found.extend({
  kind: z.string(),
  state: z.enum(['parked', 'held']),
  title: z.string(),
  starts: z.string().nullable(),
  reason: z.string().nullable(),
  items: z.string(),
  entry: z.int(),
});
const sideRow = z.object({ side, item: z.string(), webUrl: z.string().nullable() });
const obstacleRow = waitingRow.pick({ state: true, reason: true, since: true }).extend({ entry: z.int().nullable() });

interface Ranked {
  readonly rank: number;
  readonly standing: ItemStanding;
}

/** 0: the very title; 1: it begins so; 2: it is somewhere in it. */
const rankOf = (folded: string) =>
  `CASE WHEN ${folded} = @search THEN 0 WHEN instr(${folded}, @search) = 1 THEN 1 ELSE 2 END`;

export function openStandings(db: Database) {
  const sql = {
    // Titles are read out of an index (migrations/0008-titles.ts) and not out of whole snapshots, and folded once where both
    // sides have the same one, as nearly all have.
    links: db.prepare(
      `WITH titles AS MATERIALIZED (
         SELECT link, title, fold(title) AS folded
         FROM (SELECT DISTINCT link, agreed ->> '$.title' AS title FROM link_sides)
       ), best AS (
         SELECT link, title, min(${rankOf('folded')}) AS rank FROM titles WHERE instr(folded, @search) > 0 GROUP BY link
       ), shown AS (
         SELECT best.link, best.title, best.rank, l.kind, l.state, l.why, l.changed_at AS since
         FROM best JOIN links l ON l.id = best.link
         WHERE NOT EXISTS (SELECT 1 FROM link_sides p WHERE p.link = best.link AND p.agreed ->> '$.visibility' = 'private')
         ORDER BY rank, since DESC LIMIT @limit
       )
       SELECT *, (SELECT coalesce(s.agreed ->> '$.span.start', s.agreed ->> '$.span.firstDay') FROM link_sides s
                  WHERE s.link = shown.link AND s.agreed ->> '$.title' = shown.title ORDER BY s.side LIMIT 1) AS starts
       FROM shown ORDER BY rank, since DESC`,
    ),
    leftOut: db.prepare(
      `SELECT o.kind, o.side, o.item, o.code, o.title, o.starts, o.web_url AS webUrl, o.entry, o.since,
              ${rankOf('fold(o.title)')} AS rank
       FROM left_out o
       WHERE instr(fold(o.title), @search) > 0 AND NOT EXISTS (SELECT 1 FROM link_sides s
         WHERE s.kind = o.kind AND s.side = o.side AND s.account = o.account AND s.item = o.item)
       ORDER BY rank, since DESC LIMIT @limit`,
    ),
    waiting: db.prepare(
      `SELECT w.kind, w.state, a.title, a.starts, a.reason, a.items, a.id AS entry, w.since, ${rankOf('fold(a.title)')} AS rank
       FROM waiting w JOIN activity a ON a.id = w.entry
       WHERE w.link IS NULL AND instr(fold(a.title), @search) > 0 ORDER BY rank, since DESC LIMIT @limit`,
    ),
    sides: db.prepare<[string]>(
      "SELECT side, item, seen ->> '$.webUrl' AS webUrl FROM link_sides WHERE link = ? ORDER BY side",
    ),
    obstacle: db.prepare<[string]>(
      `SELECT w.state, a.reason, w.since, a.id AS entry FROM waiting w LEFT JOIN activity a ON a.id = w.entry
       WHERE w.link = ? ORDER BY w.state = 'held' DESC, w.id LIMIT 1`,
    ),
    leftOutSide: db.prepare<[string]>(
      `SELECT o.code, o.since, o.entry FROM left_out o JOIN link_sides s ON s.kind = o.kind AND s.side = o.side
         AND s.account = o.account AND s.item = o.item WHERE s.link = ? LIMIT 1`,
    ),
    lastEntry: db
      .prepare<[string]>('SELECT entry FROM operations WHERE pair = ? AND entry IS NOT NULL ORDER BY id DESC LIMIT 1')
      .pluck(),
  };

  function itemsOf(link: string): ItemStanding['items'] {
    return Object.fromEntries(
      sql.sides.all(link).map((raw): [Side, { id: string; webUrl?: string }] => {
        const { side: one, item, webUrl } = sideRow.parse(raw);
        return [one, { id: item, ...(webUrl === null ? {} : { webUrl }) }];
      }),
    );
  }

  /** What keeps a pair from being carried over just now, or why it never is again. */
  function standingOf(row: z.infer<typeof linkRow>): Omit<ItemStanding, 'kind' | 'title' | 'when' | 'items'> {
    const lastEntry = z
      .int()
      .nullable()
      .parse(sql.lastEntry.get(row.link) ?? null);
    if (row.state === 'detached') {
      const reason = reasonOf(row.why);
      return { standing: 'onItsOwn', reason, since: row.since, entry: lastEntry };
    }
    const rawObstacle = sql.obstacle.get(row.link);
    if (rawObstacle !== undefined) {
      const { state, reason, since, entry } = obstacleRow.parse(rawObstacle);
      const standing = state === 'held' ? 'waitsForYou' : 'setAside';
      return { standing, reason: parseReason(reason), since, entry };
    }
    const rawLeftOut = sql.leftOutSide.get(row.link);
    if (rawLeftOut !== undefined) {
      const { code, since, entry } = leftOutRow.pick({ code: true, since: true, entry: true }).parse(rawLeftOut);
      return { standing: 'synchronised', reason: parseReason({ kind: 'leftOut', code }), since, entry };
    }
    return { standing: 'synchronised', reason: null, since: row.since, entry: lastEntry };
  }

  function linked(raw: unknown): Ranked {
    const row = linkRow.parse(raw);
    const { kind, title, starts: when, link, rank } = row;
    return { rank, standing: itemStanding.parse({ kind, title, when, items: itemsOf(link), ...standingOf(row) }) };
  }

  return {
    /** @param search part of a title, whatever its case; empty: nothing is found. @returns best first, then newest. */
    find(search: string, limit: number): readonly ItemStanding[] {
      const folded = foldCase(search);
      if (folded === '') return [];
      const asked = { search: folded, limit };
      const all = [
        ...sql.links.all(asked).map(linked),
        ...sql.leftOut.all(asked).map(leftOut),
        ...sql.waiting.all(asked).map(alone),
      ];
      const newer = (one: Ranked, other: Ranked) =>
        (other.standing.since ?? '').localeCompare(one.standing.since ?? '');
      return all
        .toSorted((one, other) => one.rank - other.rank || newer(one, other))
        .slice(0, limit)
        .map(({ standing }) => standing);
    },
  };
}

function parseReason(reason: unknown): ItemStanding['reason'] {
  const given = typeof reason === 'string' ? JSON.parse(reason) : reason;
  return itemStanding.shape.reason.parse(given);
}

/** The user's own decisions need no reason: they are told by the standing itself. */
function reasonOf(why: string | null): ItemStanding['reason'] {
  if (why === null) return null;
  const parsed = detachedWhy.parse(JSON.parse(why));
  if (parsed.kind === 'undone') return { kind: 'undo', code: 'undoneBefore' };
  return parsed.kind === 'protected' || parsed.kind === 'leftOut' ? parsed : null;
}

function leftOut(raw: unknown): Ranked {
  const { rank, kind, side: one, item, code, title, starts, webUrl, entry, since } = leftOutRow.parse(raw);
  const standing = itemStanding.parse({
    kind,
    title,
    when: starts,
    standing: 'leftOut',
    reason: { kind: 'leftOut', code },
    since,
    entry,
    items: { [one]: { id: item, ...(webUrl === null ? {} : { webUrl }) } },
  });
  return { rank, standing };
}

function alone(raw: unknown): Ranked {
  const { rank, kind, state, title, starts, reason, items, entry, since } = waitingRow.parse(raw);
  const standing = itemStanding.parse({
    kind,
    title,
    when: starts,
    standing: state === 'held' ? 'waitsForYou' : 'setAside',
    reason: parseReason(reason),
    since,
    entry,
    items: JSON.parse(items),
  });
  return { rank, standing };
}
