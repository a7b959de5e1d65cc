/**
 * @file Properties that every kind of row has and is written the same way: texts, who may see it, its priority, its alarm. Pure.
 */
import type { Appointment, Importance } from '../../model/appointment.ts';
import { canonicalHtml, htmlOfPlainText, plainTextOfHtml } from '../../translate/text.ts';
import type { Profile } from './profile.ts';
import { descriptionFrom, hasTitle, oneLine } from './text-form.ts';
import { minutesToWire } from './wire-time.ts';

/** Properties of an AppointmentEntity, by name. */
export type EntityProperties = Readonly<Record<string, unknown>>;

/** The column's length (docs: appointment table), for servers that do not tell the lengths of their fields. */
const usualLength = 254;
/** A field that is said to hold less than this would cut people's words off: it is not believed. */
const shortestTold = 80;
/** Significant characters of a description. */
const descriptionLength = 2047;

interface Texts {
  readonly title: string;
  readonly body: string;
}

/**
 * @param patch which of them are to be written.
 * @param held what SuperOffice makes of them.
 * @param added is to stand below the text; a server with nothing but a description has no room for it.
 */
export function textProperties(
  patch: Partial<Texts>,
  held: Texts,
  profile: Profile,
  added: string | undefined,
): EntityProperties {
  if (hasTitle(profile.defaultEntity)) {
    return {
      ...(patch.title !== undefined && { Title: held.title }),
      ...((patch.body !== undefined || added !== undefined) && { Agenda: held.body + (added ?? '') }),
    };
  }
  if (patch.title === undefined && patch.body === undefined) return {};
  return { Description: descriptionFrom(held.title, held.body) };
}

/** What SuperOffice would give back of a title and a text. @param profile undefined before the first reading. */
export function expressTexts(texts: Texts, profile: Profile | undefined): Texts {
  const title = expressLine(texts.title, 'Title', profile);
  return { title, body: expressBody(title, texts.body, profile) };
}

/** One line, as long as its field is. */
export function expressLine(text: string, name: 'Title' | 'Location', profile: Profile | undefined): string {
  return cut(oneLine(text), fieldLength(name, profile));
}

function expressBody(title: string, body: string, profile: Profile | undefined): string {
  if (!profile || hasTitle(profile.defaultEntity)) return canonicalHtml(body);
  const room = Math.max(0, fieldLength('Description', profile) - title.length - '\r\n'.length);
  return htmlOfPlainText(cut(plainTextOfHtml(body).replaceAll(/\r\n|\r|\n/g, '\r\n'), room).trim());
}

export function alarmProperties(minutes: number | null): EntityProperties {
  return minutes === null ? { HasAlarm: false } : { HasAlarm: true, AlarmLeadTime: minutesToWire(minutes) };
}

/** The list of who may see it is the truth, and `Private` its echo: both are written in one request (G4.1). */
export function visibilityProperties(visibility: Appointment['visibility'], profile: Profile): EntityProperties {
  return visibility === 'private'
    ? { Private: 'PrivateUser', VisibleFor: [{ VisibleId: profile.associateId, Visibility: 'Associate' }] }
    : { Private: 'Public', VisibleFor: [{ VisibleId: 0, Visibility: 'All' }] };
}

/** An item of the tenant's list of that importance; where nothing is to be said, none. */
export function priorityFor(importance: Importance, { priorities }: Profile): EntityProperties | null {
  if (importance === 'normal') return null;
  const [id] = [...priorities].find(([, meaning]) => meaning === importance) ?? [];
  return id === undefined ? null : { Id: id };
}

/** What becomes of an importance: a tenant may have no priority that says it. */
export function expressImportance(importance: Importance, profile: Profile | undefined): Importance {
  return !profile || priorityFor(importance, profile) ? importance : 'normal';
}

function fieldLength(name: 'Title' | 'Location' | 'Description', profile: Profile | undefined): number {
  const told = profile?.defaultEntity.FieldProperties?.[name]?.FieldLength ?? 0;
  return told >= shortestTold ? told : name === 'Description' ? descriptionLength : usualLength;
}

/** Never through the middle of a character outside the basic plane. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const at = text.charCodeAt(length - 1);
  return text.slice(0, at >= 0xd800 && at <= 0xdbff ? length - 1 : length).trimEnd();
}
