/** @file A contact as Exchange shows it, and what writing its properties does. */
import { storedHtml } from '../../microsoft365/mailbox/html-body.ts';
import type { RevisedRecord } from '../../microsoft365/mailbox/revised-records.ts';
import type { Element } from '../soap/element.ts';
import type { Xml } from '../soap/envelope.ts';
import { readInstant, showInstant } from './moments.ts';
import type { IndexedProperty, Kind, Property } from './property.ts';
import {
  ownRights,
  readBoolean,
  readImportance,
  readSensitivity,
  readStrings,
  showBody,
  showStrings,
  showWord,
} from './values.ts';

const textElements = [
  'FileAs',
  'DisplayName',
  'GivenName',
  'Initials',
  'MiddleName',
  'Nickname',
  'CompanyName',
  'AssistantName',
  'BusinessHomePage',
  'Department',
  'Generation',
  'JobTitle',
  'Manager',
  'OfficeLocation',
  'PostalAddressIndex',
  'Profession',
  'SpouseName',
  'Surname',
] as const;
export type TextElement = (typeof textElements)[number];

const phoneKeys = [
  ...['AssistantPhone', 'BusinessFax', 'BusinessPhone', 'BusinessPhone2', 'Callback', 'CarPhone', 'CompanyMainPhone'],
  ...['HomeFax', 'HomePhone', 'HomePhone2', 'Isdn', 'MobilePhone', 'OtherFax', 'OtherTelephone', 'Pager'],
  ...['PrimaryPhone', 'RadioPhone', 'Telex', 'TtyTddPhone'],
];
const emailKeys = ['EmailAddress1', 'EmailAddress2', 'EmailAddress3'];
const addressKeys = ['Business', 'Home', 'Other'];
const addressParts = ['Street', 'City', 'State', 'CountryOrRegion', 'PostalCode'];
/** Mr, Mrs: no element of its own, and a MAPI property. */
const titleKey = 'String 0x3a45';

type Texts = Readonly<Record<string, string>>;

/** Everything of a contact that its owner can write. */
export interface ContactContent {
  readonly texts: Readonly<Partial<Record<TextElement, string>>>;
  readonly fileAsMapping: string;
  readonly emails: Texts;
  readonly phones: Texts;
  /** Parts of addresses by key. */
  readonly addresses: Readonly<Record<string, Texts>>;
  /** Milliseconds since 1970. */
  readonly birthday: number | null;
  readonly html: string;
  readonly text: string | null;
  readonly sensitivity: string;
  readonly importance: string;
  readonly isReminderOn: boolean;
  readonly reminderMinutes: number;
  readonly categories: readonly string[];
  readonly extended: Texts;
  /** In base64. */
  readonly picture: string | null;
}

export interface ContactRecord extends ContactContent, RevisedRecord {}

export interface ContactEntry extends ContactContent {
  readonly id: Xml;
  readonly folderId: Xml;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** The list of attachments: the picture is one. */
  readonly attachments: Xml | undefined;
}

export interface ContactDraft {
  content: ContactContent;
  readonly extended: Record<string, string | null>;
}

export const emptyContact: ContactContent = {
  texts: {},
  fileAsMapping: 'None',
  emails: {},
  phones: {},
  addresses: {},
  birthday: null,
  html: '',
  text: null,
  sensitivity: 'normal',
  importance: 'normal',
  isReminderOn: false,
  reminderMinutes: 0,
  categories: [],
  extended: {},
  picture: null,
};

type ContactProperty = Property<ContactEntry, ContactDraft>;

function change(draft: ContactDraft, changed: Partial<ContactContent>): void {
  draft.content = { ...draft.content, ...changed };
}

function without(values: Texts, key: string): Texts {
  return Object.fromEntries(Object.entries(values).filter(([each]) => each !== key));
}

function value(
  uri: string,
  element: string,
  show: (contact: ContactEntry) => Xml | undefined,
  read?: (value: Element) => Partial<ContactContent>,
  cleared?: Partial<ContactContent>,
): ContactProperty {
  return {
    uri,
    element,
    show,
    ...(read ? { set: (draft: ContactDraft, given: Element) => change(draft, read(given)) } : {}),
    ...(cleared ? { clear: (draft: ContactDraft) => change(draft, cleared) } : {}),
  };
}

const standard = (property: ContactProperty): ContactProperty => ({ ...property, standard: true });

function text(element: TextElement): ContactProperty {
  return {
    uri: `contacts:${element}`,
    element,
    standard: true,
    show: ({ texts }) => texts[element],
    set: (draft, { text: given }) => change(draft, { texts: { ...draft.content.texts, [element]: given } }),
    clear: (draft) => change(draft, { texts: without(draft.content.texts as Texts, element) }),
  };
}

const common: readonly ContactProperty[] = [
  standard(value('item:ItemId', 'ItemId', ({ id }) => id)),
  value('item:ParentFolderId', 'ParentFolderId', ({ folderId }) => folderId),
  value(
    'item:ItemClass',
    'ItemClass',
    () => 'IPM.Contact',
    () => ({}),
  ),
  // Exchange shows by the name what has no subject of its own.
  value(
    'item:Subject',
    'Subject',
    ({ texts }) => texts.DisplayName,
    () => ({}),
  ),
  value(
    'item:Sensitivity',
    'Sensitivity',
    ({ sensitivity }) => showWord(sensitivity),
    (given) => ({ sensitivity: readSensitivity(given) }),
  ),
  {
    uri: 'item:Body',
    element: 'Body',
    show: ({ html, text: plain }, showing) => showBody(html, plain, showing),
    set: (draft, { attributes, text: given }) => {
      const isHtml = attributes['BodyType'] === 'HTML';
      change(draft, { html: storedHtml(isHtml ? 'html' : 'text', given), text: isHtml ? null : given });
    },
    clear: (draft) => change(draft, { html: '', text: null }),
  },
  value('item:Attachments', 'Attachments', ({ attachments }) => attachments),
  value(
    'item:Categories',
    'Categories',
    ({ categories }) => showStrings(categories),
    (given) => ({ categories: readStrings(given) }),
    { categories: [] },
  ),
  value(
    'item:Importance',
    'Importance',
    ({ importance }) => showWord(importance),
    (given) => ({ importance: readImportance(given) }),
  ),
  value('item:DateTimeCreated', 'DateTimeCreated', ({ createdAt }) => showInstant(createdAt, 'UTC')),
  value(
    'item:ReminderIsSet',
    'ReminderIsSet',
    ({ isReminderOn }) => isReminderOn,
    (given) => ({ isReminderOn: readBoolean(given) }),
  ),
  value(
    'item:ReminderMinutesBeforeStart',
    'ReminderMinutesBeforeStart',
    ({ reminderMinutes }) => reminderMinutes,
    ({ text: given }) => ({ reminderMinutes: Number(given) }),
  ),
  standard(value('item:HasAttachments', 'HasAttachments', ({ picture }) => picture !== null)),
  { uri: 'item:ExtendedProperty', element: 'ExtendedProperty' },
  value('item:EffectiveRights', 'EffectiveRights', () => ownRights),
  value('item:LastModifiedTime', 'LastModifiedTime', ({ modifiedAt }) => showInstant(modifiedAt, 'UTC')),
];

const names: readonly ContactProperty[] = [
  text('FileAs'),
  value(
    'contacts:FileAsMapping',
    'FileAsMapping',
    ({ fileAsMapping }) => fileAsMapping,
    ({ text: given }) => ({ fileAsMapping: given }),
    { fileAsMapping: 'None' },
  ),
  text('DisplayName'),
  text('GivenName'),
  text('Initials'),
  text('MiddleName'),
  text('Nickname'),
  standard(value('contacts:CompleteName', 'CompleteName', completeName)),
  text('CompanyName'),
];

const reachedBy: readonly ContactProperty[] = [
  {
    uri: 'contacts:EmailAddresses',
    element: 'EmailAddresses',
    standard: true,
    show: ({ emails }) => entries(emails, emailKeys),
    set: (draft, given) => change(draft, { emails: { ...draft.content.emails, ...textsIn(given) } }),
  },
  {
    uri: 'contacts:PhysicalAddresses',
    element: 'PhysicalAddresses',
    standard: true,
    show: ({ addresses }) => showAddresses(addresses),
    set: (draft, given) => change(draft, { addresses: { ...draft.content.addresses, ...addressesIn(given) } }),
  },
  {
    uri: 'contacts:PhoneNumbers',
    element: 'PhoneNumbers',
    standard: true,
    show: ({ phones }) => entries(phones, phoneKeys),
    set: (draft, given) => change(draft, { phones: { ...draft.content.phones, ...textsIn(given) } }),
  },
];

const others: readonly ContactProperty[] = [
  text('AssistantName'),
  value(
    'contacts:Birthday',
    'Birthday',
    ({ birthday }) => (birthday === null ? undefined : showInstant(birthday, 'UTC')),
    ({ text: given }) => ({ birthday: readInstant(given, 'UTC') }),
    { birthday: null },
  ),
  text('BusinessHomePage'),
  text('Department'),
  text('Generation'),
  text('JobTitle'),
  text('Manager'),
  text('OfficeLocation'),
  text('PostalAddressIndex'),
  text('Profession'),
  text('SpouseName'),
  text('Surname'),
  value('contacts:HasPicture', 'HasPicture', ({ picture }) => picture !== null),
];

const indexed: readonly IndexedProperty<ContactDraft>[] = [
  {
    uri: 'contacts:EmailAddress',
    element: 'EmailAddresses',
    keys: emailKeys,
    set: (draft, key, { text: given }) => change(draft, { emails: { ...draft.content.emails, [key]: given } }),
    clear: (draft, key) => change(draft, { emails: without(draft.content.emails, key) }),
  },
  {
    uri: 'contacts:PhoneNumber',
    element: 'PhoneNumbers',
    keys: phoneKeys,
    set: (draft, key, { text: given }) => change(draft, { phones: { ...draft.content.phones, [key]: given } }),
    clear: (draft, key) => change(draft, { phones: without(draft.content.phones, key) }),
  },
  ...addressParts.map((part) => addressPart(part)),
];

export const contactKind: Kind<ContactEntry, ContactDraft> = {
  element: 'Contact',
  properties: [...common, ...names, ...reachedBy, ...others],
  indexed,
};

function addressPart(part: string): IndexedProperty<ContactDraft> {
  const written = (draft: ContactDraft, key: string, given: string | null) => {
    const before = draft.content.addresses[key] ?? {};
    const after = given === null ? without(before, part) : { ...before, [part]: given };
    change(draft, { addresses: { ...draft.content.addresses, [key]: after } });
  };
  return {
    uri: `contacts:PhysicalAddress:${part}`,
    element: 'PhysicalAddresses',
    keys: addressKeys,
    set: (draft, key, entry) => written(draft, key, entry.children.find(({ name }) => name === part)?.text ?? ''),
    clear: (draft, key) => written(draft, key, null),
  };
}

function entries(values: Texts, keys: readonly string[]): Xml | undefined {
  const told = keys.flatMap((key) => {
    const given = values[key];
    return given === undefined || given === '' ? [] : [{ '@Key': key, '#': given }];
  });
  return told.length === 0 ? undefined : { 't:Entry': told };
}

function showAddresses(addresses: ContactContent['addresses']): Xml | undefined {
  const told = addressKeys.flatMap((key) => {
    const parts = addressParts.flatMap((part) => {
      const given = addresses[key]?.[part];
      return given === undefined ? [] : [[`t:${part}`, given] as const];
    });
    return parts.length === 0 ? [] : [{ '@Key': key, ...Object.fromEntries(parts) }];
  });
  return told.length === 0 ? undefined : { 't:Entry': told };
}

function textsIn(element: Element): Texts {
  return Object.fromEntries(element.children.map(({ attributes, text: given }) => [attributes['Key'] ?? '', given]));
}

function addressesIn(element: Element): ContactContent['addresses'] {
  return Object.fromEntries(
    element.children.map(({ attributes, children }) => [
      attributes['Key'] ?? '',
      Object.fromEntries(children.map(({ name, text: given }) => [name, given])),
    ]),
  );
}

/** Read-only: put together from the names, and the title that has no element of its own. */
function completeName({ texts, extended }: ContactEntry): Xml | undefined {
  const parts = [
    ['t:Title', extended[titleKey]],
    ['t:FirstName', texts.GivenName],
    ['t:MiddleName', texts.MiddleName],
    ['t:LastName', texts.Surname],
    ['t:Suffix', texts.Generation],
    ['t:Initials', texts.Initials],
    ['t:FullName', texts.DisplayName],
    ['t:Nickname', texts.Nickname],
  ].filter((part): part is [string, string] => part[1] !== undefined && part[1] !== '');
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

/** What is left of a draft: a contact without a display name gets one from its names, as Exchange makes it. */
export function contactAfter({ content, extended }: ContactDraft): ContactContent {
  const all: Record<string, string> = { ...content.extended };
  for (const [key, given] of Object.entries(extended)) {
    if (given === null) delete all[key];
    else all[key] = given;
  }
  const { GivenName, MiddleName, Surname, CompanyName } = content.texts;
  const made = [GivenName, MiddleName, Surname].filter((part) => part).join(' ') || CompanyName;
  const named =
    content.texts.DisplayName === undefined && made ? { ...content.texts, DisplayName: made } : content.texts;
  return { ...content, texts: named, extended: all };
}
