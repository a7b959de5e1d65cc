/**
 * @file What an item of one side looks like on the other, as far as preferences and more than its fields decide that. Pure.
 *
 * Both sides are compared with their own snapshots, so that nothing here is needed to see whether somebody changed something;
 * it says what is written when they did. The calendar's subject is built of what the CRM knows of the activity. It is built
 * again when the item has changed in the CRM and another subject comes of it than was built last; neither another name of the
 * company nor another preference is a reason to write to items that nobody touched.
 */
import { isDeepStrictEqual } from 'node:util';
import type { PictureVersion, RemoteItem } from '../connectors/connector.ts';
import type { Appointment } from '../model/appointment.ts';
import { anyOf, type ItemField, type ItemFields, isAppointment, isPerson } from '../model/item.ts';
import type { Participant } from '../model/participant.ts';
import { otherSide, type Side } from '../model/side.ts';
import type { BuiltSubject } from '../model/subject.ts';
import type { Task } from '../model/task.ts';
import type { Built, Link, LinkSide } from '../store/records.ts';
import { addedText, addedTextLanguage, isAddedText } from '../translate/added-text.ts';
import { carryLineEdit, carryTextEdit } from '../translate/carry-edit.ts';
import { buildSubject, recognisedSubject, titleFrom, wholeWithTitle } from '../translate/subject.ts';
import { differingFields, sameField } from './fields.ts';
import type { PlanRules } from './pair-plan.ts';

/** What has a title that says what it is about. */
type Activity = Appointment | Task;
type RemoteActivity = RemoteItem<Activity>;
type Items = Readonly<Record<Side, RemoteItem>>;
type Described = Pick<RemoteActivity, 'fields' | 'surroundings'>;
export type TranslationRules = Pick<PlanRules, 'preferences' | 'facts'>;
/** To say what an item is in another system, it is to be known what that makes of it. */
type OfferRules = TranslationRules & Pick<PlanRules, 'express'>;

/** The other side's item as a side would have it. */
export interface Offer {
  readonly fields: ItemFields;
  /** What was made for it. */
  readonly built?: Built;
  /** Fields that look the same where they come from, and are no longer what was made of them. */
  readonly stale: readonly ItemField[];
  /** Fields of which more stands here than was seen where they were changed, and it cannot be said what becomes of that. */
  readonly unsure: readonly ItemField[];
  /** What is to stand below its text. */
  readonly added: string;
  /** That is no longer what was put there. */
  readonly addedStale: boolean;
  /** The picture that is to be shown there; null: none. Absent: as it is. */
  readonly picture?: PictureVersion | null;
}

/** The subject that the calendar would have for an item of the CRM, by what the user wants now. */
export function subjectOf({ fields, surroundings }: Described, { preferences, facts }: TranslationRules): BuiltSubject {
  const choice = { parts: preferences['crm.subject.parts'], languages: languagesOf({ preferences, facts }) };
  return buildSubject({ title: fields.title, location: locationOf(fields), surroundings }, choice);
}

function locationOf(fields: Activity): string {
  return isAppointment(fields) ? fields.location : '';
}

function isActivity(item: RemoteItem): item is RemoteActivity {
  return !isPerson(item.fields);
}

/** The two written forms of Norwegian, which the CRM does not tell apart. */
const norwegian: readonly string[] = ['nb', 'nn'];

/** In which the user reads what we make of an item, the most wanted first. It goes with the accounts, not with the computer. */
function languagesOf({ preferences, facts }: TranslationRules): readonly string[] {
  const wanted = preferences['crm.subject.language'];
  // What the CRM does not tell, the person's mailbox may.
  const all = wanted === 'crm' ? [facts.crm.language, facts.calendar.language] : [wanted];
  return all.flatMap((code) => (code === undefined ? [] : norwegian.includes(code) ? [code, 'no'] : [code]));
}

/**
 * @param link null for two items that were never seen to agree.
 * @returns what each side is offered by the other.
 */
export function offersOf(items: Items, link: Link | null, rules: OfferRules): Readonly<Record<Side, Offer>> {
  const { crm, calendar } = items;
  if (!isActivity(crm) || !isActivity(calendar)) {
    return { calendar: offerOfPerson('calendar', crm, link), crm: offerOfPerson('crm', calendar, link) };
  }
  return {
    calendar: offerToCalendar(crm, calendar, link, rules),
    crm: offerToCrm(calendar, crm, link, rules),
  };
}

/** A person is told in the same words on both sides; the picture goes from the CRM to the calendar system. */
function offerOfPerson(to: Side, { fields, picture }: RemoteItem, link: Link | null): Offer {
  const offer: Offer = { fields, stale: [], unsure: [], added: '', addedStale: false };
  const given = link?.sides.calendar?.built?.picture ?? '';
  return to === 'crm' || (picture ?? '') === given ? offer : { ...offer, picture: picture ?? null };
}

/** @param link null for an item that has no other half. */
export function offerOfOne(from: Side, item: RemoteItem, link: Link | null, rules: OfferRules): Offer {
  // What is new there has no picture yet, whatever was given to what was there before.
  if (!isActivity(item)) return offerOfPerson(otherSide(from), item, null);
  if (from === 'calendar') return offerToCrm(item, null, link, rules);
  const { fields } = wholeFor('calendar', item, link, rules);
  return offerToCalendar({ ...item, fields }, null, null, rules);
}

/** Fields of which the other side may hold only a part. */
const fieldsInPart = { calendar: ['title', 'location', 'body'], crm: ['location'] } as const;
type PartField = (typeof fieldsInPart)[Side][number];

/**
 * What one side's item is with all of it that the other side alone has room for: what was changed here is changed, and the rest
 * is as it was there.
 */
function wholeFor(
  to: Side,
  item: RemoteActivity,
  link: Link | null,
  { express }: OfferRules,
): { readonly fields: Activity; readonly unsure: readonly ItemField[] } {
  const known = link?.sides[otherSide(to)]?.agreed;
  const there = link?.sides[to];
  if (known === undefined || there === undefined) return { fields: item.fields, unsure: [] };
  const whole = { ...anyOf(there.agreed), title: titleShown(there, titleIn(known)) };
  const { title } = whole;
  const held = anyOf(express[otherSide(to)]({ ...there.agreed, title, recurrence: null } as Activity));
  const fieldsThere: readonly PartField[] = fieldsInPart[to];
  const meant = fieldsThere.flatMap((field): readonly (readonly [PartField, string | null])[] => {
    const [all, before, now] = [whole[field], anyOf(known)[field], anyOf(item.fields)[field]];
    if (all === undefined || before === undefined || now === undefined) return [];
    if (field === 'body') return [[field, carryTextEdit(all, before, now)]];
    // A line that has room there is not cut because what stands there begins like it.
    const isCut = held[field] !== all;
    return [[field, isCut || before === now ? carryLineEdit(all, before, now) : now]];
  });
  const sure = meant.filter(([, text]) => text !== null);
  const unsure = meant.flatMap(([field, text]) => (text === null ? [field] : []));
  return { fields: { ...item.fields, ...Object.fromEntries(sure) }, unsure };
}

/** The title that a side's item has, without what was built around it. */
function titleShown({ agreed, built }: LinkSide, plain: string): string {
  const title = titleIn(agreed);
  return built?.subject === undefined ? title : (titleFrom(title, built.subject) ?? plain);
}

function titleIn(fields: ItemFields): string {
  return isPerson(fields) ? '' : fields.title;
}

function offerToCrm(item: RemoteActivity, crm: RemoteActivity | null, link: Link | null, rules: OfferRules): Offer {
  const { fields: whole, unsure } = wholeFor('crm', item, link, rules);
  const fields = { ...whole, title: titleForCrm(item, crm, link, rules) };
  return { fields, stale: [], unsure, ...addedOffer('crm', item, crm, link, rules) };
}

function offerToCalendar(
  item: RemoteActivity,
  calendar: RemoteActivity | null,
  link: Link | null,
  rules: OfferRules,
): Offer {
  const { fields: whole, unsure } = wholeFor('calendar', item, link, rules);
  const subject = subjectOf({ ...item, fields: { ...item.fields, title: whole.title } }, rules);
  const more = { unsure, ...addedOffer('calendar', item, calendar, link, rules, subject) };
  const stale = isSubjectStale(item, link, rules);
  const known = link?.sides.crm;
  const unchanged = known !== undefined && sameField('title', item.fields, known.agreed) && !stale;
  const given = unchanged && link?.sides.calendar ? titleIn(link.sides.calendar.agreed) : undefined;
  if (given !== undefined) return { fields: { ...whole, title: given }, stale: [], ...more };
  const fields = { ...whole, title: subject.subject };
  return { fields, built: { subject }, stale: stale ? ['title'] : [], ...more };
}

/** @param target what stands there; null: nothing yet. @param subject as it is made for the calendar. */
function addedOffer(
  to: Side,
  source: RemoteActivity,
  target: RemoteActivity | null,
  link: Link | null,
  rules: TranslationRules,
  subject?: BuiltSubject,
): Pick<Offer, 'added' | 'addedStale'> {
  if (rules.facts[to].keepsAdded === false) return { added: '', addedStale: false };
  const wanted = rules.preferences[to === 'calendar' ? 'crm.participantsInText' : 'calendar.participantsInText'];
  const participants = wanted ? othersAmong(source.participants ?? [], rules) : [];
  const added = addedText({ participants, subject, language: addedTextLanguage(languagesOf(rules)) });
  const known = link?.sides[otherSide(to)];
  const there = link?.sides[to];
  if (link === null && target?.added) {
    // Nobody remembers what it was made of; another language alone is no reason to write.
    return { added, addedStale: wanted && !isAddedText(target.added, { participants, subject }) };
  }
  if (known === undefined || there === undefined || !hasChanged(source, known)) return { added, addedStale: false };
  return { added, addedStale: added !== (there.built?.added ?? target?.added ?? '') };
}

/** Users know that they take part themselves. */
function othersAmong(participants: readonly Participant[], { facts }: TranslationRules): readonly Participant[] {
  const own = ownAddresses(facts);
  return participants.filter(({ email }) => email === '' || !own.has(email.toLowerCase()));
}

/** @returns in small letters. */
export function ownAddresses(facts: TranslationRules['facts']): ReadonlySet<string> {
  const all = [facts.crm, facts.calendar].flatMap(({ addresses }) => addresses ?? []);
  return new Set(all.map((address) => address.toLowerCase()));
}

/** Whether an item is another one than its copy was made of. */
function hasChanged(item: RemoteActivity, known: LinkSide): boolean {
  if (differingFields(item.fields, known.agreed).length > 0) return true;
  const { surroundings, participants } = known.seen;
  return !isDeepStrictEqual([item.surroundings, item.participants], [surroundings, participants]);
}

/** Whether the item has changed, and would have another subject than it was given. */
export function isSubjectStale(item: RemoteItem, link: Link | null, rules: TranslationRules): boolean {
  if (!isActivity(item)) return false;
  const known = link?.sides.crm;
  if (known === undefined || isPerson(known.agreed) || link?.sides.calendar === undefined) return false;
  if (!hasChanged(item, known)) return false;
  const built = link.sides.calendar.built?.subject;
  // The title may have come from the calendar since. Where nothing was built, only what has changed since in what a subject is made
  // of is a reason to begin with it.
  const before =
    built === undefined
      ? subjectOf({ fields: known.agreed, ...surroundingsOf(known.seen) }, rules).whole
      : wholeWithTitle(built, known.agreed.title);
  return before !== subjectOf(item, rules).whole;
}

function surroundingsOf({ surroundings }: Pick<RemoteActivity, 'surroundings'>): Pick<Described, 'surroundings'> {
  return surroundings === undefined ? {} : { surroundings };
}

function titleForCrm(
  item: RemoteActivity,
  crm: RemoteActivity | null,
  link: Link | null,
  rules: TranslationRules,
): string {
  const { title } = item.fields;
  if (link === null) {
    const shown = crm === null ? null : builtSubjectShown({ crm, calendar: item }, rules);
    return crm === null || shown === null ? title : (titleFrom(title, shown) ?? crm.fields.title);
  }
  const { crm: known, calendar } = link.sides;
  if (known !== undefined && calendar !== undefined && sameField('title', item.fields, calendar.agreed)) {
    return titleIn(known.agreed);
  }
  const built = calendar?.built?.subject;
  const plain = crm?.fields.title ?? (known === undefined ? title : titleIn(known.agreed));
  return built === undefined ? title : (titleFrom(title, built) ?? plain);
}

/**
 * What the subject of a calendar's item was built of, where nobody remembers it: what would be built of the CRM's now, or was at
 * another time. null: it shows a title and nothing else.
 */
export function builtSubjectShown({ crm, calendar }: Items, rules: TranslationRules): BuiltSubject | null {
  if (!isActivity(crm) || !isActivity(calendar)) return null;
  const now = subjectOf(crm, rules);
  const { fields } = calendar;
  if (sameField('title', fields, { ...fields, title: now.subject })) return now;
  const { fields: source, surroundings } = crm;
  const described = { title: source.title, location: locationOf(source), surroundings };
  const then = recognisedSubject(fields.title, described);
  if (then !== null) return then;
  return sameField('title', fields, { ...fields, title: titleFrom(fields.title, now) ?? '' }) ? null : now;
}
