/** @file Which properties a request asks for. */
import { extendedKeyOf } from '../items/extended.ts';
import type { Shape, Showing } from '../items/property.ts';
import type { Element } from '../soap/element.ts';
import { childOf, textOf } from '../soap/element.ts';

/** @param element `ItemShape` @throws ItemError for a path of an extended property that contradicts itself */
export function readShape(element: Element | undefined): Shape {
  const asked = childOf(element, 'AdditionalProperties')?.children ?? [];
  const isExtended = ({ name }: Element) => name === 'ExtendedFieldURI';
  return {
    base: (textOf(element, 'BaseShape') ?? 'Default') as Shape['base'],
    paths: new Set(asked.filter((path) => !isExtended(path)).map(({ attributes }) => attributes['FieldURI'] ?? '')),
    extended: asked.filter(isExtended).map(extendedKeyOf),
  };
}

export function bodyTypeOf(element: Element | undefined): Showing['bodyType'] {
  return (textOf(element, 'BodyType') ?? 'Best') as Showing['bodyType'];
}
