/**
 * @file The picture of a contact. It is written after the contact, in a request of its own, and what becomes of it never becomes
 * the contact's: Graph refuses pictures in mailboxes that belong to no organisation, and does not say that it takes one away.
 */
import type { ItemId } from '../../../model/side.ts';
import type { Picture } from '../../connector.ts';
import { AuthExpired, Cancelled, ConnectorError } from '../../errors.ts';
import type { Log } from '../../ports.ts';
import type { Graph } from '../graph.ts';

const system = 'microsoft365';
/** Graph's own limit. */
const largest = 4 * 1024 * 1024;

export type PictureFate = 'put' | 'refused' | 'failed';

export interface PictureParts {
  readonly graph: Graph;
  readonly log: Log;
  /** Of the contact, behind the version. */
  readonly path: (id: ItemId) => string;
}

/** @param picture null: none any more. @throws AuthExpired, Cancelled */
export async function putPicture(
  { graph, log, path }: PictureParts,
  id: ItemId,
  picture: Picture | null,
  signal: AbortSignal,
): Promise<PictureFate> {
  if (picture !== null && picture.content.byteLength > largest) return refused(log, 'tooLarge');
  const url = graph.url(`${path(id)}/photo/$value`);
  try {
    if (picture === null) await graph.send({ method: 'DELETE', url, repeat: 'idempotent', accept: [404] }, signal);
    else {
      const { content, mediaType } = picture;
      const bytes = { content: new Uint8Array(content), mediaType };
      await graph.send({ method: 'PUT', url, bytes, repeat: 'idempotent' }, signal);
    }
    return 'put';
  } catch (error) {
    if (!(error instanceof ConnectorError) || error instanceof AuthExpired || error instanceof Cancelled) throw error;
    if (error.kind === 'rejected') return refused(log, error.details.code ?? String(error.details.status));
    log.warn('the picture of a contact could not be written', { system, error: error.kind });
    return 'failed';
  }
}

function refused(log: Log, why: string): PictureFate {
  log.warn('the picture of a contact is not accepted', { system, why });
  return 'refused';
}
