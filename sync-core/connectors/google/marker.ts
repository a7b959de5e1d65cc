/**
 * @file What our events carry beside what a person sees: private extended properties, which no calendar shows and every copy
 * keeps. The names must never change, or events made before would no longer be recognised.
 */
import type { ItemId } from '../../model/side.ts';
import type { CreationMark } from '../connector.ts';
import type { GoogleEvent } from './event-schemas.ts';

export const markerProperty = 'synchronizerMarker';
export const categoriesProperty = 'synchronizerCategories';

/** Only a to v and digits are allowed in an id, and a UUID has no others but the dashes. */
export function idOfMark({ key }: CreationMark): ItemId {
  return key.replaceAll('-', '').toLowerCase() as ItemId;
}

export function markerOf(event: GoogleEvent): string | undefined {
  return event.extendedProperties?.private?.[markerProperty];
}
