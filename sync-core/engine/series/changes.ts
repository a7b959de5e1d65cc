/**
 * @file Who changed what about when a pair of appointments takes place, and what comes of it where one of them repeats. Pure.
 *
 * Changes of different occurrences, of different fields of one, and of an occurrence and the rule go across beside each other. Where one
 * side has cancelled an occurrence that the other has changed, it takes place: an edit is worth more than a deletion.
 */
import type { Appointment } from '../../model/appointment.ts';
import { occurrencesOf } from '../../model/occurrences.ts';
import type { ChangeField } from '../../model/recurrence.ts';
import { endMoment } from '../../model/series-compare.ts';
import { otherSide, type Side } from '../../model/side.ts';
import type { Instant, Period } from '../../model/time.ts';
import { sameField } from '../fields.ts';
import type { MergeSide } from '../merge-draft.ts';
import { isSameThroughout, withoutExceptions } from './same-times.ts';
import { dayAcross, isEmpty, type OccurrenceEdit, type Script, sameValue, scriptOf } from './script.ts';

export type Scripts = Readonly<Record<Side, Script>>;

/**
 * @param carries whether a field goes from there to the other side at all.
 * @returns what somebody changed on a side; what its system made of what was there is left out.
 */
export function changesOf(
  { agreed, fields, express }: Pick<MergeSide<Appointment>, 'agreed' | 'fields' | 'express'>,
  window: Period,
  carries: (field: ChangeField) => boolean,
): Script {
  const script = scriptOf(agreed, fields);
  const bare = { agreed: withoutExceptions(agreed), now: withoutExceptions(fields) };
  const frame = script.frame && !isSameThroughout(bare.agreed, bare.now, window);
  const edits = script.edits.flatMap((edit): readonly OccurrenceEdit[] => {
    const [then] = occurrencesOf(agreed, [edit.day]);
    const [planned] = occurrencesOf(fields, [edit.day]);
    // Of a list of days, what was moved stands by another day now.
    const now = planned && { ...planned.fields, ...withoutUndefined(edit.fields) };
    const kept = Object.entries(edit.fields).filter(([name]) => {
      const field = name as ChangeField;
      if (!carries(field)) return false;
      return (
        field === 'span' ||
        // It shows what it showed, and the series another word: that it stays so is to be said.
        !sameField(field, agreed, fields) ||
        then === undefined ||
        now === undefined ||
        !sameField(field, express(then.fields), now)
      );
    });
    if (kept.length === 0 && edit.cancelled === undefined) return [];
    return [{ ...edit, fields: Object.fromEntries(kept) }];
  });
  return { ...script, frame, edits };
}

function withoutUndefined(fields: OccurrenceEdit['fields']): Partial<Appointment> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export interface Resolved {
  /** What goes across from each side. */
  readonly scripts: Scripts;
  /** What was done to single occurrences on a side, as far as the same was done on the other. */
  readonly alike: Readonly<Record<Side, readonly OccurrenceEdit[]>>;
  /** Both sides changed something differently, and only one of the two stays. */
  readonly contested: boolean;
}

/** Who may be written; everybody, where nothing is said. */
type Writable = (side: Side) => boolean;
const everybody: Writable = () => true;

/**
 * Takes out of both what cannot go across beside the other.
 * @param winner whose change stays where only one can.
 * @param writable an edit beats a deletion only where it can go: what is put back anyway keeps nothing from being cancelled.
 */
export function resolve(given: Scripts, winner: Side, window: Period, writable = everybody): Resolved {
  const frames = given.crm.frame && given.calendar.frame;
  const agree =
    frames && isSameThroughout(withoutExceptions(given.crm.now), withoutExceptions(given.calendar.now), window);
  const lost = frames && !agree ? otherSide(winner) : null;
  const scripts = agree ? { crm: onOwnFrame(given.crm), calendar: onOwnFrame(given.calendar) } : given;
  const { crm, calendar } = scripts;
  const left: Record<Side, OccurrenceEdit[]> = { crm: [], calendar: [] };
  let contested = lost !== null;
  const open = new Map(calendar.edits.map((edit) => [edit.day, edit]));
  for (const mine of crm.edits) {
    const day = dayAcross(crm.agreed, calendar.agreed, mine.day);
    const theirs = day === undefined ? undefined : open.get(day);
    if (day === undefined || theirs === undefined) {
      left.crm.push(mine);
      continue;
    }
    open.delete(day);
    const met = meet({ crm: whole(mine, theirs, crm), calendar: whole(theirs, mine, calendar) }, winner, writable);
    contested ||= met.contested;
    left.crm.push(...met.left.crm);
    left.calendar.push(...met.left.calendar);
  }
  left.calendar.push(...open.values());
  const rest = (side: Side): Script => ({
    ...scripts[side],
    frame: scripts[side].frame && lost !== side,
    edits: left[side]
      .filter((edit) => lost !== side || isOwn(edit))
      .toSorted((one, other) => (one.day < other.day ? -1 : 1)),
  });
  const alike = { crm: madeAlike(scripts, 'crm'), calendar: madeAlike(scripts, 'calendar') };
  return { scripts: { crm: rest('crm'), calendar: rest('calendar') }, alike, contested };
}

/** Not what shows what the series does because a rule or time was written over all of it: that goes with that rule. */
function isOwn({ cancelled, fields }: OccurrenceEdit): boolean {
  return cancelled === true || Object.values(fields).some((value) => value !== undefined);
}

/**
 * Both made the same rule of it: from there on each has changed the occurrences that are not as that says. Days that the two had not
 * agreed on before are known by it alone.
 */
function onOwnFrame({ now }: Script): Script {
  return scriptOf(withoutExceptions(now), now);
}

/** What is put back after it was cancelled elsewhere is put back whole. */
function whole(edit: OccurrenceEdit, other: OccurrenceEdit, { now }: Script): OccurrenceEdit {
  if (other.cancelled !== true || edit.cancelled === true) return edit;
  const change = now.recurrence?.changed.find(({ day }) => day === edit.day)?.change ?? {};
  return { ...edit, cancelled: false, fields: { ...edit.fields, ...change } };
}

type Edits = Readonly<Record<Side, OccurrenceEdit>>;

/** Two changes of one occurrence. */
function meet(
  edits: Edits,
  winner: Side,
  writable: Writable,
): { readonly left: Readonly<Record<Side, readonly OccurrenceEdit[]>>; readonly contested: boolean } {
  const { crm, calendar } = edits;
  if (crm.cancelled === true && calendar.cancelled === true)
    return { left: { crm: [], calendar: [] }, contested: false };
  const remover = crm.cancelled === true ? 'crm' : calendar.cancelled === true ? 'calendar' : undefined;
  if (remover !== undefined) {
    const isKept = writable(remover);
    const stays = isKept ? otherSide(remover) : remover;
    return { left: { crm: [], calendar: [], [stays]: [edits[stays]] }, contested: !isKept };
  }
  const shared = Object.keys(crm.fields).filter(
    (field) => field in calendar.fields,
  ) as (keyof OccurrenceEdit['fields'])[];
  const same = shared.filter((field) => sameValue(field, crm.fields[field], calendar.fields[field]));
  const contested = same.length < shared.length;
  const rest = (side: Side): readonly OccurrenceEdit[] => {
    const dropped = side === winner ? same : shared;
    const fields = Object.entries(edits[side].fields).filter(
      ([field]) => !(dropped as readonly string[]).includes(field),
    );
    const { cancelled } = edits[side];
    const restores = cancelled === false && edits[otherSide(side)].cancelled !== false;
    if (fields.length === 0 && !restores) return [];
    return [{ ...edits[side], fields: Object.fromEntries(fields) }];
  };
  return { left: { crm: rest('crm'), calendar: rest('calendar') }, contested };
}

function madeAlike(given: Scripts, side: Side): readonly OccurrenceEdit[] {
  const [here, there] = [given[side], given[otherSide(side)]];
  return here.edits.flatMap((mine) => {
    const day = dayAcross(here.agreed, there.agreed, mine.day);
    const theirs = there.edits.find((edit) => edit.day === day);
    if (theirs === undefined || (mine.cancelled === true) !== (theirs.cancelled === true)) return [];
    const fields = Object.entries(mine.fields).filter(([name, value]) => {
      const field = name as ChangeField;
      return field in theirs.fields && sameValue(field, value, theirs.fields[field]);
    });
    return fields.length === 0 && mine.cancelled !== true ? [] : [{ ...mine, fields: Object.fromEntries(fields) }];
  });
}

/** Only what a person is to be asked about is looked at here: whether two changes stand against each other. */
export function isContested(scripts: Scripts, window: Period): boolean {
  return resolve(scripts, 'crm', window).contested;
}

export function nothingOf(script: Script): Script {
  return { ...script, frame: false, edits: [] };
}

export function hasChanges(script: Script): boolean {
  return !isEmpty(script);
}

/** Whether any of it concerns what takes place after that moment: an occurrence that has gone by is nobody's reason to keep a series. */
export function hasChangesAfter(script: Script, moment: Instant): boolean {
  if (script.frame) return true;
  return script.edits.some(({ day }) => {
    const places = [script.agreed, script.now].flatMap((series) => occurrencesOf(series, [day]));
    return places.length === 0 || places.some(({ span }) => endMoment(span) > moment);
  });
}
