/**
 * @file What a person does with a series in Outlook: to one occurrence, to this and all following, to the rule. No request, no
 * mail.
 */
import { z } from 'zod';
import { itemNotFound } from './graph-error.ts';
import { type CalendarItem, findItem, instancesOf, occurrenceId } from './mailbox/calendar-item.ts';
import { contentAfter, createEvent, removeItem, writeContent } from './mailbox/change-event.ts';
import { restoreDate } from './mailbox/change-series.ts';
import { recurrenceInput } from './mailbox/event-input.ts';
import type { EventRecord } from './mailbox/event-record.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import { occurrenceOn, seriesDates } from './mailbox/series.ts';
import type { WriteRules } from './mailbox/write-event.ts';
import { inputOf, type SimpleView, simpleEvent, simpleView } from './simple-event.ts';

const user = z.string().optional();
/** The day of an occurrence, as its series has it: `2026-12-01`. */
const day = z.iso.date();
const pattern = recurrenceInput.shape.pattern;
const end = z.union([z.strictObject({ lastDay: day }), z.strictObject({ count: z.int().positive() }), z.null()]);
/** What of an event can be changed; what is not given stays. */
const change = z.strictObject({
  title: z.string().optional(),
  body: z.string().optional(),
  location: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
  zone: z.string().optional(),
  allDay: z.boolean().optional(),
  free: z.boolean().optional(),
  showAs: simpleEvent.shape.showAs,
  private: z.boolean().optional(),
  importance: z.enum(['low', 'normal', 'high']).optional(),
  categories: z.array(z.string()).optional(),
  reminderMinutes: z.int().min(0).nullable().optional(),
  guests: z.array(z.string()).optional(),
});

const creation = simpleEvent.omit({ weekly: true }).extend({ user, pattern, ends: end });
const ofSeries = z.strictObject({ id: z.string(), user });
const ofOccurrence = ofSeries.extend({ day });
const occurrenceChange = ofOccurrence.extend({ change });
const rule = ofSeries.extend({ pattern: pattern.optional(), ends: end.optional(), change: change.default({}) });
const following = ofOccurrence.extend({ pattern: pattern.optional(), ends: end.optional(), change });

/**
 * A series is named by its id, an occurrence by its series and its day. `ends` is the last day, a count, or null for no end.
 * @throws when the argument has another shape, and GraphError as the same request would meet it
 */
export interface SeriesOperations {
  readonly createSeries: (argument: z.input<typeof creation>) => SimpleView;
  /** Moves or edits one occurrence. */
  readonly changeOccurrence: (argument: z.input<typeof occurrenceChange>) => SimpleView;
  readonly cancelOccurrence: (argument: z.input<typeof ofOccurrence>) => void;
  /** As undo does: the occurrence is what the series says. */
  readonly restoreOccurrence: (argument: z.input<typeof ofOccurrence>) => void;
  /** Another pattern, end or time of the whole series; `start` and `end` of its first occurrence. */
  readonly changeSeries: (argument: z.input<typeof rule>) => SimpleView;
  /** "This and all following": the series ends the day before, and another one begins. @returns the other one */
  readonly changeFollowing: (argument: z.input<typeof following>) => SimpleView;
  readonly removeFollowing: (argument: z.input<typeof ofOccurrence>) => SimpleView;
  /** What is left is one appointment, the first. */
  readonly makeSingle: (argument: z.input<typeof ofSeries>) => SimpleView;
  /** An appointment begins to repeat. */
  readonly makeSeries: (argument: z.input<typeof rule>) => SimpleView;
  /** What the calendar shows of a series in a time (UTC), by start. */
  readonly occurrences: (argument: z.input<typeof listing>) => readonly (SimpleView & { readonly day: string })[];
}

const listing = ofSeries.extend({ from: z.string(), to: z.string() });

/** @param mailboxOf the mailbox of a user name, absent: the main user's; throws for nobody's */
export function seriesOperations(mailboxOf: (userName?: string) => Mailbox, rules: () => WriteRules): SeriesOperations {
  const part = (mailbox: Mailbox) => new Person(mailbox, rules());
  return {
    createSeries: (argument) => {
      const { user: userName, ...event } = creation.parse(argument);
      return part(mailboxOf(userName)).create(event);
    },
    changeOccurrence: (argument) => {
      const { id, user: userName, day: date, change: edit } = occurrenceChange.parse(argument);
      const person = part(mailboxOf(userName));
      return person.write(person.occurrence(id, date), person.inputOf(edit));
    },
    cancelOccurrence: (argument) => {
      const { id, user: userName, day: date } = ofOccurrence.parse(argument);
      const person = part(mailboxOf(userName));
      removeItem(person.mailbox, person.occurrence(id, date), rules().series);
    },
    restoreOccurrence: (argument) => {
      const { id, user: userName, day: date } = ofOccurrence.parse(argument);
      const person = part(mailboxOf(userName));
      restoreDate(person.mailbox, person.series(id), date, rules().series);
    },
    changeSeries: (argument) => {
      const { id, user: userName, ...wanted } = rule.parse(argument);
      return part(mailboxOf(userName)).changeSeries(id, wanted);
    },
    changeFollowing: (argument) => {
      const { id, user: userName, day: date, ...wanted } = following.parse(argument);
      return part(mailboxOf(userName)).changeFollowing(id, date, wanted);
    },
    removeFollowing: (argument) => {
      const { id, user: userName, day: date } = ofOccurrence.parse(argument);
      return part(mailboxOf(userName)).endBefore(id, date);
    },
    makeSingle: (argument) => {
      const { id, user: userName } = ofSeries.parse(argument);
      const person = part(mailboxOf(userName));
      return person.write(person.item(id), { recurrence: null });
    },
    makeSeries: (argument) => {
      const { id, user: userName, ...wanted } = rule.parse(argument);
      return part(mailboxOf(userName)).changeSeries(id, wanted);
    },
    occurrences: (argument) => {
      const { id, user: userName, from, to } = listing.parse(argument);
      return part(mailboxOf(userName)).occurrences(id, Date.parse(from), Date.parse(to));
    },
  };
}

type Change = z.output<typeof change>;
type End = z.output<typeof end>;
type Pattern = z.output<typeof pattern>;
interface Rule {
  readonly pattern?: Pattern | undefined;
  readonly ends?: End | undefined;
  readonly change: Change;
}

class Person {
  readonly mailbox: Mailbox;
  readonly #rules: WriteRules;

  constructor(mailbox: Mailbox, rules: WriteRules) {
    this.mailbox = mailbox;
    this.#rules = rules;
  }

  item(id: string): CalendarItem {
    return findItem(this.mailbox, this.mailbox.view(null), id);
  }

  series(id: string): EventRecord {
    const { record, occurrence } = this.item(id);
    if (record.recurrence === null || occurrence !== null) throw new RangeError('That is no series.');
    return record;
  }

  occurrence(id: string, date: string): CalendarItem {
    return this.item(occurrenceId(this.mailbox, this.series(id).number, 'immutable', date));
  }

  inputOf(edit: Change) {
    const given = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
    return inputOf(given, this.mailbox.zone, (address) => address);
  }

  write(item: CalendarItem, input: Parameters<typeof contentAfter>[1]): SimpleView {
    const content = contentAfter(item, input, this.#rules);
    return simpleView(this.mailbox, writeContent(this.mailbox, item, content, this.#rules.series));
  }

  create({ pattern: days, ends, ...event }: Omit<z.output<typeof creation>, 'user'>): SimpleView {
    const input = inputOf(event, this.mailbox.zone, (address) => address);
    const recurrence = { pattern: days, range: rangeOf(event.start.slice(0, 10), ends) };
    return simpleView(this.mailbox, {
      record: createEvent(this.mailbox, { ...input, recurrence }, this.#rules),
      occurrence: null,
    });
  }

  changeSeries(id: string, { pattern: days, ends, change: edit }: Rule): SimpleView {
    const item = this.item(id);
    const { recurrence, start } = item.record;
    const startDate = edit.start?.slice(0, 10) ?? recurrence?.range.startDate ?? start.wall.slice(0, 10);
    const newPattern = days ?? recurrence?.pattern;
    if (!newPattern) throw new RangeError('A series needs a pattern.');
    const range =
      ends === undefined && recurrence ? { ...recurrence.range, startDate } : rangeOf(startDate, ends ?? null);
    return this.write(item, {
      ...this.inputOf(edit),
      recurrence: { pattern: newPattern as Pattern, range: edit.zone ? withoutZone(range) : range },
    });
  }

  endBefore(id: string, date: string): SimpleView {
    const series = this.series(id);
    if (series.recurrence === null) throw itemNotFound();
    const before = [...seriesDates(series.recurrence, date)].filter((each) => each < date).at(-1);
    if (before === undefined) throw new RangeError('Nothing of the series is left.');
    return this.changeSeries(id, { ends: { lastDay: before }, change: {} });
  }

  changeFollowing(id: string, date: string, wanted: Rule): SimpleView {
    const old = this.series(id);
    this.occurrence(id, date);
    if (old.recurrence === null) throw itemNotFound();
    // One that was changed by itself begins the new series where the old one would have had it.
    const { start, end: until } = occurrenceOn(old, date);
    const range = old.recurrence.range;
    const gone = [...seriesDates(old.recurrence, date)].length - 1;
    const rest =
      range.type === 'numbered'
        ? { count: range.numberOfOccurrences - gone }
        : range.type === 'endDate'
          ? { lastDay: range.endDate }
          : null;
    this.endBefore(id, date);
    const begins = wanted.change.start?.slice(0, 10) ?? date;
    const copied = {
      start: { dateTime: start.wall, timeZone: start.zone },
      end: { dateTime: until.wall, timeZone: until.zone },
    };
    const content = contentAfter(
      { record: { ...old, recurrence: null }, occurrence: null },
      {
        ...copied,
        ...this.inputOf(wanted.change),
        recurrence: {
          pattern: (wanted.pattern ?? old.recurrence.pattern) as Pattern,
          range: rangeOf(begins, wanted.ends === undefined ? rest : wanted.ends),
        },
      },
      this.#rules,
    );
    const record = this.mailbox.insert({ ...old, ...content, transactionId: null, cancelledDates: [], exceptions: {} });
    return simpleView(this.mailbox, { record, occurrence: null });
  }

  occurrences(id: string, from: number, to: number) {
    const view = this.mailbox.view(null);
    return instancesOf(view, this.series(id), from, to).map((item) => ({
      ...simpleView(this.mailbox, item),
      day: item.occurrence?.date ?? item.record.occurrenceOf?.date ?? '',
    }));
  }
}

function rangeOf(startDate: string, ends: End): z.output<typeof recurrenceInput>['range'] {
  if (ends === null) return { type: 'noEnd', startDate };
  if ('count' in ends) return { type: 'numbered', startDate, numberOfOccurrences: ends.count };
  return { type: 'endDate', startDate, endDate: ends.lastDay };
}

function withoutZone<R extends { recurrenceTimeZone?: unknown }>({ recurrenceTimeZone: _zone, ...range }: R) {
  return range;
}
