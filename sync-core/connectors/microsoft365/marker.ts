/** @file The mark, as Graph asks for extended properties and answers them. */
import { markerProperty } from '../outlook/marker.ts';

/** OData writes a quote inside a text twice. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** For `$expand`: Graph gives extended properties only to those who name them. */
export function expandProperty(...ids: readonly string[]): string {
  return `singleValueExtendedProperties($filter=${ids.map((id) => `id eq ${quoted(id)}`).join(' or ')})`;
}

export const expandMarker = expandProperty(markerProperty);

export function filterByProperty(id: string, value: string): string {
  return `singleValueExtendedProperties/Any(ep: ep/id eq ${quoted(id)} and ep/value eq ${quoted(value)})`;
}

export function filterByMarker(marker: string): string {
  return filterByProperty(markerProperty, marker);
}

type Properties = readonly { readonly id: string; readonly value?: string | null | undefined }[] | null | undefined;

/** @returns the value of one of the extended properties; Graph may write its name in another case. */
export function propertyAmong(properties: Properties, id: string): string | undefined {
  const ours = properties?.find((property) => property.id.toLowerCase() === id.toLowerCase());
  return ours?.value ?? undefined;
}

/** @returns our marker among an event's extended properties. */
export function markerAmong(properties: Properties): string | undefined {
  return propertyAmong(properties, markerProperty);
}
