/** @file The pictures that are to be given to contacts, read right before they are written, so that none is kept in memory or in the store. */
import type { Picture } from '../connectors/connector.ts';
import type { ItemId } from '../model/side.ts';
import type { Operation } from '../store/operation.ts';
import type { RunContext } from './context.ts';

/** By the persons of the CRM that they show. */
export type Pictures = ReadonlyMap<ItemId, Picture>;
export const noPictures: Pictures = new Map();

/** Costs nothing where no operation gives a picture. @throws ConnectorError */
export async function picturesFor({ faces, run }: RunContext, operations: readonly Operation[]): Promise<Pictures> {
  const ids = operations.flatMap(({ work, source }) =>
    work.do !== 'remove' && work.built?.picture && source ? [source.id] : [],
  );
  return ids.length === 0 || faces.crm.pictures === undefined ? noPictures : await faces.crm.pictures(ids, run.signal);
}
