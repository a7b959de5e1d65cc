/**
 * @file FindItem: the items of a folder that fit a restriction, page by page; or what a calendar shows in a span of time, every
 * occurrence by itself.
 */
import { eventsOf, itemsInSpan } from '../../microsoft365/mailbox/calendar-item.ts';
import { calculableZone } from '../../microsoft365/zones.ts';
import { readInstant } from '../items/moments.ts';
import type { Element } from '../soap/element.ts';
import { childOf } from '../soap/element.ts';
import { ItemError } from '../soap/ews-error.ts';
import type { FolderName } from '../store/folders.ts';
import { type EwsCall, eachAnswered, type Operation } from './call.ts';
import { type Entry, showEntry } from './find-entry.ts';
import { folderOf } from './folders.ts';
import { fits } from './restriction.ts';
import { readShape } from './shape.ts';

const mostFound = 1_000;
const mostFoundRestricted = 250;
const longestViewMs = 2 * 366 * 86_400_000;

export const findItem: Operation = (request, call) =>
  eachAnswered(call, childOf(request, 'ParentFolderIds')?.children ?? [], (id) => {
    const shape = readShape(childOf(request, 'ItemShape'));
    if (shape.paths.has('item:Body') || shape.paths.has('item:TextBody')) {
      throw new ItemError('ErrorInvalidPropertyRequest', 'A body cannot be asked for here.');
    }
    const folder = folderOf(call.mailbox, id);
    const view = childOf(request, 'CalendarView');
    const restriction = childOf(request, 'Restriction')?.children[0];
    const entries = view ? inView(call, folder, view) : entriesIn(call, folder);
    const fitting = restriction ? entries.filter((entry) => fits(call, entry, restriction)) : entries;
    const page = pageOf(fitting, childOf(request, 'IndexedPageItemView'), view, restriction !== undefined);
    return {
      'm:RootFolder': {
        ...(view ? {} : { '@IndexedPagingOffset': page.next }),
        '@TotalItemsInView': fitting.length,
        '@IncludesLastItemInRange': page.isLast,
        't:Items': { '#': page.entries.map((entry) => showEntry(call, entry, shape, 'Best')) },
      },
    };
  });

function entriesIn({ mailbox, asOf }: EwsCall, folder: FolderName): readonly Entry[] {
  switch (folder) {
    case 'calendar':
      return eventsOf(mailbox.calendar.view(asOf)).map((item) => ({ kind: 'calendar', item }));
    case 'tasks':
      return mailbox.tasks.inFolder(0, asOf).map((record) => ({ kind: 'task', record }));
    case 'contacts':
      return mailbox.contacts.inFolder(0, asOf).map((record) => ({ kind: 'contact', record }));
    case 'deleteditems':
      return mailbox.deleted.map(({ number }) => ({ kind: 'deleted', number }));
    case 'inbox':
    case 'msgfolderroot':
      return [];
  }
}

function inView(call: EwsCall, folder: FolderName, view: Element): readonly Entry[] {
  if (folder !== 'calendar')
    throw new ItemError('ErrorCalendarFolderIsInvalidForCalendarView', 'A calendar view needs a calendar.');
  const zone = calculableZone(call.zone) ?? 'UTC';
  const from = readInstant(view.attributes['StartDate'] ?? '', zone);
  const to = readInstant(view.attributes['EndDate'] ?? '', zone);
  if (to < from)
    throw new ItemError('ErrorCalendarEndDateIsEarlierThanStartDate', 'The end of the view is before its start.');
  if (to - from > longestViewMs)
    throw new ItemError('ErrorCalendarViewRangeTooBig', 'A calendar view spans two years at most.');
  const { calendar } = call.mailbox;
  return itemsInSpan(calendar.view(call.asOf), from, to).map((item) => ({ kind: 'calendar', item }));
}

function pageOf(
  entries: readonly Entry[],
  paging: Element | undefined,
  view: Element | undefined,
  restricted: boolean,
) {
  const most = restricted ? mostFoundRestricted : mostFound;
  const asked = Number((paging ?? view)?.attributes['MaxEntriesReturned'] ?? Number.POSITIVE_INFINITY);
  if (view && asked === Number.POSITIVE_INFINITY && entries.length > most) {
    throw new ItemError('ErrorExceededFindCountLimit', 'The maximum number of items that can be found was exceeded.');
  }
  const offset = Number(paging?.attributes['Offset'] ?? 0);
  const end = offset + Math.min(asked, most);
  return { entries: entries.slice(offset, end), next: Math.min(end, entries.length), isLast: end >= entries.length };
}
