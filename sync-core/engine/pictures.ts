/** @file The pictures that are to be given to contacts, read right before they are written, so that none is kept in memory or in the store. */
import type { Picture, WriteOutcome } from '../connectors/connector.ts';
import type { ItemFields } from '../model/item.ts';
import type { ItemId } from '../model/side.ts';
import type { Operation } from '../store/operation.ts';
import type { RunContext } from './context.ts';

/** By the persons of the CRM that they show; `failed`: could not be read this time. */
export type Pictures = ReadonlyMap<ItemId, Picture | 'failed'>;
export const noPictures: Pictures = new Map();

/** Costs nothing where no operation gives a picture. @throws ConnectorError */
export async function picturesFor({ faces, run }: RunContext, operations: readonly Operation[]): Promise<Pictures> {
  const ids = operations.flatMap(({ work, source }) =>
    work.do !== 'remove' && work.built?.picture && source ? [source.id] : [],
  );
  return ids.length === 0 || faces.crm.pictures === undefined ? noPictures : await faces.crm.pictures(ids, run.signal);
}

/** What could not be read did not arrive, whatever the other side says of the rest. */
export function withFate(
  outcome: Exclude<WriteOutcome<ItemFields>, { readonly result: 'failed' }>,
  { work, source }: Operation,
  pictures: Pictures,
): typeof outcome {
  const isTold = outcome.result === 'created' || outcome.result === 'updated';
  const isAsked = work.do !== 'remove' && Boolean(work.built?.picture);
  const isMissing = isAsked && source !== null && pictures.get(source.id) === 'failed';
  return isTold && isMissing ? { ...outcome, picture: 'failed' } : outcome;
}
