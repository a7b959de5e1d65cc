/**
 * @file Edits of a contact that go back to the person in SuperOffice. Only what is the person's own is written: name, titles, birthday,
 * e-mails, numbers, the private address; what belongs to the company stays as it is there.
 */
import type { ItemPatch } from '../../../model/item.ts';
import type { Person } from '../../../model/person.ts';
import type { RemoteItem, WriteOperation } from '../../connector.ts';
import { Conflict, NotFound } from '../../errors.ts';
import type { Session } from '../session.ts';
import { isPlainText, placeOf } from './field-value.ts';
import type { Wanted } from './map-person.ts';
import type { PictureList } from './picture-versions.ts';
import type { PersonReader } from './reader.ts';
import { type Element, type PersonEntity, personEntitySchema } from './schemas.ts';

type Update = Extract<WriteOperation<Person>, { readonly do: 'update' }>;
type Patch = Readonly<Record<string, unknown>>;

interface WriteParts {
  readonly session: Session;
  readonly reader: PersonReader;
  readonly pictures: PictureList;
  readonly wanted: Wanted;
}

/** @throws Conflict when the person is another one than was decided on, NotFound, ConnectorError */
export async function writePerson(
  { session, reader, pictures, wanted }: WriteParts,
  { id, version, patch, current }: Update,
  signal: AbortSignal,
): Promise<RemoteItem<Person>> {
  const number = Number(id);
  const versions = await pictures.versions([number], signal);
  const now = await reader.read(number, versions, signal);
  const entity = await reader.entity(number, signal);
  if (now === null || entity === null) throw new NotFound('the person is gone', { system: 'superoffice' });
  if (now.version !== version) throw new Conflict('the person was changed meanwhile', { system: 'superoffice' });
  const properties = propertiesOf(entity, patch, current, wanted);
  if (Object.keys(properties).length > 0) {
    const call = {
      method: 'PATCH',
      path: `Person/${number}`,
      headers: { 'Content-Type': 'application/json-patch+json' },
      json: Object.entries(properties).map(([name, value]) => ({ op: 'replace', path: `/${name}`, value })),
      repeat: 'once',
    } as const;
    await session.call(call, personEntitySchema, signal);
  }
  const written = await reader.read(number, versions, signal);
  if (written === null) throw new NotFound('the person is gone', { system: 'superoffice' });
  return written;
}

/** What of the patch is the person's own, as SuperOffice has it. Pure. */
export function propertiesOf(entity: PersonEntity, patch: ItemPatch<Person>, current: Person, wanted: Wanted): Patch {
  const properties: Record<string, unknown> = {};
  const set = (name: string, value: unknown) => {
    if (value !== undefined) properties[name] = value;
  };
  set('Firstname', patch.givenName);
  set('MiddleName', patch.middleName);
  set('Lastname', patch.surname);
  if (patch.birthday !== undefined) set('BirthDate', `${patch.birthday ?? '0001-01-01'}T00:00:00`);
  setChosen(properties, entity, 'Mrmrs', wanted.title, patch.namePrefix);
  setChosen(properties, entity, 'Title', wanted.jobTitle, patch.jobTitle);
  if (placeOf(wanted.department)?.of === 'person') {
    setChosen(properties, entity, '', wanted.department, patch.department);
  }
  if (patch.emails !== undefined) set('Emails', otherEmails(entity.Emails, patch.emails, current.emails));
  setFirst(properties, 'MobilePhones', entity.MobilePhones, patch.mobilePhone);
  setFirst(properties, 'PrivatePhones', entity.PrivatePhones, patch.homePhone);
  setFirst(properties, 'OtherPhones', entity.OtherPhones, patch.otherPhone);
  setFirst(properties, 'Faxes', entity.Faxes, patch.homeFax);
  setFirst(properties, 'Urls', entity.Urls, patch.homePage);
  setFirst(properties, 'OfficePhones', entity.OfficePhones, ownNumber(patch.businessPhones, current, wanted));
  if (patch.homeAddress !== undefined) {
    const [Address1 = '', Address2 = '', ...rest] = patch.homeAddress.street.split('\n');
    const { city: City, state: State, postalCode: Zipcode } = patch.homeAddress;
    const Street = { ...entity.Address?.Street, Address1, Address2, Address3: rest.join(', '), City, State, Zipcode };
    set('Address', { ...entity.Address, Street });
  }
  return properties;
}

/** A number, a date or an entry of a list cannot be had from words: only a text is written as it is. */
function setChosen(
  properties: Record<string, unknown>,
  { CustomFields }: PersonEntity,
  standard: string,
  choice: string,
  value: string | undefined,
): void {
  if (value === undefined) return;
  const place = placeOf(choice);
  if (place === null) properties[standard] = value;
  else if (place.of === 'person' && isPlainText(CustomFields, place.name)) {
    const others = properties['CustomFields'];
    properties['CustomFields'] = { ...(typeof others === 'object' ? others : {}), [place.name]: value };
  }
}

function setFirst(
  properties: Record<string, unknown>,
  name: string,
  elements: readonly Element[] | null | undefined,
  value: string | undefined,
): void {
  if (value !== undefined) properties[name] = withFirst(elements, value === '' ? [] : [value], 1);
}

/** Those that the contact shows are replaced; what comes after them stays. */
function otherEmails(
  elements: readonly Element[] | null | undefined,
  values: readonly string[],
  shown: readonly string[],
): readonly Element[] {
  const shows = new Set(shown.map((email) => email.toLowerCase()));
  const rest = (elements ?? []).filter(({ Value }) => !shows.has((Value ?? '').trim().toLowerCase()));
  return [...values.map((Value, at) => ({ Value, Description: elements?.[at]?.Description ?? '' })), ...rest];
}

/** @param shown how many of them the contact shows: those are replaced, and what comes after stays. */
function withFirst(elements: readonly Element[] | null | undefined, values: readonly string[], shown: number) {
  const before = elements ?? [];
  const first = values.map((Value, at) => ({ Value, Description: before[at]?.Description ?? '' }));
  return [...first, ...before.slice(Math.max(shown, 0))];
}

/** Of two business numbers the one that is the person's own. */
function ownNumber(
  phones: readonly string[] | undefined,
  current: Person,
  { personalPhoneFirst }: Wanted,
): string | undefined {
  if (phones === undefined) return undefined;
  const at = personalPhoneFirst ? 0 : current.businessPhones.length - 1;
  const before = current.businessPhones[Math.max(at, 0)] ?? '';
  const after = phones[Math.max(at, 0)] ?? '';
  return before === after ? undefined : after;
}
