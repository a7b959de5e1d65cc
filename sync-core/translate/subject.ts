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
 * The way back. Where the title stands as it was among what is left of the parts, it is as it was. Else those parts that are
 * still there, at their place, are taken off, and what remains is the title.
 * @param subject as somebody has changed it in the calendar.
 * @param built what stood there, or would have.
 * @returns the title that is meant; null where nothing is said about it.
 */
export function titleFrom(subject: string, built: BuiltSubject): string | null {
  const place = placeOfTitle(built);
  const texts = built.parts.map(({ text }) => text);
  // Without a place for the title, whatever is between the parts, or beside them, is meant.
  const before = selectionsOf(place < 0 ? texts : texts.slice(0, place));
  const after = selectionsOf(texts.slice(place + 1));
  const shown = uncut(line(subject), built);
  const title = texts[place] ?? '';
  if (title !== '' && before.some((head) => after.some((tail) => joined([head, title, tail]) === shown))) return title;
  const rest = withoutTail(withoutHead(shown, before), after);
  return place < 0 && rest === '' ? null : rest;
}

/**
 * What a subject was built of that is not what would be built now: by another preference, of another type or another name of the
 * company. The title is looked for among what stands between separators; without it, what is known of the activity is.
 * @returns null where nothing shows that it was built.
 */
export function recognisedSubject(subject: string, source: SubjectSource): BuiltSubject | null {
  const whole = line(subject);
  const title = line(source.title);
  const found = placeOf(title, whole) ?? cutTitle(title, whole) ?? betweenNames(whole, namesIn(source));
  if (found === null || (found.before.length === 0 && found.after.length === 0)) return null;
  const others = (texts: readonly string[]) => texts.map((text) => ({ part: 'other' as const, text }));
  const parts = [...others(found.before), { part: 'title' as const, text: found.title }, ...others(found.after)];
  return { subject: whole, whole: joined(parts.map(({ text }) => text)), parts };
}

/** @returns what was built, whole, as it would be with another title in the title's place. */
export function wholeWithTitle({ parts, whole }: BuiltSubject, title: string): string {
  if (!parts.some(({ part }) => part === 'title')) return whole;
  return joined(parts.map(({ part, text }) => (part === 'title' ? line(title) : text)));
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

function placeOfTitle({ parts }: BuiltSubject): number {
  return parts.findIndex(({ part }) => part === 'title');
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(separator);
}

/** Whatever may be left of some parts when others were taken away, the longest first. */
function selectionsOf(texts: readonly string[]): readonly string[] {
  let all: readonly (readonly string[])[] = [[]];
  for (const text of texts) if (text !== '') all = [...all, ...all.map((some) => [...some, text])];
  return [...new Set(all.map(joined))].sort((one, other) => other.length - one.length);
}

/** A subject that was cut: what was cut off belongs to it, as long as it still ends where it was cut. */
function uncut(subject: string, built: BuiltSubject): string {
  if (built.subject === built.whole) return subject;
  const shown = built.subject.slice(0, -ellipsis.length);
  const isMarked = subject.endsWith(ellipsis);
  const ending = isMarked ? subject.slice(0, -ellipsis.length) : subject;
  const place = placeOfTitle(built);
  const upToTitle = joined(built.parts.slice(0, place + 1).map(({ text }) => text));
  const behindTitle = place < 0 ? '' : shown.slice(upToTitle.length);
  // A part of a name is no title, whether the sign of the cut is still there or not.
  if (behindTitle !== '' && ending.endsWith(behindTitle)) {
    return ending.slice(0, ending.length - behindTitle.length) + built.whole.slice(upToTitle.length);
  }
  const lastWord = shown.slice(shown.lastIndexOf(' ') + 1);
  if (!isMarked || (ending !== lastWord && !ending.endsWith(` ${lastWord}`))) return subject;
  return ending + built.whole.slice(shown.length);
}

function withoutHead(text: string, heads: readonly string[]): string {
  for (const head of heads) {
    if (head !== '' && (text === head || text === `${head} *`)) return '';
    if (head !== '' && text.startsWith(head + separator)) return text.slice(head.length + separator.length);
  }
  return text;
}

function withoutTail(text: string, tails: readonly string[]): string {
  for (const tail of tails) {
    if (tail !== '' && (text === tail || text === `* ${tail}`)) return '';
    if (tail !== '' && text.endsWith(separator + tail)) return text.slice(0, -tail.length - separator.length);
  }
  return text;
}

interface Found {
  readonly before: readonly string[];
  readonly title: string;
  readonly after: readonly string[];
}

const segmentsOf = (text: string) => (text === '' ? [] : text.split(separator));

function placeOf(title: string, whole: string): Found | null {
  const at = title === '' ? -1 : `${separator}${whole}${separator}`.indexOf(separator + title + separator);
  if (at < 0) return null;
  const before = segmentsOf(whole.slice(0, Math.max(0, at - separator.length)));
  return { before, title, after: segmentsOf(whole.slice(at + title.length + separator.length)) };
}

/** The subject ends within the title, where it was cut. */
function cutTitle(title: string, whole: string): Found | null {
  if (!whole.endsWith(ellipsis)) return null;
  const segments = segmentsOf(whole.slice(0, -ellipsis.length));
  const from = segments.findIndex((_, index) => title.startsWith(segments.slice(index).join(separator)));
  return from < 0 ? null : { before: segments.slice(0, from), title, after: [] };
}

function betweenNames(whole: string, names: ReadonlySet<string>): Found {
  const heads = [...names].sort((one, other) => other.length - one.length);
  const found: { before: string[]; title: string; after: string[] } = { before: [], title: whole, after: [] };
  for (let more = true; more; ) {
    more = false;
    const head = heads.find((name) => found.title === name || found.title.startsWith(name + separator));
    if (head !== undefined) {
      found.before.push(head);
      found.title = found.title.slice(head.length + separator.length);
      more = true;
    }
    const tail = heads.find((name) => found.title.endsWith(separator + name));
    if (tail === undefined) continue;
    found.after.unshift(tail);
    found.title = found.title.slice(0, -tail.length - separator.length);
    more = true;
  }
  return found;
}

/** Whatever a subject can be made of beside the title. */
function namesIn({ location, surroundings }: SubjectSource): ReadonlySet<string> {
  const { type = {}, ...about } = surroundings ?? {};
  const names = [location, ...Object.values(type), ...Object.values(about)].map(line);
  return new Set(names.filter((name) => name !== ''));
}
