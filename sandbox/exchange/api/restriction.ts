/** @file Whether an item fits the restriction of a search. */
import { extendedKeyOf } from '../items/extended.ts';
import type { Element } from '../soap/element.ts';
import { childOf } from '../soap/element.ts';
import type { XmlObject } from '../soap/envelope.ts';
import { notInSandbox } from '../soap/ews-error.ts';
import type { EwsCall } from './call.ts';
import { type Entry, showEntry } from './find-entry.ts';

/** @throws SoapFault for a comparison that the sandbox has not */
export function fits(call: EwsCall, entry: Entry, restriction: Element): boolean {
  const { name, children } = restriction;
  if (name === 'And') return children.every((each) => fits(call, entry, each));
  if (name === 'Or') return children.some((each) => fits(call, entry, each));
  if (name === 'Not') return !children.some((each) => fits(call, entry, each));
  const [path] = children;
  const given = path ? givenValue(call, entry, path) : undefined;
  if (name === 'Exists') return given !== undefined;
  if (name === 'Contains') return contains(restriction, given);
  const constant = childOf(childOf(restriction, 'FieldURIOrConstant'), 'Constant')?.attributes['Value'];
  if (constant === undefined) throw notInSandbox('comparisons of two properties');
  return compared(name, given, constant);
}

function compared(name: string, given: string | undefined, constant: string): boolean {
  if (given === undefined) return name === 'IsNotEqualTo';
  const order = orderOf(given, constant);
  switch (name) {
    case 'IsEqualTo':
      return order === 0;
    case 'IsNotEqualTo':
      return order !== 0;
    case 'IsGreaterThan':
      return order > 0;
    case 'IsGreaterThanOrEqualTo':
      return order >= 0;
    case 'IsLessThan':
      return order < 0;
    case 'IsLessThanOrEqualTo':
      return order <= 0;
    default:
      throw notInSandbox(`the comparison ${name}`);
  }
}

/** Times by their moment, words without regard to letter case. */
function orderOf(given: string, constant: string): number {
  const isTime = /^\d{4}-\d\d-\d\dT/.test(given);
  if (isTime) return Date.parse(given) - Date.parse(constant);
  return given.toLowerCase() === constant.toLowerCase() ? 0 : given.toLowerCase() < constant.toLowerCase() ? -1 : 1;
}

function contains({ attributes, children }: Element, given: string | undefined): boolean {
  const wanted = (children.find(({ name }) => name === 'Constant')?.attributes['Value'] ?? '').toLowerCase();
  const text = given?.toLowerCase() ?? '';
  switch (attributes['ContainmentMode']) {
    case 'FullString':
      return text === wanted;
    case 'Prefixed':
      return text.startsWith(wanted);
    default:
      return given !== undefined && text.includes(wanted);
  }
}

function givenValue(call: EwsCall, entry: Entry, path: Element): string | undefined {
  if (path.name === 'ExtendedFieldURI') {
    const key = extendedKeyOf(path);
    return extendedOf(entry)[key];
  }
  const uri = path.attributes['FieldURI'] ?? '';
  const element = `t:${uri.split(':')[1] ?? ''}`;
  const shown = showEntry(call, entry, { base: 'IdOnly', paths: new Set([uri]), extended: [] }, 'Text');
  const [properties] = Object.values(shown);
  const found = (properties as XmlObject | undefined)?.[element];
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : undefined;
}

function extendedOf(entry: Entry): Readonly<Record<string, string>> {
  if (entry.kind === 'calendar') return entry.item.record.extended;
  return entry.kind === 'deleted' ? {} : entry.record.extended;
}
