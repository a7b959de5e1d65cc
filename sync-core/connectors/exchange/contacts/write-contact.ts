/** @file A person as Exchange takes a contact: each entry by itself, so that those that are not ours stay. Pure. */
import type { ItemPatch } from '../../../model/item.ts';
import { type Address, nameOf, noAddress, type Person, personFields } from '../../../model/person.ts';
import { oneLine } from '../../outlook/one-line.ts';
import { expressPerson } from '../../outlook/person-form.ts';
import { categoriesProperty } from '../common-properties.ts';
import {
  extendedProperty,
  fieldPath,
  type ItemKind,
  indexedPath,
  ownPath,
  type Property,
  taggedPath,
  textProperty,
} from '../properties.ts';
import type { Creation, RecordKind, Update } from '../records/record-kind.ts';
import { textOf, type XmlNode, xml } from '../soap/xml.ts';
import {
  addressKeys,
  addressParts,
  businessPhoneKeys,
  emailKeys,
  phoneKeys,
  plainElements,
  readContact,
  taggedFields,
  unreadableContact,
  wholeContact,
} from './read-contact.ts';

const contactItem: ItemKind = {
  element: 't:Contact',
  order: [
    ...['t:Categories', 't:ExtendedProperty', 't:FileAs', 't:FileAsMapping', 't:DisplayName', 't:GivenName'],
    ...['t:MiddleName', 't:CompanyName', 't:EmailAddresses', 't:PhysicalAddresses', 't:PhoneNumbers', 't:Birthday'],
    ...['t:BusinessHomePage', 't:Department', 't:JobTitle', 't:Surname'],
  ],
};

/** What the shown name can be made from. */
const names = ['givenName', 'middleName', 'surname', 'companyName', 'emails'] as const;

/** One entry of a list; the others stay. */
function entryProperty(uri: string, list: string, key: string, text: string): Property {
  const value = text === '' ? null : xml(list, {}, xml('t:Entry', { Key: key }, text));
  return { path: indexedPath(uri, key), value };
}

const phoneProperty = (key: string, text: string) => entryProperty('contacts:PhoneNumber', 't:PhoneNumbers', key, text);
const emailProperty = (key: string, text: string) =>
  entryProperty('contacts:EmailAddress', 't:EmailAddresses', key, text);

function addressProperties(key: string, wanted: Address, before: Address): readonly Property[] {
  return (Object.keys(addressParts) as (keyof Address)[]).flatMap((part) => {
    if (wanted[part] === before[part]) return [];
    const element = addressParts[part];
    const path = indexedPath(`contacts:PhysicalAddress:${element}`, key);
    const entry = xml('t:Entry', { Key: key }, xml(`t:${element}`, {}, wanted[part]));
    return [{ path, value: wanted[part] === '' ? null : xml('t:PhysicalAddresses', {}, entry) }];
  });
}

/** A minute before noon in UTC, as Outlook does: the same day nearly everywhere. */
function birthdayProperty(day: Person['birthday']): Property {
  return textProperty('contacts:Birthday', 't:Birthday', day === null ? '' : `${day}T11:59:00Z`);
}

/** @param has whether a field is to be written. */
function propertiesOf(wanted: Person, before: Person, has: (field: keyof Person) => boolean): readonly Property[] {
  const only = <Field extends keyof Person>(fields: readonly Field[]) => fields.filter(has);
  const keysOf = <T extends object>(table: T) => Object.keys(table) as (keyof T)[];
  return [
    ...only(keysOf(plainElements)).map((field) => {
      const element = plainElements[field];
      return textProperty(`contacts:${element}`, `t:${element}`, wanted[field]);
    }),
    ...only(keysOf(taggedFields)).map((field) => extendedProperty(taggedPath(taggedFields[field]), wanted[field])),
    ...(has('birthday') ? [birthdayProperty(wanted.birthday)] : []),
    ...(has('emails') ? emailKeys.map((key, at) => emailProperty(key, wanted.emails[at] ?? '')) : []),
    ...(has('businessPhones')
      ? businessPhoneKeys.map((key, at) => phoneProperty(key, wanted.businessPhones[at] ?? ''))
      : []),
    ...only(keysOf(phoneKeys)).map((field) => phoneProperty(phoneKeys[field], wanted[field])),
    ...only(keysOf(addressKeys)).flatMap((field) =>
      addressProperties(addressKeys[field], wanted[field], before[field]),
    ),
  ];
}

/** A shown name that somebody made themselves stays. */
function shownName(wanted: Person, before: Person, item: XmlNode | undefined): readonly Property[] {
  if (item === undefined) return [];
  const shown = textOf(item, 'DisplayName') ?? '';
  const made = oneLine(nameOf(before));
  const isOurs = shown === '' || shown === made;
  const next = oneLine(nameOf(wanted));
  return isOurs && next !== shown ? [textProperty('contacts:DisplayName', 't:DisplayName', next)] : [];
}

/** A list of entries that are made together has one element. */
function together(properties: readonly Property[]): readonly Property[] {
  const lists = ['t:EmailAddresses', 't:PhoneNumbers', 't:PhysicalAddresses'];
  const given = properties.filter(({ value }) => value !== null);
  return [
    ...given.filter(({ value }) => value !== null && !lists.includes(value.name)),
    ...lists.flatMap((list) => {
      const entries = given.flatMap(({ value }) => (value?.name === list ? value.children : []));
      const merged = mergedEntries(entries);
      return merged.length === 0 ? [] : [{ path: fieldPath('contacts:any'), value: xml(list, {}, ...merged) }];
    }),
  ];
}

/** The parts of one address are one entry, in the order of the schema. */
function mergedEntries(entries: ReturnType<typeof xml>['children']): readonly ReturnType<typeof xml>[] {
  const byKey = new Map<string, ReturnType<typeof xml>>();
  for (const entry of entries) {
    if (typeof entry === 'string') continue;
    const key = String(entry.attributes['Key']);
    const before = byKey.get(key);
    byKey.set(key, before ? xml('t:Entry', entry.attributes, ...before.children, ...entry.children) : entry);
  }
  return [...byKey.values()];
}

function newProperties({ fields, categories, mark }: Creation<Person>): readonly Property[] {
  const wanted = expressPerson(fields);
  const nobody = { businessAddress: noAddress, homeAddress: noAddress, otherAddress: noAddress };
  const shown = oneLine(nameOf(wanted));
  const hasName = `${wanted.givenName}${wanted.surname}` !== '';
  return together([
    ...propertiesOf(wanted, { ...wanted, ...nobody }, () => true),
    textProperty('contacts:DisplayName', 't:DisplayName', shown),
    // By which Exchange files it from then on, whatever becomes of the name.
    hasName
      ? textProperty('contacts:FileAsMapping', 't:FileAsMapping', 'LastCommaFirst')
      : textProperty('contacts:FileAs', 't:FileAs', shown),
    categoriesProperty(categories),
    extendedProperty(ownPath('SynchronizerMarker'), mark.marker),
    extendedProperty(ownPath('SynchronizerKey'), mark.key),
  ]);
}

function changedProperties(operation: Update<Person>, item: XmlNode | undefined): readonly Property[] {
  const { patch, current, categories } = operation;
  const [wanted, before] = [expressPerson({ ...current, ...patch }), expressPerson(current)];
  return [
    ...propertiesOf(wanted, before, (field) => patch[field] !== undefined),
    ...(changesName(patch) ? shownName(wanted, before, item) : []),
    ...(categories === undefined ? [] : [categoriesProperty(categories)]),
  ];
}

function changesName(patch: ItemPatch<Person>): boolean {
  return names.some((field) => patch[field] !== undefined);
}

export const contactKind: RecordKind<Person> = {
  folder: 'contacts',
  item: contactItem,
  shape: wholeContact,
  read: readContact,
  remains: unreadableContact,
  newProperties,
  looksFirst: ({ patch }) => changesName(patch),
  changedProperties: (operation, _owner, item) => changedProperties(operation, item),
  holds({ fields }, { patch }) {
    const wanted = expressPerson({ ...fields, ...patch });
    return personFields.every((field) => JSON.stringify(wanted[field]) === JSON.stringify(fields[field]));
  },
};
