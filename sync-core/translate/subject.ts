/**
 * @file The subject of a calendar item: built of what the CRM knows of the activity, and taken apart again when somebody has
 * changed it in the calendar. Pure. Nothing is guessed: what is taken off is what was put there, at the place it was put.
 */
import type { BuiltSubject, SubjectPart } from '../model/subject.ts';
import type { Surroundings } from '../model/surroundings.ts';

const separator = ' * ';
/** What Outlook takes for a subject, in characters. */
const longestSubject = 255;
const ellipsis = '…';

/** How the user wants subjects to be built. */
export interface SubjectChoice {
  readonly parts: readonly SubjectPart[];
  /** ISO 639-1 codes, the most wanted first. */
  readonly languages: readonly string[];
}

/** What a subject is built of. */
export interface SubjectSource {
  readonly title: string;
  readonly location: string;
  /** Absent where nothing is known but the item itself. */
  readonly surroundings?: Surroundings | undefined;
}

/**
 * The chosen parts, joined by ` * `; those without a text are left out together with their separator. Where no part has one,
 * it is the title.
 */
export function buildSubject(source: SubjectSource, choice: SubjectChoice): BuiltSubject {
  const parts = choice.parts
    .map((part) => ({ part, text: line(textOf(part, source, choice)) }))
    .filter(({ part, text }) => part === 'title' || text !== '');
  const texts = parts.flatMap(({ text }) => (text === '' ? [] : [text]));
  const whole = texts.length === 0 ? line(source.title) : texts.join(separator);
  return { subject: cutAtWord(whole), whole, parts };
}

/**
 * The way back.
 * @param subject as somebody has changed it in the calendar.
 * @param built what stood there, or would have.
 * @returns the title that is meant; null where nothing is said about it.
 */
export function titleFrom(subject: string, built: BuiltSubject): string | null {
  const place = built.parts.findIndex(({ part }) => part === 'title');
  // Without a place for the title, whatever is between the parts, or beside them, is meant.
  const before = place < 0 ? built.parts : built.parts.slice(0, place);
  const after = built.parts.slice(place + 1);
  let rest = uncut(line(subject), built);
  for (const { text } of before) rest = withoutHead(rest, text);
  for (const { text } of after.toReversed()) rest = withoutTail(rest, text);
  return place < 0 && rest === '' ? null : rest;
}

/** @returns what was built, whole, as it would be with another title in the title's place. */
export function wholeWithTitle({ parts, whole }: BuiltSubject, title: string): string {
  if (!parts.some(({ part }) => part === 'title')) return whole;
  const texts = parts.map(({ part, text }) => (part === 'title' ? line(title) : text));
  return texts.filter((text) => text !== '').join(separator);
}

/** The name in the first language that it has, else in English, else in its first. */
export function inLanguage(names: Readonly<Record<string, string>>, languages: readonly string[]): string {
  for (const language of ['', ...languages, 'en']) {
    const name = names[language];
    if (name !== undefined && name !== '') return name;
  }
  return Object.values(names)[0] ?? '';
}

function textOf(part: SubjectPart, source: SubjectSource, { languages }: SubjectChoice): string {
  const around = source.surroundings;
  switch (part) {
    case 'title':
      return source.title;
    case 'location':
      return source.location;
    case 'type':
      return around === undefined ? '' : inLanguage(around.type, languages);
    default:
      return around?.[part] ?? '';
  }
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function cutAtWord(text: string): string {
  if (text.length <= longestSubject) return text;
  const room = text
    .slice(0, longestSubject - ellipsis.length)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
  const end = room.lastIndexOf(' ');
  const kept = end > 0 ? room.slice(0, end) : room;
  return kept.replace(/[\s*]+$/, '') + ellipsis;
}

/** A subject that was cut, and still ends where it was cut: what was cut off belongs to it. */
function uncut(subject: string, built: BuiltSubject): string {
  if (built.subject === built.whole || !subject.endsWith(ellipsis)) return subject;
  const shown = built.subject.slice(0, -ellipsis.length);
  const lastWord = shown.slice(shown.lastIndexOf(' ') + 1) + ellipsis;
  if (subject !== lastWord && !subject.endsWith(` ${lastWord}`)) return subject;
  return subject.slice(0, -ellipsis.length) + built.whole.slice(shown.length);
}

function withoutHead(text: string, part: string): string {
  if (text === part || text === `${part} *`) return '';
  return text.startsWith(part + separator) ? text.slice(part.length + separator.length) : text;
}

function withoutTail(text: string, part: string): string {
  if (text === part || text === `* ${part}`) return '';
  return text.endsWith(separator + part) ? text.slice(0, -part.length - separator.length) : text;
}
