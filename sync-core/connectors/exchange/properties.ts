/** @file Properties of an item as they are asked for, made and changed. Pure; the same for appointments, tasks and contacts. */
import { childOf, childrenOf, type Xml, type XmlNode, xml } from './soap/xml.ts';

/** The property set is ours alone; it must never change, or items made before would no longer be recognised. */
const ownSet = '3f1d8a52-6c0e-4e8b-9a57-1b2f4d7c6e90';

/** Names in our property set: what an item is a copy of, and the key that it was made with. */
export type OwnName = 'SynchronizerMarker' | 'SynchronizerKey' | 'SynchronizerLease';

export function fieldPath(uri: string): Xml {
  return xml('t:FieldURI', { FieldURI: uri });
}

/** Of one of several of a kind: `contacts:PhoneNumber` with `MobilePhone`. */
export function indexedPath(uri: string, index: string): Xml {
  return xml('t:IndexedFieldURI', { FieldURI: uri, FieldIndex: index });
}

export function ownPath(name: OwnName): Xml {
  return xml('t:ExtendedFieldURI', { PropertySetId: ownSet, PropertyName: name, PropertyType: 'String' });
}

/** A MAPI property without a set: `0x3A45`. */
export function taggedPath(tag: string): Xml {
  return xml('t:ExtendedFieldURI', { PropertyTag: tag, PropertyType: 'String' });
}

/** One property with its value; null: it is to have none. */
export interface Property {
  readonly path: Xml;
  readonly value: Xml | null;
}

/** @param uri `item:Subject`. @param element `t:Subject`. @param text empty: no value. */
export function textProperty(uri: string, element: string, text: string): Property {
  return { path: fieldPath(uri), value: text === '' ? null : xml(element, {}, text) };
}

export function extendedProperty(path: Xml, text: string): Property {
  return { path, value: text === '' ? null : xml('t:ExtendedProperty', {}, path, xml('t:Value', {}, text)) };
}

/** A kind of item: its element, and the elements in it in the order of the schema, which an item has to keep. */
export interface ItemKind {
  readonly element: string;
  readonly order: readonly string[];
}

/** A whole new item, `t:CalendarItem`. @throws RangeError for a property that has no place in the order */
export function newItem(kind: ItemKind, properties: readonly Property[]): Xml {
  const values = properties.flatMap(({ value }) => (value === null ? [] : [value]));
  const placeOf = ({ name }: Xml) => {
    const place = kind.order.indexOf(name);
    if (place < 0) throw new RangeError(`${name} has no place in ${kind.element}.`);
    return place;
  };
  return xml(kind.element, {}, ...values.toSorted((one, other) => placeOf(one) - placeOf(other)));
}

/** `t:ItemChange` of an UpdateItem. @param id `t:ItemId` or `t:OccurrenceItemId`. */
export function itemChange(kind: ItemKind, id: Xml, properties: readonly Property[]): Xml {
  const updates = properties.map(({ path, value }) =>
    value === null ? xml('t:DeleteItemField', {}, path) : xml('t:SetItemField', {}, path, xml(kind.element, {}, value)),
  );
  return xml('t:ItemChange', {}, id, xml('t:Updates', {}, ...updates));
}

/** What is to be told of an item, beside its id. */
export function itemShape(paths: readonly Xml[], bodyType?: 'HTML' | 'Text'): Xml {
  return xml(
    'm:ItemShape',
    {},
    xml('t:BaseShape', {}, 'IdOnly'),
    ...(bodyType === undefined ? [] : [xml('t:BodyType', {}, bodyType)]),
    ...(paths.length === 0 ? [] : [xml('t:AdditionalProperties', {}, ...paths)]),
  );
}

export function itemIdOf(id: string, changeKey?: string): Xml {
  return xml('t:ItemId', { Id: id, ...(changeKey === undefined ? {} : { ChangeKey: changeKey }) });
}

/** @returns the value of an extended property that was asked for by `path`. */
export function extendedValue(item: XmlNode, { attributes: wanted }: Xml): string | undefined {
  const same = (told: string | undefined, asked: string | number | undefined) =>
    asked === undefined || told?.toLowerCase() === String(asked).toLowerCase();
  const found = childrenOf(item, 'ExtendedProperty').find((property) => {
    const told = childOf(property, 'ExtendedFieldURI')?.attributes ?? {};
    return ['PropertySetId', 'PropertyName', 'PropertyTag'].every((name) => same(told[name], wanted[name]));
  });
  return childOf(found, 'Value')?.text;
}
