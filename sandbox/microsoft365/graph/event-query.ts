/**
 * @file Filtering, ordering, selecting and expanding events.
 */
import { invalidQuery, notInSandbox } from '../graph-error.ts';
import { type CalendarItem, endOf, idOf, startOf, typeOf } from '../mailbox/calendar-item.ts';
import { previewOfHtml } from '../mailbox/html-body.ts';
import type { Mailbox, MailboxView } from '../mailbox/mailbox.ts';
import { type FilterModel, readFilter } from './odata-filter.ts';
import type { Preferences } from './preferences.ts';
import type { Expansion, QueryOptions } from './query-options.ts';
import { cancelledOccurrencesOf, eventProperties, type GraphObject, iCalUIdOf, renderEvent } from './render-event.ts';

interface Place {
  readonly mailbox: Mailbox;
  readonly view: MailboxView;
  readonly preferences: Preferences;
  /** Whether the removed days of a series are told to who selects them. */
  readonly tellsCancelled: boolean;
}

const extendedOnly =
  /^singleValueExtendedProperties\/any\(\s*(\w+)\s*:\s*\1\/id\s+eq\s+'((?:[^']|'')*)'\s+and\s+\1\/value\s+eq\s+'((?:[^']|'')*)'\s*\)$/i;

/** @throws GraphError 400 for a property that events do not have */
function demandProperties(select: QueryOptions['select']): void {
  for (const name of select ?? []) {
    if (!eventProperties.has(name)) throw unknownProperty(name);
  }
}

/** The items that a list answers, in its order. */
export function queryItems(
  place: Place,
  all: () => readonly CalendarItem[],
  options: QueryOptions,
): readonly CalendarItem[] {
  demandProperties(options.select);
  const items = options.filter === null ? all() : filtered(place, all, options.filter);
  return options.orderBy === null ? items : ordered(place, items, options.orderBy);
}

/** An item with what was selected and expanded; id and etag always come. */
export function answerItem(
  place: Place,
  item: CalendarItem,
  options: Pick<QueryOptions, 'select' | 'expand'>,
): GraphObject {
  const whole = renderEvent(place.mailbox, item, place.preferences);
  const expanded = Object.assign({}, ...options.expand.map((expansion) => expand(place, item, expansion)));
  if (options.select === null) return { ...whole, ...expanded };
  demandProperties(options.select);
  const selected: Record<string, unknown> = { '@odata.etag': whole['@odata.etag'], id: whole['id'] };
  for (const name of options.select) {
    if (name === 'cancelledOccurrences') {
      if (place.tellsCancelled) selected[name] = cancelledOccurrencesOf(place.mailbox, item, place.preferences);
    } else if (name in whole) selected[name] = whole[name];
  }
  return { ...selected, ...expanded };
}

function filtered(place: Place, all: () => readonly CalendarItem[], filter: string): readonly CalendarItem[] {
  const marker = extendedOnly.exec(filter.trim());
  if (marker && place.view.slots === place.mailbox.view(null).slots) {
    const unquote = (text = '') => text.replaceAll("''", "'");
    const numbers = new Set(place.mailbox.withProperty(unquote(marker[2]), unquote(marker[3])));
    return numbers.size === 0 ? [] : all().filter((item) => numbers.has(item.record.number));
  }
  return all().filter(readFilter(filter, eventModel(place)));
}

function ordered(place: Place, items: readonly CalendarItem[], orderBy: string): readonly CalendarItem[] {
  const { properties } = eventModel(place);
  const keys = orderBy.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
    const property = properties[name];
    if (!property) throw unknownProperty(name);
    if (direction !== 'asc' && direction !== 'desc') throw invalidQuery(`'${direction}' is not a direction.`);
    return { property, sign: direction === 'asc' ? 1 : -1 };
  });
  return [...items].sort((one, other) => {
    for (const { property, sign } of keys) {
      const [left, right] = [property.get(one) ?? '', property.get(other) ?? ''];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

function eventModel({ mailbox, preferences }: Place): FilterModel<CalendarItem> {
  const text = (get: (item: CalendarItem) => string | null) => ({ kind: 'text' as const, get });
  const exact = (get: (item: CalendarItem) => string | null) => ({ kind: 'exact' as const, get });
  const instant = (get: (item: CalendarItem) => number) => ({ kind: 'instant' as const, get });
  const flag = (get: (item: CalendarItem) => boolean) => ({ kind: 'boolean' as const, get });
  return {
    properties: {
      id: exact((item) => idOf(mailbox, item, preferences.idForm)),
      subject: text((item) => item.record.subject),
      bodyPreview: text((item) => previewOfHtml(item.record.html)),
      'start/dateTime': instant((item) => startOf(item).instant),
      'end/dateTime': instant((item) => endOf(item).instant),
      createdDateTime: instant((item) => item.record.createdAt),
      lastModifiedDateTime: instant((item) => item.record.modifiedAt),
      isAllDay: flag((item) => item.record.isAllDay),
      isOrganizer: flag((item) => item.record.isOrganizer),
      isCancelled: flag((item) => item.record.isCancelled),
      isReminderOn: flag((item) => item.record.isReminderOn),
      showAs: text((item) => item.record.showAs),
      sensitivity: text((item) => item.record.sensitivity),
      importance: text((item) => item.record.importance),
      type: text(typeOf),
      iCalUId: text((item) => iCalUIdOf(mailbox, item)),
      transactionId: exact((item) => item.record.transactionId),
      'location/displayName': text((item) => item.record.places[0]?.displayName ?? ''),
      'organizer/emailAddress/address': text((item) => item.record.organizer.address),
    },
    collections: {
      categories: { names: [''], members: (item) => item.record.categories.map((name) => ({ '': name })) },
      singleValueExtendedProperties: { names: ['id', 'value'], members: (item) => propertiesOf(item) },
    },
  };
}

function expand(place: Place, item: CalendarItem, expansion: Expansion): GraphObject {
  if (expansion.name === 'singleValueExtendedProperties') return expandProperties(item.record.extended, expansion);
  if (expansion.name === 'exceptionOccurrences') return expandExceptions(place, item);
  throw notInSandbox(`the expansion of '${expansion.name}'`);
}

/**
 * Extended properties by their ids: without a filter by id the original refuses; without a match the property is not there
 * at all.
 */
export function expandProperties(extended: Readonly<Record<string, string>>, { filter }: Expansion): GraphObject {
  if (filter === null) throw invalidQuery('singleValueExtendedProperties can be expanded with a $filter by id only.');
  const wanted = readFilter<{ id: string; value: string }>(filter, {
    properties: {
      id: { kind: 'exact', get: (property) => property.id },
      value: { kind: 'text', get: (property) => property.value },
    },
  });
  const found = listed(extended).filter(wanted);
  return found.length === 0 ? {} : { singleValueExtendedProperties: found };
}

function expandExceptions(place: Place, item: CalendarItem): GraphObject {
  if (typeOf(item) !== 'seriesMaster') return { exceptionOccurrences: [] };
  const records = Object.values(item.record.exceptions).map((number) => place.view.slots[number] ?? null);
  return {
    exceptionOccurrences: records
      .filter((record) => record !== null)
      .map((record) => renderEvent(place.mailbox, { record, occurrence: null }, place.preferences)),
  };
}

function propertiesOf(item: CalendarItem): readonly { readonly id: string; readonly value: string }[] {
  return listed(item.record.extended);
}

function listed(extended: Readonly<Record<string, string>>) {
  return Object.entries(extended).map(([id, value]) => ({ id, value }));
}

function unknownProperty(name: string) {
  return invalidQuery(`Could not find a property named '${name}' on type 'microsoft.graph.event'.`);
}
