/**
 * @file What an item is made of to a client: properties with a name in the schema, a path to ask for them, and what writing
 * them does. Each kind of item is a table of them, in the order of the schema.
 */
import type { Element } from '../soap/element.ts';
import type { Xml, XmlObject } from '../soap/envelope.ts';
import { ItemError } from '../soap/ews-error.ts';
import { extendedKeyOf, extendedPath } from './extended.ts';
import type { ZoneTelling } from './zone-definition.ts';

/** How values are to be told. */
export interface Showing extends ZoneTelling {
  /** The zone that the request has chosen, by a name to calculate with; `UTC` where it has chosen none. */
  readonly zone: string;
  readonly bodyType: 'HTML' | 'Text' | 'Best';
}

export interface Property<Item, Draft> {
  /** `item:Subject` */
  readonly uri: string;
  /** Its name in the schema: `Subject`. */
  readonly element: string;
  /** Part of the shape `Default`. */
  readonly standard?: true;
  /** Undefined: the item has none, and the element is left out. Several elements of the name: a list. */
  readonly show?: (item: Item, showing: Showing) => Xml | undefined;
  /** Absent: read-only. */
  readonly set?: (draft: Draft, value: Element, zone: string) => void;
  /** Absent: always there. */
  readonly clear?: (draft: Draft) => void;
}

/** A property of which there are several, told apart by a key: `contacts:PhoneNumber` with `MobilePhone`. */
export interface IndexedProperty<Draft> {
  readonly uri: string;
  /** The element that holds the entries. */
  readonly element: string;
  readonly keys: readonly string[];
  readonly set: (draft: Draft, key: string, value: Element) => void;
  readonly clear: (draft: Draft, key: string) => void;
}

export interface HasExtended {
  readonly extended: Readonly<Record<string, string>>;
}

/** A draft's own extended properties; null takes one away. */
export interface WritesExtended {
  readonly extended: Record<string, string | null>;
}

/** All about one kind of item. */
export interface Kind<Item extends HasExtended, Draft extends WritesExtended> {
  /** `CalendarItem` */
  readonly element: string;
  readonly properties: readonly Property<Item, Draft>[];
  readonly indexed: readonly IndexedProperty<Draft>[];
}

export interface Shape {
  readonly base: 'IdOnly' | 'Default' | 'AllProperties';
  /** Paths of properties that are asked for by name. */
  readonly paths: ReadonlySet<string>;
  /** Keys of extended properties that are asked for. */
  readonly extended: readonly string[];
}

const never = new Set(['item:MimeContent']);
/** Comes by name alone, as it is costly to make. */
const byNameAlone = new Set(['item:TextBody']);

/** @throws ItemError for a property that this kind of item has not */
export function shown<Item extends HasExtended, Draft extends WritesExtended>(
  kind: Kind<Item, Draft>,
  item: Item,
  shape: Shape,
  showing: Showing,
): XmlObject {
  const entries = kind.properties.flatMap((property): [string, Xml][] => {
    if (property.element === 'ExtendedProperty') return extendedEntries(item, shape);
    if (!isAsked(property, kind.indexed, shape)) return [];
    const value = property.show?.(item, showing);
    return value === undefined ? [] : [[`t:${property.element}`, value]];
  });
  return { [`t:${kind.element}`]: Object.fromEntries(entries) };
}

function isAsked<Item, Draft>(
  { uri, element, standard }: Property<Item, Draft>,
  indexed: readonly IndexedProperty<Draft>[],
  { base, paths }: Shape,
): boolean {
  if (uri === 'item:ItemId' || paths.has(uri)) return true;
  if (indexed.some((each) => each.element === element && paths.has(each.uri))) return true;
  if (never.has(uri) || byNameAlone.has(uri)) return false;
  return base === 'AllProperties' || (base === 'Default' && standard === true);
}

function extendedEntries({ extended }: HasExtended, shape: Shape): [string, Xml][] {
  const told = shape.extended.flatMap((key) => {
    const value = extended[key];
    return value === undefined ? [] : [{ 't:ExtendedFieldURI': extendedPath(key), 't:Value': value }];
  });
  return told.length === 0 ? [] : [['t:ExtendedProperty', told]];
}

/** Writes all that an element of a new item holds. @throws ItemError for what may not be written */
export function fillDraft<Item extends HasExtended, Draft extends WritesExtended>(
  kind: Kind<Item, Draft>,
  draft: Draft,
  element: Element,
  zone: string,
): void {
  if (element.name !== kind.element) throw wrongClass();
  for (const child of element.children) setProperty(kind, draft, child, zone);
}

/** Makes one change of an UpdateItem. @throws ItemError */
export function changeDraft<Item extends HasExtended, Draft extends WritesExtended>(
  kind: Kind<Item, Draft>,
  draft: Draft,
  change: Element,
  zone: string,
): void {
  const [path, holder] = change.children;
  if (!path) throw invalidProperty();
  if (change.name === 'AppendToItemField')
    throw new ItemError('ErrorInvalidPropertyAppend', 'Append action is not supported for this property.');
  if (change.name === 'DeleteItemField') clearProperty(kind, draft, path);
  else setPath(kind, draft, path, holder, zone);
}

function setPath<Item extends HasExtended, Draft extends WritesExtended>(
  kind: Kind<Item, Draft>,
  draft: Draft,
  path: Element,
  holder: Element | undefined,
  zone: string,
): void {
  if (holder?.name !== kind.element && holder?.name !== 'Item') throw wrongClass();
  const [value, second] = holder.children;
  if (!value || second) {
    throw new ItemError(
      'ErrorIncorrectUpdatePropertyCount',
      'An object within a change description must contain one and only one property to modify.',
    );
  }
  if (path.name === 'IndexedFieldURI') setIndexed(kind, draft, path, value);
  else if (elementOfPath(kind, path) === value.name) setProperty(kind, draft, value, zone);
  else throw new ItemError('ErrorUpdatePropertyMismatch', 'The property in the update does not match the path.');
}

function setProperty<Item extends HasExtended, Draft extends WritesExtended>(
  kind: Kind<Item, Draft>,
  draft: Draft,
  value: Element,
  zone: string,
): void {
  if (value.name === 'ExtendedProperty') {
    const [path, content] = value.children;
    if (!path || content?.name !== 'Value') throw invalidProperty();
    draft.extended[extendedKeyOf(path)] = content.text;
    return;
  }
  const property = kind.properties.find(({ element }) => element === value.name);
  if (!property?.set)
    throw new ItemError('ErrorInvalidPropertySet', `Set action is invalid for property ${value.name}.`);
  property.set(draft, value, zone);
}

function clearProperty<Item extends HasExtended, Draft extends WritesExtended>(
  kind: Kind<Item, Draft>,
  draft: Draft,
  path: Element,
): void {
  if (path.name === 'ExtendedFieldURI') {
    draft.extended[extendedKeyOf(path)] = null;
    return;
  }
  const uri = path.attributes['FieldURI'] ?? '';
  if (path.name === 'IndexedFieldURI') {
    const { property, key } = indexedOf(kind, path);
    property.clear(draft, key);
    return;
  }
  const property = kind.properties.find((each) => each.uri === uri);
  if (!property?.clear)
    throw new ItemError('ErrorInvalidPropertyDelete', `Delete action is invalid for property ${uri}.`);
  property.clear(draft);
}

function setIndexed<Item extends HasExtended, Draft extends WritesExtended>(
  kind: Kind<Item, Draft>,
  draft: Draft,
  path: Element,
  value: Element,
): void {
  const { property, key } = indexedOf(kind, path);
  const entries = value.children;
  const entry = entries.find((each) => each.attributes['Key'] === key);
  if (value.name !== property.element || !entry || entries.length > 1) {
    throw new ItemError('ErrorUpdatePropertyMismatch', 'The property in the update does not match the path.');
  }
  property.set(draft, key, entry);
}

function indexedOf<Item extends HasExtended, Draft extends WritesExtended>(kind: Kind<Item, Draft>, path: Element) {
  const { FieldURI: uri = '', FieldIndex: key = '' } = path.attributes;
  const property = kind.indexed.find((each) => each.uri === uri && each.keys.includes(key));
  if (!property)
    throw new ItemError('ErrorInvalidPropertyRequest', `Property ${uri} with index ${key} is not valid for this item.`);
  return { property, key };
}

function elementOfPath<Item extends HasExtended, Draft extends WritesExtended>(
  kind: Kind<Item, Draft>,
  path: Element,
): string {
  if (path.name === 'ExtendedFieldURI') return 'ExtendedProperty';
  const uri = path.attributes['FieldURI'];
  return kind.properties.find((each) => each.uri === uri)?.element ?? '';
}

const invalidProperty = () =>
  new ItemError('ErrorInvalidPropertyRequest', 'Property is not valid for this object type.');

const wrongClass = () =>
  new ItemError('ErrorObjectTypeChanged', 'The object type of the item cannot be another than that of its folder.');
