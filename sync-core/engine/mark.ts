/** @file How an item that we create is named before it exists. Pure: every device gives the same item the same name. */
import { v5 } from 'uuid';
import type { CreationMark } from '../connectors/connector.ts';
import type { ItemId } from '../model/side.ts';

/** Chosen once, for ever: another namespace would give every item another key. */
const namespace = '6f1d4c39-6c0e-5a53-9a55-5f0c7e4a1d20';

/** @param incarnation how often the item was created again after its copy had been deleted. */
export function creationMark(accountKey: string, id: ItemId, incarnation: number): CreationMark {
  const marker = `${accountKey}:${id}`;
  return { key: v5(`${marker}#${incarnation}`, namespace), marker };
}

/** @returns the id that a marker names, if it names an item of this account. */
export function markedId(accountKey: string, marker: string): ItemId | undefined {
  const prefix = `${accountKey}:`;
  return marker.startsWith(prefix) && marker.length > prefix.length
    ? (marker.slice(prefix.length) as ItemId)
    : undefined;
}
