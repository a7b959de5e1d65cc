/** @file Properties that all kinds of items have. Pure. */
import { fieldPath, type Property, textProperty } from './properties.ts';
import { xml } from './soap/xml.ts';

/** An empty list has no element. */
export function categoriesProperty(categories: readonly string[]): Property {
  const names = categories.map((name) => xml('t:String', {}, name));
  return { path: fieldPath('item:Categories'), value: names.length === 0 ? null : xml('t:Categories', {}, ...names) };
}

/** @param html empty: no text. */
export function bodyProperty(html: string): Property {
  return { path: fieldPath('item:Body'), value: html === '' ? null : xml('t:Body', { BodyType: 'HTML' }, html) };
}

export function sensitivityProperty(visibility: 'public' | 'private'): Property {
  return textProperty('item:Sensitivity', 't:Sensitivity', visibility === 'private' ? 'Private' : 'Normal');
}
