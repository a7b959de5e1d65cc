/** @file What a calendar shows in a stretch of time: single events, and the series of the occurrences in it. */
import { Temporal } from 'temporal-polyfill';
import type { ItemId } from '../../../model/side.ts';
import { toInstant } from '../../../model/time.ts';
import type { Window } from '../../connector.ts';
import { ConnectorError, Nonsense, NotFound } from '../../errors.ts';
import { folderIdOf, readEach } from '../items.ts';
import { fieldPath, itemShape } from '../properties.ts';
import { errorOf } from '../soap/ews-error.ts';
import { childOf, textOf, type XmlNode, xml } from '../soap/xml.ts';
import type { EwsCalendar } from './events.ts';

const system = 'exchange';
/** The most that a search gives at once. */
const mostShown = 1000;
/** A view spans two years at most. */
const longestViewHours = 24 * 365;
/** What is shown within so short a time, and is more than a view can hold, is nobody's diary. */
const shortestViewHours = 1;

/** @returns each event once: singles by their id, occurrences by that of their series. @throws ConnectorError */
export async function idsInView(
  calendar: EwsCalendar,
  stretch: Window,
  signal: AbortSignal,
): Promise<ReadonlySet<ItemId>> {
  const found = new Set<ItemId>();
  /** One occurrence of each series, by the series' own identifier. */
  const occurrences = new Map<string, string>();
  for (const item of await itemsInView(calendar, stretch, signal)) {
    const id = childOf(item, 'ItemId')?.attributes['Id'];
    if (id === undefined) throw new Nonsense('an event is shown in an unknown form', { system });
    const type = textOf(item, 'CalendarItemType');
    if (type === 'Occurrence' || type === 'Exception') occurrences.set(textOf(item, 'UID') ?? id, id);
    else found.add(id as ItemId);
  }
  const refs = [...occurrences.values()].map((id) => xml('t:RecurringMasterItemId', { OccurrenceId: id }));
  for (const master of await readEach(calendar, refs, itemShape([]), signal, 'small')) {
    if (master instanceof NotFound) continue;
    if (master instanceof ConnectorError) throw master;
    const id = childOf(master, 'ItemId')?.attributes['Id'];
    if (id === undefined) throw new Nonsense('a series is shown in an unknown form', { system });
    found.add(id as ItemId);
  }
  return found;
}

async function itemsInView(
  calendar: EwsCalendar,
  { from, until }: Window,
  signal: AbortSignal,
): Promise<readonly XmlNode[]> {
  const start = Temporal.Instant.from(from);
  const hours = start.until(Temporal.Instant.from(until)).total('hours');
  if (hours <= longestViewHours) {
    const view = { MaxEntriesReturned: mostShown, StartDate: from, EndDate: until };
    const paths = [fieldPath('calendar:CalendarItemType'), fieldPath('calendar:UID')];
    const request = xml(
      'm:FindItem',
      { Traversal: 'Shallow' },
      itemShape(paths),
      xml('m:CalendarView', view),
      xml('m:ParentFolderIds', {}, folderIdOf('calendar')),
    );
    const [message] = await calendar.session.send(request, signal);
    if (message === undefined) throw new Nonsense('a view is not answered', { system });
    if (!message.isGood) throw errorOf(message.code, message.backOffMs);
    const root = childOf(message.node, 'RootFolder');
    const isWhole = root?.attributes['IncludesLastItemInRange'] === 'true';
    if (isWhole || hours <= shortestViewHours) return childOf(root, 'Items')?.children ?? [];
  }
  const middle = toInstant(start.add({ seconds: Math.floor(hours * 1800) }));
  return [
    ...(await itemsInView(calendar, { from, until: middle }, signal)),
    ...(await itemsInView(calendar, { from: middle, until }, signal)),
  ];
}
