/** @file The merge of when an appointment takes place, where it repeats on either side: the first occurrence and the rule as one. Pure. */
import type { Appointment } from '../../model/appointment.ts';
import { continuedSeries } from '../../model/continued-series.ts';
import { isPlanned } from '../../model/occurrences.ts';
import type { ChangeField } from '../../model/recurrence.ts';
import { otherSide, type Side } from '../../model/side.ts';
import type { LocalDate } from '../../model/time.ts';
import { sameField } from '../fields.ts';
import { type MergeDraft, type MergeRules, type MergeSide, verdictOf, wayOf } from '../merge-draft.ts';
import { type Counterpart, carryOver } from './carry-over.ts';
import { changesOf, hasChanges, isContested, nothingOf, type Resolved, resolve, type Scripts } from './changes.ts';
import { doneAsWhole } from './done.ts';
import { withOwnWords } from './own-words.ts';
import { hasMore, isSameSeries, isThere, sameTimes } from './same-times.ts';
import type { OccurrenceEdit, Script, Times } from './script.ts';
import { inFull, ownNames, withWords, wordsPutBack } from './words-put-back.ts';

type Sides = Readonly<Record<Side, MergeSide<Appointment>>>;

const both = ['crm', 'calendar'] as const;
const times = ['span', 'recurrence'] as const;
/** What is agreed on together: of a series, being done is told of its occurrences. */
const learnt = [...times, 'done'] as const;

/**
 * One side is written at a time: where both have changes for the other, the pair is looked at again when the first are across. Then
 * what has gone across and what has not can be told apart at every moment.
 */
export function mergeTimes(sides: Sides, rules: MergeRules, draft: MergeDraft): void {
  const writable = (side: Side) => sides[side].editable && rules.direction.mayWrite(side);
  const changes: Scripts = {
    crm: changesOf(sides.crm, rules.window, (field) => rules.carries(field, 'crm')),
    calendar: changesOf(sides.calendar, rules.window, (field) => rules.carries(field, 'calendar')),
  };
  const heard = (side: Side) => (rules.direction.listensTo(side) ? changes[side] : nothingOf(changes[side]));
  const told: Scripts = { crm: heard('crm'), calendar: heard('calendar') };
  const contested = isContested(told, rules.window);
  const verdict = contested ? verdictOf(rules.decide('recurrence'), writable) : 'crm';
  if (verdict === 'keep') {
    learn(draft);
    return;
  }
  if (verdict === 'ask') {
    draft.undecided.push('recurrence');
    return;
  }
  const { scripts: resolved, alike } = resolve(told, verdict, rules.window, writable);
  const scripts = withOwnWords(resolved, sides, draft.patches);
  const way = { sides, rules, draft, changes, told, scripts, alike, writable, contested };
  for (const from of [verdict, otherSide(verdict)]) if (carryFrom(from, way)) return;
  if (settleDeadlock(way)) return;
  for (const from of both) if (extendFrom(from, way)) return;
  if (both.some((side) => hasChanges(changes[side]) && !hasChanges(told[side]))) draft.left.push('recurrence');
  else if (both.some((side) => times.some((field) => !sameField(field, sides[side].fields, sides[side].agreed)))) {
    learn(draft);
  }
}

interface Way {
  readonly sides: Sides;
  readonly rules: MergeRules;
  readonly draft: MergeDraft;
  /** All that was changed; of it what the direction listens to; of that, what goes across beside the other's. */
  readonly changes: Scripts;
  readonly told: Scripts;
  readonly scripts: Scripts;
  readonly alike: Resolved['alike'];
  readonly writable: (side: Side) => boolean;
  readonly contested: boolean;
}

/** @returns whether that settles the pair for now. */
function carryFrom(source: Side, way: Way): boolean {
  const { sides, rules, draft, scripts, writable, contested } = way;
  if (!hasChanges(scripts[source])) return false;
  const from = wayOf(source, writable);
  if (from === undefined) {
    if (!sides.crm.editable && !sides.calendar.editable) learn(draft);
    else draft.left.push('recurrence');
    return true;
  }
  const to = otherSide(source);
  const word = from === source ? rules.instead[to] : undefined;
  if (word === 'keep') {
    learn(draft);
    return true;
  }
  if (from !== source || word === 'restore') {
    putBack(source, way, from !== source);
    return true;
  }
  const wanted = wantedOn(to, scripts[source], way);
  // What the series is called from now on is what all its occurrences show that say nothing of their own.
  const renamed = { ...sides[to].fields, ...draft.patches[to] };
  if (isThere({ ...renamed, ...wanted }, { ...sides[to], fields: renamed }, rules.window)) return false;
  // What stands there already can be had, whatever its clock makes of it here.
  if (!canHave(to, wanted, way) && canHave(to, sides[to].fields, way)) {
    draft.left.push('recurrence');
    draft.beyond.push(source);
    return true;
  }
  write(to, wanted, isOverwritten(source, way), way);
  if (contested) draft.conflicts.push({ field: 'recurrence', winner: source });
  return true;
}

/** What somebody changed on the other side, listened to or not, does not stay beside what comes from here. */
function isOverwritten(source: Side, { changes, told, rules, writable }: Way): boolean {
  const to = otherSide(source);
  return resolve({ ...told, [to]: changes[to] }, source, rules.window, writable).contested;
}

/**
 * Each side's change keeps the other's from having an effect there: one begins later than the other has cancelled. Where the user is to
 * be asked in such cases, that is one; else both stay.
 */
function settleDeadlock(way: Way): boolean {
  const { sides, rules, draft, told, writable } = way;
  const word = rules.answered('recurrence') ?? rules.decide('recurrence');
  const isAsked = word === 'ask' || rules.answered('recurrence') !== undefined;
  if (!isAsked || !both.every((side) => hasChanges(told[side])) || sameTimes(sides, rules.window)) return false;
  const verdict = verdictOf(word, writable);
  const from = verdict === 'ask' || verdict === 'keep' ? undefined : wayOf(verdict, writable);
  if (verdict === 'ask') draft.undecided.push('recurrence');
  else if (from === undefined) learn(draft);
  else {
    const to = otherSide(from);
    write(to, sides[to].offered, true, way);
    draft.conflicts.push({ field: 'recurrence', winner: from });
  }
  return true;
}

function wantedOn(to: Side, script: Script, way: Way): Times {
  const { sides, scripts, rules, draft } = way;
  const own = [...ownMatters(to, way), ...keptDone(to, script, way), ...scripts[to].edits];
  const edits = script.edits.map((edit) => inFull(edit, to, sides, draft.patches));
  const counterpart = counterpartOf(to, way, scripts[to].frame);
  const told = (frame: boolean) => {
    const times = carryOver({ ...script, frame, edits }, sides[to].fields, own, counterpart);
    const names = ownNames(to, sides, draft.patches, (word) => rules.carries(word, otherSide(to)));
    const words = { ...names, ...wordsPutBack(script.edits, edits) };
    return frame ? withWords(times, script.now, words, rules.window) : times;
  };
  const wanted = told(script.frame);
  if (script.frame || canHave(to, wanted, way)) return wanted;
  const anew = told(true);
  const isSame = isSameSeries({ ...sides[to].fields, ...anew }, { ...sides[to].fields, ...wanted }, rules.window);
  return isSame && canHave(to, anew, way) ? anew : wanted;
}

/**
 * A system may have no two occurrences on one day. By the clock of another zone they may be on two: the series is told anew by that of
 * the side where one was moved.
 */
function canHave(side: Side, wanted: Times, { sides }: Way): boolean {
  const { fields, express } = sides[side];
  return wanted.recurrence === null || express({ ...fields, ...wanted }).recurrence !== null;
}

/** What occurrences show there and never goes across, so that the other side says nothing about it. */
function ownMatters(side: Side, { sides, rules }: Way): readonly OccurrenceEdit[] {
  const changed = sides[side].fields.recurrence?.changed ?? [];
  return changed.flatMap(({ day, change }) => {
    const own = Object.entries(change).filter(([field]) => !rules.carries(field as ChangeField, side));
    return own.length === 0 ? [] : [{ day, fields: Object.fromEntries(own) }];
  });
}

function counterpartOf(to: Side, { sides, scripts, rules }: Way, isReframed: boolean): Counterpart {
  const sourceIsPart = sides[otherSide(to)].isPart && !sides[to].isPart;
  return { agreed: scripts[to].agreed, partFrom: sourceIsPart ? rules.window.from : null, isReframed };
}

/** As if nobody had changed it there: what the other side shows if it was changed there, else what was agreed. */
function putBack(source: Side, way: Way, refused: boolean): void {
  const { sides, draft, told, writable } = way;
  if (!writable(source)) {
    draft.cannotRestore('recurrence', source);
    return;
  }
  const other = told[otherSide(source)];
  const { agreed } = sides[source];
  const before = hasChanges(other) ? wantedFrom(other, agreed, source, way) : agreed;
  const shown = shownAs(source, { span: before.span, recurrence: before.recurrence }, way);
  for (const field of times) draft.write(field, source, { ...agreed, ...shown }, true);
  if (refused) draft.putBack[source].push('recurrence');
}

function wantedFrom(script: Script, base: Appointment, to: Side, way: Way): Times {
  return carryOver(script, base, [], counterpartOf(to, way, false));
}

/** @param loses what somebody changed there is overwritten. */
function write(to: Side, wanted: Times, loses: boolean, way: Way): void {
  const { sides, draft, changes, scripts } = way;
  for (const field of times) draft.write(field, to, { ...sides[to].fields, ...shownAs(to, wanted, way) }, false);
  if (loses) draft.lost[to].push('recurrence');
  const script = scripts[otherSide(to)];
  if (!hasChanges(changes[to]) && keptDone(to, script, way).length === 0) return;
  draft.agreedTimes[to] = shownAs(to, wantedFrom(script, agreedAlike(to, way), to, way), way);
}

/** What was agreed on there, with what has been done on both sides since. */
function agreedAlike(side: Side, { scripts, alike }: Way): Appointment {
  const { agreed } = scripts[side];
  const edits = alike[side];
  if (edits.length === 0) return agreed;
  const counterpart = { agreed, partFrom: null, isReframed: false };
  return { ...agreed, ...carryOver({ ...scripts[side], frame: false, edits }, agreed, [], counterpart) };
}

/**
 * Which occurrences are ticked off there: a calendar drops what its occurrences had of their own when the series gets another rule
 * or time, and so may the CRM with its rows. Nobody has opened or ticked any, so that they stay as they are, and become so again
 * where they came from.
 */
function keptDone(side: Side, script: Script, { sides }: Way): readonly OccurrenceEdit[] {
  if (!script.frame) return [];
  const { fields } = sides[side];
  const ticked = daysDone(fields);
  const isWhole = sides[otherSide(side)].isDoneAsWhole;
  const open = isWhole ? daysDone(script.now).filter((day) => !ticked.includes(day) && isPlanned(fields, day)) : [];
  return [
    ...ticked.map((day) => ({ day, fields: { done: true } })),
    ...open.map((day) => ({ day, fields: { done: undefined } })),
  ];
}

function daysDone({ recurrence }: Appointment): readonly LocalDate[] {
  return recurrence?.changed.flatMap(({ day, change }) => (change.done === true ? [day] : [])) ?? [];
}

/** As the copy there says it, which may be marked as done as a whole. */
function shownAs(side: Side, wanted: Times, { sides, rules }: Way): Times {
  return doneAsWhole(wanted, { ...sides[side].fields, done: sides[side].isDoneAsWhole }, rules.window);
}

/**
 * Days of a series have come near that the side which holds no more than the window does not have yet. That is nobody's change: what
 * that side shows so far stays, also where the two have come to differ (something was taken back, each kept its own).
 */
function extendFrom(from: Side, way: Way): boolean {
  const { sides, rules, draft, changes, told, writable } = way;
  const to = otherSide(from);
  // What is listened to, and led to nothing so far, is across.
  const open = hasChanges(told[to]) ? nothingOf(changes[to]) : changes[to];
  const held = withRemoved(sides[to].fields, open.edits);
  const due =
    sides[to].isPart &&
    !sides[from].isPart &&
    rules.direction.listensTo(from) &&
    writable(to) &&
    !open.frame &&
    hasMore(sides[from].fields, held, rules.window);
  if (!due) return false;
  const goingOn = (part: Appointment) => continuedSeries(part, sides[from].fields, rules.window.from);
  const wanted = goingOn(held);
  if (wanted === null || isThere({ ...sides[to].fields, ...wanted }, sides[to], rules.window)) return false;
  const shown = shownAs(to, wanted, way);
  for (const field of times) draft.write(field, to, { ...sides[to].fields, ...shown }, false);
  if (hasChanges(open)) draft.agreedTimes[to] = shownAs(to, goingOn(sides[to].agreed) ?? wanted, way);
  draft.extended.push(to);
  return true;
}

/** A list of days with those that somebody took out of it, as cancelled: what was taken from its end does not come near once more. */
function withRemoved(part: Appointment, edits: readonly OccurrenceEdit[]): Appointment {
  const { recurrence } = part;
  if (recurrence?.pattern.kind !== 'dates') return part;
  const { pattern, cancelled } = recurrence;
  const removed = edits.flatMap((edit) => (edit.cancelled === true && !isPlanned(part, edit.day) ? [edit.day] : []));
  const days = [...pattern.days, ...removed].toSorted();
  return {
    ...part,
    recurrence: { ...recurrence, pattern: { ...pattern, days }, cancelled: [...cancelled, ...removed] },
  };
}

function learn(draft: MergeDraft): void {
  draft.learned.push(...learnt);
}
