/**
 * @file The pictures of persons as bytes. One that is too large, that is no picture, or that may not be read is none, and one that the
 * server fails at is for another run: no picture keeps a contact from being written.
 */
import type { ItemId } from '../../../model/side.ts';
import type { Picture } from '../../connector.ts';
import { Nonsense, NotFound, Rejected, Unavailable } from '../../errors.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import type { Log } from '../../ports.ts';
import type { Session } from '../session.ts';

/** What a contact takes at most, in whichever calendar. */
const largest = 4 * 1024 * 1024;
/** What servers send pictures as. */
const kinds = ['image/', 'application/octet-stream'];
const callsSideBySide = 6;

/** The first bytes of what contacts can show. */
const beginnings = [
  { mediaType: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { mediaType: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
] as const;

/** @returns those that there are, by the persons. @throws ConnectorError about the whole account */
export async function readPictures(
  session: Session,
  log: Log,
  ids: readonly ItemId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ItemId, Picture | 'failed'>> {
  const found = new Map<ItemId, Picture | 'failed'>();
  const read = sideBySide(callsSideBySide, new Set(ids), async (id) => ({
    id,
    picture: await readPicture(session, log, Number(id), signal),
  }));
  for await (const { id, picture } of read) if (picture !== null) found.set(id, picture);
  return found;
}

type Reading = Picture | 'failed' | null;

/** As it is; and where that is another form than contacts take, as SuperOffice itself turns it into one. */
async function readPicture(session: Session, log: Log, id: number, signal: AbortSignal): Promise<Reading> {
  const read = async (path: string) => pictureOf(await bytes(session, path, signal));
  const picture = await unlessItsOwn(log, () => read(`Person/${id}/Image`));
  if (picture !== 'otherForm') return picture;
  const turned = await unlessItsOwn(log, () => read(`Person/${id}/Image?type=PNG`));
  // What the server cannot turn into a picture it never will.
  if (turned !== 'otherForm' && turned !== 'failed') return turned;
  log.warn('a picture is of no form that contacts take', { system: 'superoffice' });
  return null;
}

/** What is wrong with one picture is no matter of the account. */
async function unlessItsOwn<T>(log: Log, work: () => Promise<T>): Promise<T | 'failed' | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotFound) return null;
    // Left alone after many faults: that is of the account.
    const isDown = error instanceof Unavailable && error.details.retryAfterMs !== undefined;
    const isOfOne = error instanceof Rejected || error instanceof Nonsense || error instanceof Unavailable;
    if (!isOfOne || isDown) throw error;
    log.warn('a picture could not be read', { system: 'superoffice', why: error.details.code ?? error.kind });
    return error instanceof Unavailable ? 'failed' : null;
  }
}

async function bytes(session: Session, path: string, signal: AbortSignal): Promise<Uint8Array> {
  const wantsBytes = { most: largest, kinds };
  return await session.bytes({ method: 'GET', path, repeat: 'idempotent', wantsBytes }, signal);
}

/** By what it is, whatever it is said to be. */
function pictureOf(content: Uint8Array): Picture | 'otherForm' {
  const found = beginnings.find(({ bytes: first }) => first.every((byte, at) => content[at] === byte));
  return found === undefined ? 'otherForm' : { content, mediaType: found.mediaType };
}
