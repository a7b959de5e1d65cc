/**
 * @file What the person did, and what must therefore be true, without knowing anything of how it is synchronised.
 *
 * For each field of each item the ledger knows the value that both sides were last seen to agree on, and what the person made
 * of it on either side since. Whatever a side shows must be explained by that:
 *
 * - Changed on one side only: that value, on both.
 * - Changed on both to different values: a conflict. One of them stays, the other must be in the activity list.
 * - Deleted: gone on both sides, unless the other side held a change that whoever deleted did not see.
 * - There is one of it on each side, or less; and none where it takes no part.
 *
 * Where even a careful synchroniser could not know (its memory was lost or old, a run died between a write and its answer),
 * the field is in doubt: either value may stay, but still none may be lost without a word.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import type { Appointment } from '../../sync-core/model/appointment.ts';
import { firstDayOf, isEndless, occurrencesWithin } from '../../sync-core/model/occurrences.ts';
import { otherSide, type Side } from '../../sync-core/model/side.ts';
import type { Instant, Span } from '../../sync-core/model/time.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { takesPart } from './scope.ts';
import {
  alike,
  dayOf,
  type FieldName,
  fieldsOf,
  fieldsOfDay,
  isShownByNone,
  looked,
  nameOf,
  none,
  timeFieldOf,
  type Values,
  valueIn,
  valuesOf,
} from './values.ts';
import { bothSides, type SeenItem, type SimulatedWorld } from './world.ts';

/** What a calendar gives to an item that has none. */
const givenReminder = '15 minutes';

/** What must be true is not. */
export class Violation extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Violation';
  }
}

interface FieldTruth {
  /** As each side showed it when both were last seen to agree. */
  agreed: Readonly<Record<Side, string>> | null;
  /** What the person made of it on each side since. */
  edits: { [S in Side]?: string };
  /** Every value that was to be seen on each side since: a run may carry one that is out of date by now. */
  trail: Readonly<Record<Side, Set<string>>>;
  doubt: boolean;
  /**
   * Somebody went on from what the other side's person had written, or from what looked like it: a calendar gives a reminder that
   * the CRM's person may set to the same. That it was seen is known to no synchroniser until a whole run has ended.
   */
  wentOn: boolean;
  /** Written while a run was going on, which may not have noticed. */
  fresh: boolean;
}

interface Entity {
  readonly name: string;
  /** What it was copied from in the end, whose hidden marker it carries; itself if it is no copy. */
  readonly root: string;
  /** Where the person made it. */
  readonly made: Side;
  readonly fields: Map<FieldName, FieldTruth>;
  /** When it takes place as a whole (the rule, the first time, that it repeats at all) was changed there since both were alike. */
  readonly reframed: Record<Side, boolean>;
  /** Whether it was there on each side when last looked. */
  readonly present: Record<Side, boolean>;
  /** The person deleted it there, and it is not back. */
  readonly removed: Record<Side, boolean>;
  /** The person deleted it at some time. */
  deleted: boolean;
  /** Deletions and new ids by the person, each of which may lead to one more creation by the synchroniser. */
  removals: number;
  creations: Record<Side, number>;
  /** Nobody can tell its deletion from one that knew less: it may come back. */
  mayReturn: boolean;
  /** The side on which it got another id since the last whole run. */
  moving: Side | null;
  /** In the middle of a run, which may not have noticed. */
  movedNow: boolean;
  /** It was once seen on both sides. */
  met: boolean;
  /** It was private on either side, so that its values are told to nobody. */
  private: boolean;
  /** It lay in the past, or was done: reminders no longer go across. */
  begun: boolean;
  /** The person has said that both sides stay as they are, or has taken something back: they may differ. */
  ownWay: boolean;
  /** Somebody else's meeting, which is changed on this side alone. */
  owner: Side | null;
  /** It repeated on one side only when the memory was lost: nothing tells a series from one occurrence of it that somebody has copied. */
  torn: boolean;
  /** It took no part when the memory was lost: nobody knows any more that the two belong together. */
  apart: boolean;
}

export class Ledger {
  readonly #entities = new Map<string, Entity>();
  readonly #world: SimulatedWorld;
  /** Every value that an activity list told of as overwritten. */
  readonly #told = new Set<string>();
  /** What must be told of, at the latest by a run that reaches its end. */
  readonly #untold = new Map<string, { readonly entity: Entity; readonly field: FieldName; readonly lost: string }>();
  #preferences: Preferences;
  /** See `observe`. */
  #oldCopies: ReadonlySet<Side> = new Set();
  /** Whether reminders have gone both ways from the beginning. */
  #reminders = true;
  /** Whether the synchroniser may know less than it once did: until a run has gone through everything. */
  #forgetful = false;
  #running = false;
  #manyDevices = false;
  #copies = false;

  constructor(world: SimulatedWorld, preferences: Preferences) {
    this.#world = world;
    this.#preferences = preferences;
  }

  /** While memories are old nothing leaves the window: see `isLeaving`. */
  get isForgetful(): boolean {
    return this.#forgetful || this.#manyDevices;
  }

  /** A memory was lost or another installation has taken over, and no run has gone through everything since. */
  get knowsLess(): boolean {
    return this.#forgetful;
  }

  /** More than one installation is at work, each of which knows less than the other. */
  manyDevices(): void {
    this.#manyDevices = true;
  }

  prefer(preferences: Preferences): void {
    this.#preferences = preferences;
    this.#reminders &&= preferences['crm.reminders'] && preferences['calendar.reminders'];
  }

  /** @param copyOf the name of what was copied, hidden marker and all. */
  created(side: Side, name: string, copyOf: string | null = null): void {
    this.#copies ||= copyOf !== null;
    const item = this.#items(side, name)[0];
    if (item === undefined) throw new Error(`${name} was not made`);
    const values = valuesOf(item.fields);
    const fields = new Map(
      Object.entries(values).map(([field, value]): [FieldName, FieldTruth] => [
        field,
        {
          agreed: null,
          edits: { [side]: value },
          trail: { crm: new Set([value]), calendar: new Set([value]) },
          doubt: false,
          wentOn: false,
          fresh: this.#running,
        },
      ]),
    );
    const original = copyOf === null ? undefined : this.#entities.get(copyOf);
    const torn = original?.torn ?? false;
    this.#entities.set(name, {
      name,
      root: original?.root ?? copyOf ?? name,
      made: side,
      fields,
      reframed: { crm: false, calendar: false },
      present: { crm: side === 'crm', calendar: side === 'calendar' },
      removed: { crm: false, calendar: false },
      deleted: false,
      removals: 0,
      creations: { crm: 0, calendar: 0 },
      mayReturn: false,
      moving: null,
      movedNow: false,
      met: false,
      private: false,
      begun: false,
      // It may be the one that is left as it is, as well as what it was copied from.
      ownWay: torn,
      torn,
      apart: false,
      owner: null,
    });
    this.#characterise(this.#entity(item.fields), item.fields);
  }

  /** The item is a meeting of somebody else's on that side. */
  owned(side: Side, name: string): void {
    for (const entity of this.#entities.values()) if (entity.name === name) entity.owner = side;
  }

  /** It takes no place: its copy goes, or stays where somebody has changed it. */
  calledOff(seen: Appointment): void {
    const entity = this.#entity(seen);
    entity.mayReturn = true;
    entity.ownWay = true;
    entity.deleted = true;
  }

  #characterise(entity: Entity, { span, visibility, availability }: Appointment): void {
    const start = Date.parse(span.kind === 'timed' ? span.start : span.firstDay);
    const isDone = this.#world.kind === 'task' && availability === 'free';
    entity.begun ||= isDone || start < this.#world.clock.now();
    entity.private ||= visibility === 'private';
  }

  edited(side: Side, before: Appointment, after: Appointment): void {
    const entity = this.#entity(before);
    this.#characterise(entity, after);
    this.#lookWhere(entity);
    const was = valuesOf(before);
    const is = valuesOf(after);
    const other = otherSide(side);
    entity.reframed[side] ||= isReframed(before, after);
    // The days of what repeats have other names there, and are not compared.
    entity.ownWay ||= this.#items(other, entity.name).some(({ fields }) => repeatOnOtherDays(after, fields));
    // What lies beyond is looked at by nobody here, and an edit of it beats a deletion all the same.
    entity.mayReturn ||= !isDeepStrictEqual(placesBeyond(before), placesBeyond(after));
    for (const field of fieldsOf(was, is)) {
      const [shownBefore, shownAfter] = [valueIn(was, field), valueIn(is, field)];
      if (shownBefore === shownAfter) continue;
      const truth = truthOf(entity, field);
      // Of two that are found to be one nobody knows what they agreed on last: both look changed.
      truth.doubt ||= this.#forgetful || entity.apart;
      // The run that is under way may have found both to say the same, and have agreed on it before this: whoever goes on from
      // there, and deletes the item later, knew what the other side said.
      truth.doubt ||= this.#running && this.#isShownOnBoth(truth, field, other, was);
      const isOnBoth = truth.edits[other] === shownBefore;
      if ((truth.edits[side] !== shownBefore || isOnBoth) && this.#isCarried(truth, field, other, was)) {
        // The person saw the other side's value, and knows better; but no whole run has confirmed that it was carried. What both
        // have written alike has been seen by whoever goes on from it, too.
        delete truth.edits[other];
        truth.doubt = true;
        truth.wentOn = true;
      }
      truth.fresh ||= this.#running;
      this.#overtaken(entity, field);
      // In the middle of a run nobody else has looked.
      truth.trail[side].add(shownBefore).add(shownAfter);
      if (isShownByNone(field, after)) truth.doubt = true;
      else truth.edits[side] = shownAfter;
    }
  }

  #isShownOnBoth({ edits }: FieldTruth, field: FieldName, other: Side, shown: Values): boolean {
    const value = edits[other];
    return value !== undefined && this.#same(field, value, valueIn(shown, field));
  }

  #isCarried({ edits }: FieldTruth, field: FieldName, from: Side, shown: Values): boolean {
    const value = edits[from];
    if (value === undefined) return false;
    // A reminder that was given looks like none that was carried; only what is the same to the letter was seen.
    const here = valueIn(shown, field);
    return field === 'reminder' ? value === here : this.#same(field, value, here);
  }

  /** As far as values alone can tell: CRM and calendar know different degrees of busy, and a reminder may have been given. */
  #same(field: FieldName, one: string, other: string): boolean {
    if (one === other) return true;
    if (field === 'availability') return (one === 'free') === (other === 'free');
    return field === 'reminder' && [one, other].includes('none') && [one, other].includes(givenReminder);
  }

  removed(side: Side, seen: Appointment): void {
    const entity = this.#entity(seen);
    this.#lookWhere(entity);
    const shown = valuesOf(seen);
    const other = otherSide(side);
    for (const [field, truth] of entity.fields) {
      delete truth.edits[side];
      entity.mayReturn ||= truth.wentOn;
      // The run that is under way may be about to put back what was changed on the wrong side.
      truth.doubt ||= this.#running && entity.owner === side;
      const unseen = truth.edits[other];
      if (unseen === undefined) continue;
      if (this.#same(field, unseen, valueIn(shown, field))) {
        // Seen, and deleted nevertheless; whether the synchroniser knows that it was carried is another matter.
        delete truth.edits[other];
        truth.doubt = true;
        entity.mayReturn = true;
      } else if (truth.doubt || truth.agreed?.[other] === unseen) entity.mayReturn = true;
    }
    // Whoever has just decided to bring it back does not know that it was deleted there too; of two that are shown and left as they
    // are, nobody knows that what is left is the other half.
    entity.mayReturn ||= this.#forgetful || entity.removed[other] || entity.torn;
    this.#overtaken(entity);
    // Whoever deletes a copy goes without it; where the owner deletes what was changed elsewhere, what is left is the person's own.
    if (entity.owner === other) entity.ownWay = true;
    else if (entity.owner === side) entity.mayReturn = true;
    entity.owner = entity.owner === side ? null : entity.owner;
    entity.removed[side] = true;
    entity.present[side] = false;
    entity.deleted = true;
    entity.removals += 1;
    if (!entity.present[other] && this.#items(other, entity.name).length === 0) entity.mayReturn ||= !entity.met;
  }

  /** The person has gone on before anybody could tell what became of an unfinished run. */
  #overtaken(entity: Entity, field?: FieldName): void {
    for (const [value, one] of this.#untold) {
      if (one.entity === entity && (field === undefined || one.field === field)) this.#untold.delete(value);
    }
  }

  /** The person has said what is to become of it, or of something whose name is told to nobody. */
  decided(name: string | null, staysAsItIs: boolean): void {
    for (const entity of this.#entities.values()) {
      if (name !== null && entity.name !== name) continue;
      entity.mayReturn = true;
      entity.removals += 1;
      entity.ownWay ||= staysAsItIs;
      for (const truth of entity.fields.values()) truth.doubt = true;
      this.#overtaken(entity);
    }
  }

  moved(side: Side, seen: Appointment): void {
    const entity = this.#entity(seen);
    entity.moving = side;
    entity.movedNow = this.#running;
  }

  isInSight(side: Side, seen: Appointment): boolean {
    return takesPart(this.#world.kind, side, seen, this.#preferences, this.#world.clock.now());
  }

  /**
   * Whether a copy of it, with its marker, stands where nothing tells the copy from what it was copied from: it is not on the
   * other side yet, or was renamed or put off since. Should the original be deleted while memories are lost, the copy would be
   * taken for it, as for one that was moved away and back and renamed: nobody could know, and it is not played.
   */
  isCopied(seen: Appointment): boolean {
    const { name } = this.#entity(seen);
    return [...this.#entities.values()].some((one) => {
      if (one.root !== name || one.name === name) return false;
      return !one.met || isRecast(one);
    });
  }

  /**
   * Whether the synchroniser is at work and knows it by its key alone, because it was renamed or put off on one side. What is
   * deleted between its reading the list and its asking for the key was never anybody's, for all it can know: not played.
   */
  isBeingFound(seen: Appointment): boolean {
    return this.#running && this.#forgetful && isRecast(this.#entity(seen));
  }

  /** Whether it would still be known by what it looks like: it is to be seen, and nothing of it is under way. */
  isSettled(side: Side, seen: Appointment): boolean {
    const { fields, moving } = this.#entity(seen);
    if (!this.isInSight(side, seen)) return false;
    if (this.#running) return false;
    // What both have written alike, and one of them has gone on from, no run has seen either.
    const isAgreed = ({ agreed, edits, wentOn }: FieldTruth) => agreed !== null && edits[side] === undefined && !wentOn;
    return moving === null && [...fields.values()].every(isAgreed);
  }

  /**
   * Whether nobody can know what it was made from, should it come back into sight on this side alone: a copy in the CRM says
   * nothing of its original, the memory that did is lost, and the original is where nobody looks.
   */
  isUnknown(side: Side, seen: Appointment): boolean {
    const { apart, made } = this.#entity(seen);
    return apart && side === 'crm' && made === 'calendar';
  }

  /** Whether no run that reached its end has found the copy that the synchroniser made there of what the person made on the other side. */
  isUnfound(side: Side, seen: Appointment): boolean {
    const { made, fields } = this.#entity(seen);
    return made !== side && [...fields.values()].every(({ agreed }) => agreed === null);
  }

  /** Whether the item has another id there since the last whole run. */
  isMoving(side: Side, seen: Appointment): boolean {
    return this.#entity(seen).moving === side;
  }

  /**
   * Nothing on an item of the CRM says which item it was made from. While the original is on its way out of the window, where
   * nobody looks for it, a lost memory would take the copy for somebody's own: a limit that is known, and
   * not played. The same holds for the copy of an item that was deleted just now: it carries the marker of what it was copied from.
   */
  isLeaving(): boolean {
    return [...this.#entities.values()].some(({ name, present, met, moving }) => {
      if (moving !== null) return true;
      if (this.#copies && met && present.crm !== present.calendar) return true;
      const shown = bothSides.flatMap((side) => this.#items(side, name).map((item) => this.#takesPart(side, item)));
      return present.crm && present.calendar && shown.includes(true) && shown.includes(false);
    });
  }

  /** The synchroniser no longer knows what it knew: it may know less of everything that is under way. */
  forgot(): void {
    this.#forgetful = true;
    this.#untold.clear();
    for (const entity of this.#entities.values()) {
      entity.removals += 1;
      if (entity.removed.crm || entity.removed.calendar) entity.mayReturn = true;
      const items = bothSides.map((side) => ({ side, item: this.#items(side, entity.name)[0] }));
      const forms = items.flatMap(({ item }) => (item === undefined ? [] : [item.fields.recurrence === null]));
      // The two are shown, and left as they are.
      entity.torn ||= new Set(forms).size > 1;
      entity.ownWay ||= entity.torn || (entity.owner === 'crm' && this.#goesOnElsewhere(entity));
      entity.apart ||= !items.some(({ side, item }) => item !== undefined && this.#takesPart(side, item));
      for (const truth of entity.fields.values()) truth.doubt = true;
    }
  }

  /**
   * Without memory nothing tells an end that somebody gave to a series in the CRM from rows that were never written for one without an
   * end. They are written then, or nothing is where they may not be.
   */
  #goesOnElsewhere({ name }: Entity): boolean {
    const isLonger = ({ fields }: SeenItem) => fields.recurrence !== null && isEndless(fields.recurrence);
    return this.#items('calendar', name).some(isLonger) && !this.#items('crm', name).some(isLonger);
  }

  /** Entries of the activity list that have not been told yet. */
  told(entries: readonly ActivityEntry[]): void {
    for (const { changes } of entries) {
      for (const { before, lost } of changes) {
        for (const text of [before, lost]) {
          if (text === null || text === undefined) continue;
          for (const value of text.match(/v\d+v/g) ?? [text]) this.#told.add(value);
        }
      }
    }
  }

  /** From now on the person acts in the middle of a run. */
  runs(): void {
    this.#running = true;
  }

  /** A synchroniser creates something, now. */
  sawCreation(side: Side, fields: Appointment): void {
    const name = nameOf(fields);
    const entity = this.#entities.get(name);
    if (entity === undefined) throw new Violation(`nobody made ${name}, which is created in the ${side}`);
    entity.creations[side] += 1;
    // Who knows less than others may make what is taken away in the same run; there is one of it in the end.
    if (!this.isForgetful && this.#items(side, name).length > 0) {
      throw new Violation(`${name} is created in the ${side}, where it is already`);
    }
    if (entity.creations[side] > 1 + entity.removals) {
      throw new Violation(`${name} was created ${entity.creations[side]} times in the ${side}`);
    }
  }

  /**
   * @param whole the run that has just ended reached its end, and nothing was set aside.
   * @param oldCopies sides of which that run was shown an old copy: what was written there just before it may not have seen.
   */
  observe(whole: boolean, oldCopies: ReadonlySet<Side> = new Set()): void {
    this.#oldCopies = oldCopies;
    this.#running = false;
    for (const entity of this.#entities.values()) this.#look(entity, whole);
    if (!whole) return;
    this.#forgetful = false;
    for (const [value, { entity, field, lost }] of this.#untold) {
      // What has become private in between is told no more, and what was told of it is taken out of the list (G4.2).
      if (!this.#told.has(value) && isTold(entity, field)) throw new Violation(lost);
    }
    this.#untold.clear();
  }

  #look(entity: Entity, whole: boolean): void {
    const { name } = entity;
    const seen = { crm: this.#items('crm', name), calendar: this.#items('calendar', name) };
    for (const side of bothSides) {
      if (seen[side].length > 1) throw new Violation(`${name} is ${seen[side].length} times in the ${side}`);
    }
    const [crm] = seen.crm;
    const [calendar] = seen.calendar;
    this.#watchPresence(entity, { crm, calendar }, whole);
    if (crm !== undefined) this.#showsLike(entity, 'crm', crm);
    if (calendar !== undefined) this.#showsLike(entity, 'calendar', calendar);
    if (whole && !entity.movedNow) entity.moving = null;
    entity.movedNow = false;
    if (crm === undefined || calendar === undefined) {
      const [side, item] = crm === undefined ? (['calendar', calendar] as const) : (['crm', crm] as const);
      if (item !== undefined) this.#checkAlone(entity, side, item);
      return;
    }
    entity.met = true;
    const inSight = this.#takesPart('crm', crm) || this.#takesPart('calendar', calendar);
    const fresh = [...entity.fields.values()].some((truth) => truth.fresh);
    if (whole && inSight && !fresh) entity.apart = false;
    const shown = fieldsOf(valuesOf(crm.fields), valuesOf(calendar.fields));
    const overruled = overruledOf(entity, this.#preferences.direction);
    for (const field of new Set([...this.#fields(entity), ...shown.filter((one) => dayOf(one) !== undefined)])) {
      this.#checkField(entity, field, { crm, calendar }, whole, overruled);
    }
    if (whole && !fresh && ![...entity.fields.values()].some(isEdited)) {
      entity.reframed.crm = false;
      entity.reframed.calendar = false;
    }
  }

  /** What a run has done to its presence so far, before the person does something to it. */
  #lookWhere(entity: Entity): void {
    const [crm] = this.#items('crm', entity.name);
    const [calendar] = this.#items('calendar', entity.name);
    this.#watchPresence(entity, { crm, calendar }, false);
  }

  #watchPresence(entity: Entity, now: Readonly<Record<Side, SeenItem | undefined>>, whole: boolean): void {
    const { name, present, removed } = entity;
    const before = { ...present };
    for (const side of bothSides) {
      const other = otherSide(side);
      const here = now[side] !== undefined;
      if (before[side] && !here) this.#explainLoss(entity, side, removed[other]);
      if (!before[side] && here) {
        const edited = [...entity.fields.values()].some(({ edits }) => edits[other] !== undefined);
        if (removed[side] && !edited && !entity.mayReturn)
          throw new Violation(`${name} is back in the ${side} though it was deleted there`);
        removed[side] = false;
        const source = now[other];
        if (source !== undefined) this.#showsLike(entity, other, source);
      }
      present[side] = here;
    }
    if (whole && !present.crm && !present.calendar && !entity.ownWay) entity.mayReturn = false;
  }

  /** Whatever a side was seen to show may be what the other is given, now or later. */
  #showsLike(entity: Entity, side: Side, item: SeenItem): void {
    const shown = valuesOf(item.fields);
    for (const field of new Set([...entity.fields.keys(), ...Object.keys(shown)])) {
      truthOf(entity, field).trail[side].add(valueIn(shown, field));
    }
  }

  /** An item that the person has not touched is gone. */
  #explainLoss(entity: Entity, side: Side, deletedOnTheOther: boolean): void {
    if (!deletedOnTheOther && !entity.mayReturn)
      throw new Violation(`${entity.name} was removed from the ${side}, and nobody had deleted it`);
    for (const field of this.#fields(entity)) {
      const truth = truthOf(entity, field);
      const { edits, doubt } = truth;
      const value = edits[side];
      if (value === undefined) continue;
      // Put back as the other side had it, too, it looks as if nobody had changed it.
      const isPutBack = [...truth.trail[otherSide(side)]].some((one) => this.#same(field, value, one));
      const isExcused = entity.mayReturn || doubt || isPutBack || !this.#isNews(truth, field, side, value);
      if (this.#preferences.direction === 'twoWay' && !isExcused)
        throw new Violation(
          `${entity.name} was removed from the ${side} with a change that nobody else had seen: ${field} ${value}`,
        );
      delete edits[side];
    }
  }

  /** What was changed and put back as it was agreed on looks as if nobody had changed it. */
  #isNews({ agreed }: FieldTruth, field: FieldName, side: Side, value: string): boolean {
    return agreed === null || !this.#same(field, value, agreed[side]);
  }

  /** What stands on one side only must show what its own person wrote there. */
  #checkAlone(entity: Entity, side: Side, { fields }: SeenItem): void {
    const shown = valuesOf(fields);
    const overruled = overruledOf(entity, this.#preferences.direction);
    for (const field of this.#fields(entity)) {
      if (truthOf(entity, field).edits[side] === undefined) continue;
      this.#checkSide(entity, field, side, valueIn(shown, field), overruled);
    }
  }

  #checkField(
    entity: Entity,
    field: FieldName,
    { crm, calendar }: Readonly<Record<Side, SeenItem>>,
    whole: boolean,
    overruled: Overruled,
  ): void {
    const truth = truthOf(entity, field);
    const shown = shownBy(crm, calendar, field);
    for (const side of bothSides) this.#checkSide(entity, field, side, shown[side], overruled);
    const { fresh } = truth;
    truth.fresh = false;
    // A run that did not reach its end may have noticed that both say the same, or not.
    const pending = truth.edits.crm !== undefined || truth.edits.calendar !== undefined;
    if (!whole && pending && alike(field, crm.fields, calendar.fields, this.#world.keeps)) truth.doubt = true;
    if (entity.ownWay) truth.doubt = true;
    if (!whole || fresh || entity.ownWay || !alike(field, crm.fields, calendar.fields, this.#world.keeps)) return;
    // Both may say the same because the other side cannot show the difference, and the edit is news to a later run; or to none.
    if (bothSides.some((side) => this.#oldCopies.has(side) && truth.edits[side] !== undefined)) {
      truth.doubt = true;
      return;
    }
    truth.agreed = shown;
    truth.edits = {};
    truth.trail = { crm: new Set([shown.crm]), calendar: new Set([shown.calendar]) };
    truth.doubt = false;
    truth.wentOn = false;
  }

  /** It keeps the days themselves: an occurrence that was moved has the day of the place where it stands. */
  #isList({ name }: Entity, side: Side): boolean {
    return this.#items(side, name).some(({ fields }) => fields.recurrence?.pattern.kind === 'dates');
  }

  /** What a side shows: what its own person wrote, else what came from the other, else what was agreed. */
  #checkSide(entity: Entity, field: FieldName, side: Side, value: string, overruled: Overruled): void {
    const truth = truthOf(entity, field);
    const { agreed, edits, trail, doubt } = truth;
    const own = edits[side];
    const theirs = edits[otherSide(side)];
    if (own === undefined) {
      const before = agreed === null ? theirs === undefined : value === agreed[side];
      const carried = [...trail[otherSide(side)]].some((one) => this.#same(field, value, one));
      const explained =
        doubt ||
        before ||
        carried ||
        isPlaceOfAnother(entity, field, otherSide(side), value) ||
        (this.#isList(entity, side) && isWhereAnotherWas(entity, field, otherSide(side), value)) ||
        isWordOfSeries(entity, field, otherSide(side), value);
      if (!explained)
        throw new Violation(
          `${entity.name}: ${field} in the ${side} became "${value}", which nobody wrote (was "${agreed?.[side] ?? theirs}")`,
        );
      return;
    }
    if (value === own || (field === 'reminder' && this.#same(field, value, own))) return;
    const isNews = this.#isNews(truth, field, side, own);
    const other = otherSide(side);
    // The other's person has cancelled it, though no whole run may have seen that it took place.
    const cancelled = value === none && theirs === none;
    // Of a list of days nobody can tell one that came anew from one that was moved to where it came.
    const isMoved = value === none && isPlaceOfAnother(entity, field, side, own);
    // What was carried in between is put back as it was agreed on before: that is a change, too.
    const isPutBack = value === theirs && trail[other].size > 1;
    const carried =
      cancelled ||
      isMoved ||
      isPutBack ||
      [...trail[other]].some((one) => one !== agreed?.[other] && this.#same(field, value, one));
    if (isNews && !doubt && !carried && !overruled(field, side)) {
      throw new Violation(
        `${entity.name}: ${field} "${own}", written in the ${side}, became "${value}" without any conflict`,
      );
    }
    if (isNews && isWorthTelling(own, value) && isTold(entity, field) && !entity.ownWay) {
      const lost = `${entity.name}: ${field} "${own}", written in the ${side}, lost to "${value}", and no activity list tells of it`;
      this.#untold.set(own, { entity, field, lost });
    }
    delete edits[side];
  }

  /** All is calm, and the last run changed nothing. */
  finish(): void {
    this.observe(true);
    for (const side of bothSides) {
      for (const { fields } of this.#world.sides[side].list()) this.#entity(fields);
    }
    for (const entity of this.#entities.values()) this.#finishOne(entity);
  }

  #finishOne(entity: Entity): void {
    const { name } = entity;
    const [crm] = this.#items('crm', name);
    const [calendar] = this.#items('calendar', name);
    if (entity.ownWay) return;
    if (crm === undefined && calendar === undefined) {
      if (!entity.deleted) throw new Violation(`${name} is lost`);
      return;
    }
    if (crm === undefined || calendar === undefined) {
      const [side, item] = crm === undefined ? (['calendar', calendar] as const) : (['crm', crm] as const);
      if (item !== undefined && this.#takesPart(side, item)) throw new Violation(`${name} is in the ${side} only`);
      return;
    }
    if (entity.apart && !this.#takesPart('crm', crm) && !this.#takesPart('calendar', calendar)) return;
    for (const field of this.#fields(entity)) {
      if (entity.owner !== null && isPersonal(field, crm, calendar)) continue;
      if (alike(field, crm.fields, calendar.fields, this.#world.keeps)) continue;
      const shown = shownBy(crm, calendar, field);
      throw new Violation(`${name}: ${field} is "${shown.crm}" in the CRM and "${shown.calendar}" in the calendar`);
    }
  }

  #fields({ begun, fields }: Entity): readonly FieldName[] {
    return [...fields.keys()].filter((field) => field !== 'reminder' || (this.#reminders && !begun));
  }

  #takesPart(side: Side, { fields }: SeenItem): boolean {
    return takesPart(this.#world.kind, side, fields, this.#preferences, this.#world.clock.now());
  }

  #entity(fields: Appointment): Entity {
    const entity = this.#entities.get(nameOf(fields));
    if (entity === undefined) throw new Violation(`nobody made "${fields.title}"`);
    return entity;
  }

  #items(side: Side, name: string): readonly SeenItem[] {
    return this.#world.sides[side].list().filter(({ fields }) => nameOf(fields) === name);
  }
}

/**
 * Whether an occurrence stands where that side has one of another day: there the series was given other days, and each of the old ones
 * goes to where one of the new is, or not at all.
 */
function isPlaceOfAnother(entity: Entity, field: FieldName, side: Side, value: string): boolean {
  return entity.reframed[side] && isWhereAnotherWas(entity, field, side, value);
}

function isWhereAnotherWas({ fields }: Entity, field: FieldName, side: Side, value: string): boolean {
  const day = dayOf(field);
  if (day === undefined || field !== timeFieldOf(day)) return false;
  return [...fields].some(([name, { trail }]) => {
    const other = dayOf(name);
    return other !== undefined && name === timeFieldOf(other) && trail[side].has(value);
  });
}

/**
 * Whether an occurrence is called what its series is called on that side, where it says nothing of its own: over here the series may
 * have another name.
 */
function isWordOfSeries(entity: Entity, field: FieldName, side: Side, value: string): boolean {
  const day = dayOf(field);
  if (day === undefined || field === timeFieldOf(day) || !truthOf(entity, field).trail[side].has(none)) return false;
  return truthOf(entity, field.slice(day.length + 1)).trail[side].has(value);
}

/** What is known of a field; of an occurrence that was never heard of, that it is not there. */
function truthOf(entity: Entity, field: FieldName): FieldTruth {
  const known = entity.fields.get(field);
  if (known !== undefined) return known;
  const title = entity.fields.get('title');
  const truth: FieldTruth = {
    agreed: title === undefined || title.agreed === null ? null : { crm: none, calendar: none },
    edits: {},
    trail: { crm: new Set([none]), calendar: new Set([none]) },
    doubt: title?.doubt ?? false,
    wentOn: false,
    fresh: false,
  };
  entity.fields.set(field, truth);
  return truth;
}

function isEdited({ edits }: FieldTruth): boolean {
  return edits.crm !== undefined || edits.calendar !== undefined;
}

/** Renamed or put off since both were alike. */
function isRecast({ fields }: Entity): boolean {
  return [...fields].some(([field, truth]) => (field === 'title' || field.endsWith('time')) && isEdited(truth));
}

/** Whether more was changed than when single occurrences take place. */
function isReframed(before: Appointment, after: Appointment): boolean {
  const frame = ({ span, recurrence }: Appointment) => JSON.stringify([span, recurrence?.pattern ?? null]);
  return frame(before) !== frame(after);
}

/** Whether the two repeat by clocks on which it begins on different days. */
function repeatOnOtherDays(one: Appointment, other: Appointment): boolean {
  if (one.recurrence === null || other.recurrence === null) return false;
  if (one.span.kind === 'allDay' || other.span.kind === 'allDay') return false;
  return firstDayOf(one.span) !== firstDayOf({ ...one.span, zone: other.span.zone });
}

/** When it takes place in the year after what is compared. */
function placesBeyond(fields: Appointment): readonly Span[] {
  if (fields.recurrence === null) return [];
  const until = new Date(Date.parse(looked.until) + 366 * 86_400_000).toISOString() as Instant;
  return occurrencesWithin(fields, { from: looked.until, until }).map(({ span }) => span);
}

/** Whether what a side's person made of an occurrence has to give way to what the other's did. */
type Overruled = (field: FieldName, side: Side) => boolean;

/**
 * Single occurrences go where the rule goes that was changed on the other side. What was cancelled takes place where the other
 * side has changed it: an edit is worth more than a deletion. Where one side leads, what it cancels is cancelled.
 */
function overruledOf({ fields, reframed, owner }: Entity, direction: Preferences['direction']): Overruled {
  const leader = direction === 'crmToCalendar' ? 'crm' : direction === 'calendarToCrm' ? 'calendar' : undefined;
  const edits = new Map([...fields].map(([field, truth]) => [field, { ...truth.edits }]));
  return (field, side) => {
    const day = dayOf(field);
    const other = otherSide(side);
    // What is changed on the wrong side of a meeting is put back.
    if (owner === other) return true;
    if (day === undefined && field !== 'time') return false;
    if (reframed[other]) return true;
    if (day === undefined) return false;
    if (leader === other && edits.get(timeFieldOf(day))?.[other] === none) return true;
    const cancelled = edits.get(timeFieldOf(day))?.[side] === none;
    // Who cancels it has seen the other's edit of it: whether a run has, nobody knows.
    const wentOn = (one: FieldName) => fields.get(one)?.wentOn === true;
    return cancelled && fieldsOfDay(day).some((one) => edits.get(one)?.[other] !== undefined || wentOn(one));
  };
}

function shownBy(crm: SeenItem, calendar: SeenItem, field: FieldName): Readonly<Record<Side, string>> {
  return { crm: valueIn(valuesOf(crm.fields), field), calendar: valueIn(valuesOf(calendar.fields), field) };
}

/** Values of private items are told to nobody, and switches and places in time of occurrences have no values worth telling. */
function isTold(entity: Entity, field: FieldName): boolean {
  if (entity.private) return false;
  const ofDay = dayOf(field) !== undefined;
  return ofDay ? !field.endsWith('time') : ['title', 'body', 'location', 'time'].includes(field);
}

/** What people settle for themselves on a copy of somebody else's meeting, and that it is nobody's business, stays there. */
function isPersonal(field: FieldName, crm: SeenItem, calendar: SeenItem): boolean {
  const isPrivate = [crm, calendar].some(({ fields }) => fields.visibility === 'private');
  return ['availability', 'reminder', 'importance'].includes(field) || (field === 'privacy' && isPrivate);
}

/** That something repeats, or does not, is told of in words that hold no value of its own. */
function isWorthTelling(lost: string, stays: string): boolean {
  return lost !== none && lost !== 'repeats' && stays !== 'repeats';
}
