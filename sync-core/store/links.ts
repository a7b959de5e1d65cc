/** @file The table of links: which item of one side is which item of the other. */

import type { Database } from 'better-sqlite3';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Window } from '../connectors/connector.ts';
import { isAppointment, itemFields, repeats } from '../model/item.ts';
import type { LeftOutCode } from '../model/reason.ts';
import { nextBeyond } from '../model/series-reach.ts';
import { type ItemId, type ItemKind, type ItemVersion, itemKind, otherSide, type Side, side } from '../model/side.ts';
import { type Instant, instant, toInstant } from '../model/time.ts';
import {
  type AccountKeys,
  built,
  coverage,
  type DetachedWhy,
  detachedWhy,
  type Footing,
  footing,
  itemId,
  itemVersion,
  type Link,
  type LinkSide,
  type SeenItem,
  seenItem,
} from './records.ts';

/** What decides whether an item that was read needs a second look; read without unpacking the link. */
export interface LinkHead {
  readonly link: string;
  readonly state: Link['state'];
  readonly footing: Footing;
  readonly version: ItemVersion;
  readonly replaced: ItemVersion | null;
  /** When the version that we know was made, by the system's clock. */
  readonly editedAt: Instant;
}

/** The links of one kind between two accounts. */
export interface LinkTable {
  byId(id: string): Link | undefined;
  byItem(one: Side, id: ItemId): Link | undefined;
  head(one: Side, id: ItemId): LinkHead | undefined;
  /** Items of this side that have an id that begins so. */
  beginning(one: Side, prefix: string): readonly ItemId[];
  /** Its sides count as read by a run whose change lists are not kept yet; see `createdSince`. */
  insert(link: Omit<Link, 'kind'>): void;
  /** Takes in what this side shows now. */
  setSide(id: string, one: Side, state: LinkSide): void;
  setFooting(id: string, footing: Footing): void;
  /** What was seen and not carried over is looked at again by the next run that reads both sides. */
  reopen(): void;
  /** Links of which something was under way when a run ended before its time. */
  open(): readonly string[];
  /** Links whose item of this side is gone, and of which something is still to be done. */
  halfGone(one: Side, limit: number): readonly string[];
  /** Both sides go their own way from now on; the side that is gone loses its entry. */
  detach(id: string, why: DetachedWhy, gone: Side): void;
  /** Nothing is carried over for as long as an undo is under way; both sides keep their entries. */
  suspend(id: string): void;
  /** What was suspended follows again. */
  resume(id: string, footing: Footing): void;
  isSuspended(id: string): boolean;
  /** What was suspended goes its own way for good; the side that is gone loses its entry. */
  dropSide(id: string, gone: Side): void;
  remove(id: string): void;
  /** This side's item was made by a run; no change list has shown it yet. */
  setCreatedIn(id: string, one: Side, run: string): void;
  /**
   * Items of this side that its change list may never mention, should they go: made since it was kept last, or first read
   * since then by a run that did not reach its end.
   */
  createdSince(one: Side): readonly ItemId[];
  /** The change lists of this run have been read to their end, and what came of them is settled. */
  forgetCreatedBefore(run: string): void;
  /** The item of this side is another one from now on (it was created again). */
  setIncarnation(id: string, incarnation: number): void;
  /** Items whose time may touch the window, generously; without those that are known to be gone. */
  idsWithin(one: Side, window: Window): readonly ItemId[];
  /** Links of a series that goes on, before this moment, beyond what one side holds of it. */
  goingOn(before: Instant): readonly string[];
  /** Whether this one does. */
  goesOn(id: string, before: Instant): boolean;
  countLinked(): number;
  /** Whether an item of this side was left on its own when the other side was replaced, and has no equal there yet. */
  anyLeft(one: Side): boolean;
  /** The links of such items that begin at this moment (as `coverage` has it). */
  leftAt(one: Side, starts: Instant): readonly string[];
  /** The links of such items that cover some of this time. */
  leftWithin(one: Side, covered: { readonly starts: Instant; readonly ends: Instant }): readonly string[];
  /** Links that have ended for this reason; one of their items is still there. */
  endedFor(code: LeftOutCode): readonly string[];
}

const linkRow = z.object({
  id: z.string(),
  kind: itemKind,
  state: z.enum(['linked', 'detached']),
  why: z.string().nullable(),
  origin: z.enum(['crm', 'calendar', 'adopted']),
  incarnation: z.int(),
  footing,
});
const sideRow = z.object({
  side,
  item: itemId,
  version: itemVersion,
  replaced: itemVersion.nullable(),
  agreed: z.string(),
  seen: z.string(),
  gone: z.int(),
  built: z.string().nullable(),
});
const headRow = z.object({
  link: z.string(),
  state: z.enum(['linked', 'detached']),
  footing,
  version: itemVersion,
  replaced: itemVersion.nullable(),
  editedAt: instant,
});

/** In place of the run that made an item: a run has read it, and its change list is kept when that run reaches its end. */
const readOnly = 'read';

const relinked: DetachedWhy = { kind: 'relinked' };
const undone: DetachedWhy = { kind: 'undone' };
/** Of links `l` and their sides `s`: those that were left when the other side was replaced, and still stand alone. */
const left = `l.state = 'detached' AND l.why = '${JSON.stringify(relinked)}' AND s.kind = ? AND s.side = ?
  AND NOT EXISTS (SELECT 1 FROM link_sides o WHERE o.link = l.id AND o.side <> s.side)`;

/** @param now milliseconds since 1970, for the times that rows carry. */
export function openLinks(db: Database, now: () => number) {
  const sql = {
    byId: db.prepare<[string]>('SELECT id, kind, state, why, origin, incarnation, footing FROM links WHERE id = ?'),
    sides: db.prepare<[string]>(
      'SELECT side, item, version, replaced, agreed, seen, gone, built FROM link_sides WHERE link = ?',
    ),
    head: db.prepare<[string, string, string, string]>(
      `SELECT s.link, l.state, l.footing, s.version, s.replaced, s.edited AS editedAt
       FROM link_sides s JOIN links l ON l.id = s.link
       WHERE s.kind = ? AND s.side = ? AND s.account = ? AND s.item = ?`,
    ),
    beginning: db
      .prepare<[string, string, string, string, string]>(
        'SELECT item FROM link_sides WHERE kind = ? AND side = ? AND account = ? AND item >= ? AND item < ?',
      )
      .pluck(),
    insert: db.prepare(
      `INSERT INTO links (id, kind, state, why, origin, incarnation, footing, created_at, changed_at)
       VALUES (@id, @kind, @state, @why, @origin, @incarnation, @footing, @at, @at)`,
    ),
    setSide: db.prepare(
      `INSERT INTO link_sides (link, side, kind, account, item, version, replaced, agreed, seen, edited, starts, ends, gone, built)
       VALUES (@link, @side, @kind, @account, @item, @version, @replaced, @agreed, @seen, @edited, @starts, @ends, @gone, @built)
       ON CONFLICT (link, side) DO UPDATE SET account = excluded.account, item = excluded.item,
         version = excluded.version, replaced = excluded.replaced, agreed = excluded.agreed, seen = excluded.seen, edited = excluded.edited,
         starts = excluded.starts, ends = excluded.ends, gone = excluded.gone, built = excluded.built`,
    ),
    touch: db.prepare<[string, string]>('UPDATE links SET changed_at = ? WHERE id = ?'),
    setFooting: db.prepare<[string, string]>('UPDATE links SET footing = ? WHERE id = ?'),
    reopen: db.prepare<[string]>(
      "UPDATE links SET footing = 'open' WHERE kind = ? AND state = 'linked' AND footing = 'behind'",
    ),
    open: db.prepare<[string]>("SELECT id FROM links WHERE kind = ? AND footing = 'open' ORDER BY id").pluck(),
    halfGone: db
      .prepare<[string, string, number]>(
        `SELECT l.id FROM links l JOIN link_sides s ON s.link = l.id
         WHERE l.kind = ? AND l.state = 'linked' AND l.footing <> 'sound' AND s.side = ? AND s.gone = 1 ORDER BY l.id LIMIT ?`,
      )
      .pluck(),
    footing: db.prepare<[string]>('SELECT footing FROM links WHERE id = ?').pluck(),
    setIncarnation: db.prepare<[number, string]>('UPDATE links SET incarnation = ? WHERE id = ?'),
    detach: db.prepare<[string, string, string]>(
      "UPDATE links SET state = 'detached', why = ?, footing = 'sound', changed_at = ? WHERE id = ?",
    ),
    suspend: db.prepare<[string, string]>("UPDATE links SET state = 'detached', why = ? WHERE id = ?"),
    resume: db.prepare<[string, string, string]>(
      "UPDATE links SET state = 'linked', why = NULL, footing = ?, changed_at = ? WHERE id = ?",
    ),
    suspended: db
      .prepare<[string]>(
        `SELECT count(*) FROM links l JOIN link_sides s ON s.link = l.id WHERE l.id = ? AND l.state = 'detached' AND l.why = '${JSON.stringify(undone)}'`,
      )
      .pluck(),
    removeSide: db.prepare<[string, string]>('DELETE FROM link_sides WHERE link = ? AND side = ?'),
    remove: db.prepare<[string]>('DELETE FROM links WHERE id = ?'),
    within: db
      .prepare<[string, string, string, string, string]>(
        `SELECT s.item FROM link_sides s JOIN links l ON l.id = s.link AND l.state = 'linked'
         WHERE s.kind = ? AND s.side = ? AND s.account = ? AND s.gone = 0 AND s.starts < ? AND s.ends >= ?`,
      )
      .pluck(),
    setGoesOn: db.prepare<[string | null, string, string]>(
      'UPDATE link_sides SET goes_on = ? WHERE link = ? AND side = ?',
    ),
    reaches: db.prepare<[string]>('SELECT 1 FROM link_sides WHERE link = ? AND goes_on IS NOT NULL'),
    goingOn: db
      .prepare<[string, string]>(
        `SELECT DISTINCT s.link FROM link_sides s JOIN links l ON l.id = s.link AND l.state = 'linked'
         WHERE s.kind = ? AND s.goes_on < ? ORDER BY s.link`,
      )
      .pluck(),
    goesOn: db.prepare<[string, string]>('SELECT 1 FROM link_sides WHERE link = ? AND goes_on < ?'),
    count: db.prepare<[string]>("SELECT count(*) FROM links WHERE kind = ? AND state = 'linked'").pluck(),
    anyLeft: db.prepare<[string, string]>(
      `SELECT 1 FROM links l JOIN link_sides s ON s.link = l.id WHERE ${left} LIMIT 1`,
    ),
    leftAt: db
      .prepare<[string, string, string, string]>(
        `SELECT l.id FROM link_sides s JOIN links l ON l.id = s.link WHERE ${left} AND s.account = ? AND s.starts = ?`,
      )
      .pluck(),
    leftWithin: db
      .prepare<[string, string, string, string, string]>(
        `SELECT l.id FROM link_sides s JOIN links l ON l.id = s.link WHERE ${left} AND s.account = ? AND s.starts <= ? AND s.ends >= ?`,
      )
      .pluck(),
    endedFor: db
      .prepare<[string, string]>(
        "SELECT id FROM links WHERE kind = ? AND state = 'detached' AND why ->> '$.code' = ? ORDER BY id",
      )
      .pluck(),
    setCreatedIn: db.prepare<[string, string, string]>(
      'UPDATE link_sides SET created_in = ? WHERE link = ? AND side = ?',
    ),
    setRead: db.prepare<[string]>(`UPDATE link_sides SET created_in = '${readOnly}' WHERE link = ?`),
    createdSince: db
      .prepare<[string, string, string]>(
        'SELECT item FROM link_sides WHERE kind = ? AND side = ? AND account = ? AND created_in IS NOT NULL',
      )
      .pluck(),
    forgetCreated: db.prepare<[string, string]>(
      'UPDATE link_sides SET created_in = NULL WHERE kind = ? AND created_in IS NOT NULL AND created_in <> ?',
    ),
    accounts: db.prepare('SELECT DISTINCT side, account FROM link_sides'),
    leave: db.prepare<[string, string, string]>(
      `UPDATE links SET state = 'detached', why = ?, footing = 'sound', changed_at = ?
       WHERE state = 'linked' AND id IN (SELECT link FROM link_sides WHERE side = ?)`,
    ),
    leaveSide: db.prepare<[string]>('DELETE FROM link_sides WHERE side = ?'),
    removeEmpty: db.prepare('DELETE FROM links WHERE id NOT IN (SELECT link FROM link_sides)'),
    forget: db.prepare('DELETE FROM links'),
  };
  const at = () => new Date(now()).toISOString();
  const instantNow = () => toInstant(Temporal.Instant.fromEpochMilliseconds(now()));

  function read(id: string): Link | undefined {
    const raw = sql.byId.get(id);
    if (raw === undefined) return undefined;
    const row = linkRow.parse(raw);
    const sides: { [S in Side]?: LinkSide } = {};
    for (const rawSide of sql.sides.all(id)) {
      const part = sideRow.parse(rawSide);
      sides[part.side] = {
        id: part.item,
        version: part.version,
        replaced: part.replaced,
        agreed: itemFields.parse(JSON.parse(part.agreed)),
        seen: seenItem.parse(JSON.parse(part.seen)) satisfies SeenItem as SeenItem,
        ...(part.built === null ? {} : { built: built.parse(JSON.parse(part.built)) }),
        ...(part.gone === 1 ? { gone: true } : {}),
      };
    }
    return {
      ...row,
      why: row.why === null ? null : detachedWhy.parse(JSON.parse(row.why)),
      sides,
    };
  }

  /** Notes from when on each side of a series would have to be given more of it. */
  function noteReach(id: string): void {
    const sides = read(id)?.sides ?? {};
    for (const one of side.options) {
      const part = sides[one];
      const whole = sides[otherSide(one)];
      const mayGrow = part?.seen.protection.edit === true && whole !== undefined;
      sql.setGoesOn.run(
        mayGrow && isAppointment(part.agreed) && isAppointment(whole.agreed)
          ? nextBeyond(part.agreed, whole.agreed, instantNow())
          : null,
        id,
        one,
      );
    }
  }

  function detach(id: string, why: DetachedWhy, gone: Side): void {
    sql.detach.run(JSON.stringify(why), at(), id);
    sql.removeSide.run(id, gone);
  }

  function table(kind: ItemKind, accounts: AccountKeys): LinkTable {
    const head = (one: Side, id: ItemId): LinkHead | undefined => {
      const raw = sql.head.get(kind, one, accounts[one], id);
      if (raw === undefined) return undefined;
      return headRow.parse(raw);
    };
    const setSide = (id: string, one: Side, state: LinkSide) => {
      sql.setSide.run({
        link: id,
        side: one,
        kind,
        account: accounts[one],
        item: state.id,
        version: state.version,
        replaced: state.replaced,
        agreed: JSON.stringify(state.agreed),
        seen: JSON.stringify(state.seen),
        edited: state.seen.editedAt,
        gone: state.gone === true ? 1 : 0,
        built: state.built === undefined ? null : JSON.stringify(state.built),
        ...coverage(state.agreed),
      });
      sql.touch.run(at(), id);
      if (repeats(state.agreed) || sql.reaches.get(id) !== undefined) noteReach(id);
    };
    return {
      head,
      setSide,
      byId: read,
      byItem(one, id) {
        const found = head(one, id);
        return found === undefined ? undefined : read(found.link);
      },
      insert(link) {
        sql.insert.run({
          id: link.id,
          kind,
          state: link.state,
          why: link.why === null ? null : JSON.stringify(link.why),
          origin: link.origin,
          incarnation: link.incarnation,
          footing: link.footing,
          at: at(),
        });
        for (const one of side.options) {
          const state = link.sides[one];
          if (state !== undefined) setSide(link.id, one, state);
        }
        sql.setRead.run(link.id);
      },
      beginning: (one, prefix) =>
        z.array(itemId).parse(sql.beginning.all(kind, one, accounts[one], prefix, `${prefix}\u{10ffff}`)),
      setFooting: (id, to) => void sql.setFooting.run(to, id),
      reopen: () => void sql.reopen.run(kind),
      open: () => z.array(z.string()).parse(sql.open.all(kind)),
      halfGone: (one, limit) => z.array(z.string()).parse(sql.halfGone.all(kind, one, limit)),
      setIncarnation: (id, incarnation) => void sql.setIncarnation.run(incarnation, id),
      detach,
      suspend: (id) => void sql.suspend.run(JSON.stringify(undone), id),
      resume: (id, to) => void sql.resume.run(to, at(), id),
      // Once it was taken back, one side is gone.
      isSuspended: (id) => sql.suspended.get(id) === side.options.length,
      dropSide: (id, gone) => void sql.removeSide.run(id, gone),
      remove: (id) => void sql.remove.run(id),
      setCreatedIn: (id, one, run) => void sql.setCreatedIn.run(run, id, one),
      createdSince: (one) => z.array(itemId).parse(sql.createdSince.all(kind, one, accounts[one])),
      forgetCreatedBefore: (run) => void sql.forgetCreated.run(kind, run),
      idsWithin: (one, window) =>
        z.array(itemId).parse(sql.within.all(kind, one, accounts[one], window.until, window.from)),
      goingOn: (before) => z.array(z.string()).parse(sql.goingOn.all(kind, before)),
      goesOn: (id, before) => sql.goesOn.get(id, before) !== undefined,
      countLinked: () => z.int().parse(sql.count.get(kind)),
      anyLeft: (one) => sql.anyLeft.get(kind, one) !== undefined,
      leftWithin: (one, { starts, ends }) =>
        z.array(z.string()).parse(sql.leftWithin.all(kind, one, accounts[one], ends, starts)),
      endedFor: (code) => z.array(z.string()).parse(sql.endedFor.all(kind, code)),
      leftAt: (one, starts) => z.array(z.string()).parse(sql.leftAt.all(kind, one, accounts[one], starts)),
    };
  }

  return {
    table,
    detach,
    isSound: (id: string) => sql.footing.get(id) === 'sound',
    /** Every account that a link was made with. */
    accounts: () => z.array(z.object({ side, account: z.string() })).parse(sql.accounts.all()),
    /** All links lose this side: what stands on the other goes its own way from now on. */
    leaveSide(one: Side): void {
      sql.leave.run(JSON.stringify(relinked), at(), one);
      sql.leaveSide.run(one);
      sql.removeEmpty.run();
    },
    countLinked: (kind: ItemKind) => z.int().parse(sql.count.get(kind)),
    forget: () => void sql.forget.run(),
  };
}
