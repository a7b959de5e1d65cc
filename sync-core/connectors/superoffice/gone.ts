/**
 * @file Finds out what became of appointments that should be there and are not. Nothing is reported gone because it was
 * missing from a list: the server must answer "not found" to the question for that very appointment.
 */
import type { ItemFields } from '../../model/item.ts';
import type { ItemId } from '../../model/side.ts';
import { type GoneItem, isReadable, type RemoteItem, type UnreadableItem } from '../connector.ts';
import { Nonsense } from '../errors.ts';
import { sideBySide } from '../http/side-by-side.ts';
import type { Log } from '../ports.ts';
import { bulkSize, type ItemReader } from './read-items.ts';

interface Findings<F extends ItemFields> {
  /** Still there after all: moved out of the window, given to somebody else, or listed too late. */
  readonly changed: readonly RemoteItem<F>[];
  readonly gone: readonly GoneItem[];
  readonly unreadable: readonly UnreadableItem[];
}

type GoneReader<F extends ItemFields> = Pick<ItemReader<F>, 'one' | 'existing' | 'existsForWriting'>;

/** Single reads side by side. */
const readsSideBySide = 6;
/** So many items may be missing from a listing and exist, by movement in between. More: the listing was not whole. */
const mostOverlooked = 20;

interface Parts<F extends ItemFields> {
  readonly reader: GoneReader<F>;
  readonly log: Log;
  /** Whether the listing is known to leave out what exists: then each is looked into, however many they are. */
  readonly mayHide: boolean;
}

/** @throws Nonsense when the listing turns out to have left items out that it should show; ConnectorError */
export async function findGone<F extends ItemFields>(
  { reader, log, mayHide }: Parts<F>,
  candidates: readonly ItemId[],
  signal: AbortSignal,
): Promise<Findings<F>> {
  const unique = [...new Set(candidates)];
  if (!mayHide && unique.length > mostOverlooked) await refuseIfOverlooked(reader, unique, signal);
  const changed: RemoteItem<F>[] = [];
  const gone: GoneItem[] = [];
  const unreadable: UnreadableItem[] = [];
  const answers = sideBySide(readsSideBySide, unique, async (id) => ({ id, found: await reader.one(id, signal) }));
  for await (const { id, found } of answers) {
    if (found === 'noAccess') log.info('an appointment may no longer be read', { system: 'superoffice', id });
    else if (isReadable(found)) changed.push(found);
    else if (found !== 'gone') unreadable.push(found);
    // Asked in a way that no copy of the database can answer: there is no stronger word for it than this one.
    else if (!(await reader.existsForWriting(id, signal))) gone.push({ id, proof: 'tombstone' });
  }
  return { changed, gone, unreadable };
}

/** Many holes at once: before each is looked into, a few bulk reads tell whether they are holes of the listing. */
async function refuseIfOverlooked<F extends ItemFields>(
  reader: Pick<GoneReader<F>, 'existing'>,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<void> {
  let overlooked = 0;
  for (let at = 0; at < ids.length; at += bulkSize) {
    overlooked += (await reader.existing(ids.slice(at, at + bulkSize), signal)).size;
    if (overlooked > mostOverlooked) {
      throw new Nonsense(`the listing left out ${overlooked} or more appointments`, { system: 'superoffice' });
    }
  }
}
