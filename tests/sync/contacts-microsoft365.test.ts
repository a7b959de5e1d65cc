/** @file The contacts of Microsoft 365 through the connector, against the practice server. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PersonFace, Picture, RemoteItem, WriteOperation } from '../../sync-core/connectors/connector.ts';
import { CursorExpired, RightMissing } from '../../sync-core/connectors/errors.ts';
import type { ItemPatch } from '../../sync-core/model/item.ts';
import { noAddress, type Person } from '../../sync-core/model/person.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import {
  type GraphStage,
  halfAYear,
  itemOf,
  knowing,
  markOf,
  never,
  roundOf,
  startGraphStage,
  written,
} from '../support/graph-connector.ts';
import { aPerson, everything, street } from '../support/sample-person.ts';

let stage: GraphStage;
let contacts: PersonFace;

beforeEach(async () => {
  stage = await startGraphStage();
  for (const { id } of stage.server.control.contacts()) stage.server.control.deleteContact({ id });
  contacts = stage.connector.contacts as PersonFace;
});

afterEach(() => stage.close());

const creation = (fields: Person, number = 1, more: object = {}): WriteOperation<Person> => ({
  do: 'create',
  mark: markOf(number),
  fields,
  categories: [],
  ...more,
});
const update = (
  { id, version, fields }: RemoteItem<Person>,
  patch: ItemPatch<Person>,
  more: object = {},
): WriteOperation<Person> => ({ do: 'update', id, version, patch, current: fields, ...more });
const removal = ({ id, version, fields }: RemoteItem<Person>): WriteOperation<Person> => ({
  do: 'remove',
  id,
  version,
  current: fields,
});
const created = async (fields: Person, number = 1, more: object = {}) =>
  itemOf((await written(contacts, creation(fields, number, more)))[0]);
const read = async (id: string) => (await contacts.get([id as ItemId], never)).get(id as ItemId) as RemoteItem<Person>;
const path = (id: string) => `/me/contacts/${encodeURIComponent(id)}`;
const raw = (id: string) => stage.person('GET', path(id));
const made = async (contact: object) => read(String((await stage.person('POST', '/me/contacts', contact))['id']));

describe('a contact that is created', () => {
  test('has every field of the person, is answered as it was said to be, and is read so again', async () => {
    const item = await created(everything);
    expect(item.fields).toEqual(everything);
    expect((await read(item.id)).fields).toEqual(everything);
    expect(contacts.express(everything, halfAYear)).toEqual(everything);
    expect(await raw(item.id)).toMatchObject({ displayName: 'Mara Sofie Lind', birthday: '1984-06-09T11:59:00Z' });
  });

  test('has what the address book can hold of a person that does not fit', async () => {
    const odd = aPerson({
      surname: `  ${'x'.repeat(300)}`,
      emails: [' MARA@fjord.example ', 'mara@FJORD.example', ' '],
      businessPhones: [' +47 1 ', ' '],
      businessAddress: { ...street, street: ' Storgata 1 \r\n Bak gården \r\n' },
    });
    const item = await created(odd);
    const said = contacts.express(odd, halfAYear);
    expect([item.fields, (await read(item.id)).fields]).toEqual([said, said]);
    expect(said).toMatchObject({ emails: ['MARA@fjord.example'], businessPhones: ['+47 1'] });
    expect(contacts.express(said, halfAYear)).toEqual(said);
  });

  test('is shown by its company where nobody is named', async () => {
    const item = await created(aPerson({ givenName: '', surname: '', companyName: 'Fjord Foods AS' }));
    expect(await raw(item.id)).toMatchObject({ displayName: 'Fjord Foods AS' });
    await written(contacts, update(item, { givenName: 'Kai' }));
    expect(await raw(item.id)).toMatchObject({ displayName: 'Kai' });
  });

  test('carries its category, and our mark, which no Outlook shows', async () => {
    const item = await created(aPerson(), 7, { categories: ['SuperOffice Person'] });
    expect(item.categories).toEqual(['SuperOffice Person']);
    const other = await made({ givenName: 'Kai' });
    const markers = await contacts.markers?.([item.id, other.id], halfAYear, never);
    expect(markers).toEqual(new Map([[item.id, markOf(7).marker]]));
    const found = await contacts.findCreated([markOf(7), markOf(8)], never);
    expect([...found].map(([key, { id }]) => [key, id])).toEqual([[markOf(7).key, item.id]]);
    const names = (await stage.person('GET', '/me/outlook/masterCategories'))['value'] as { displayName: string }[];
    expect(names.map(({ displayName }) => displayName)).toContain('SuperOffice Person');
  });

  test('is made once though the answer to it was lost', async () => {
    stage.server.control.fault({ method: 'POST', path: 'batch', effect: { kind: 'dropAfter' } });
    const outcomes = await written(contacts, creation(aPerson(), 1), creation(everything, 2));
    expect(outcomes.map(({ result }) => result)).toEqual(['existed', 'existed']);
    expect(itemOf(outcomes[1]).fields).toEqual(everything);
    expect(stage.server.control.contacts()).toHaveLength(2);
  });

  test('stays a question where its answer was lost and it is not to be found', async () => {
    stage.server.control.fault({ method: 'POST', path: 'contacts$', effect: { kind: 'status', status: 502 } });
    const outcomes = await written(contacts, creation(aPerson(), 1), creation(aPerson(), 2));
    expect(outcomes).toMatchObject([{ result: 'failed', error: { kind: 'unavailable' } }, { result: 'created' }]);
    expect(stage.server.control.contacts()).toHaveLength(1);
  });
});

describe('a contact that is changed', () => {
  const foreign = {
    givenName: 'Mara',
    surname: 'Lind',
    generation: 'jr.',
    displayName: 'Lind, Mara (Oslo)',
    nickName: 'Ma',
    spouseName: 'Kai',
    personalNotes: 'likes skiing',
    officeLocation: '4th floor',
    categories: ['Blue'],
    homePhones: ['1', '2'],
    emailAddresses: [
      { name: 'Mara at work', address: 'mara@fjord.example' },
      { name: 'Other', address: 'm@x.example' },
    ],
    businessAddress: { street: 'Storgata 1', city: 'Oslo' },
  };

  test('keeps whatever is not ours, in lists and names, too', async () => {
    const item = await made(foreign);
    const patch = {
      surname: 'Berg',
      homePhone: '11',
      emails: ['new@fjord.example', 'MARA@fjord.example'],
      businessAddress: { ...noAddress, city: 'Bergen' },
    };
    const [outcome] = await written(contacts, update(item, patch));
    expect(itemOf(outcome).fields).toMatchObject(patch);
    expect(await raw(item.id)).toMatchObject({
      ...foreign,
      surname: 'Berg',
      homePhones: ['11', '2'],
      emailAddresses: [
        { name: 'new@fjord.example', address: 'new@fjord.example' },
        { name: 'Mara at work', address: 'MARA@fjord.example' },
      ],
      businessAddress: { city: 'Bergen' },
    });
  });

  test('is shown by its new name where it was shown by its old one', async () => {
    const { displayName: _, ...plain } = foreign;
    const item = await made(plain);
    await written(contacts, update(item, { surname: 'Berg' }));
    expect(await raw(item.id)).toMatchObject({ displayName: 'Mara Berg jr.' });
  });

  test('is sent nothing but the change', async () => {
    const item = await created(everything);
    await written(contacts, update(item, { jobTitle: 'Director', homeFax: '' }));
    const body = { jobTitle: 'Director', singleValueExtendedProperties: [{ id: 'String 0x3A25', value: '' }] };
    expect(stage.server.control.journal().at(-1)?.requestBody).toHaveProperty('requests.0.body', body);
    expect((await read(item.id)).fields).toEqual({ ...everything, jobTitle: 'Director', homeFax: '' });
  });

  test('loses everything that is cleared, field by field and all at once', async () => {
    let item = await created(everything);
    const empty = aPerson({ givenName: '', surname: '' });
    const patch = Object.fromEntries(Object.entries(empty).filter(([field]) => field !== 'surname'));
    item = itemOf((await written(contacts, update(item, patch)))[0]);
    expect((await read(item.id)).fields).toEqual({ ...empty, surname: 'Lind' });
  });

  test('since it was read is not written over, and not removed', async () => {
    const item = await created(aPerson());
    stage.server.control.changeContact({ id: item.id, contact: { jobTitle: 'Buyer' } });
    const outcomes = await written(
      contacts,
      update(item, { jobTitle: 'Seller' }),
      update(item, { surname: 'Berg' }),
      removal(item),
    );
    const conflict = { result: 'failed', error: { kind: 'conflict' } };
    expect(outcomes).toMatchObject([conflict, conflict, conflict]);
    expect(stage.server.control.contacts()).toMatchObject([{ jobTitle: 'Buyer', surname: 'Lind' }]);
  });

  test('is changed once though the answer was lost', async () => {
    const item = await created(aPerson());
    stage.server.control.fault({ path: 'batch', effect: { kind: 'dropAfter' } });
    const [outcome] = await written(contacts, update(item, { jobTitle: 'Buyer', otherPhone: '1' }));
    expect(outcome).toMatchObject({ result: 'updated', item: { fields: { jobTitle: 'Buyer', otherPhone: '1' } } });
  });

  test('is gone, or is removed, and both are said', async () => {
    const [one, other] = [await created(aPerson()), await created(aPerson(), 2)];
    stage.server.control.deleteContact({ id: one.id });
    const outcomes = await written(contacts, update(one, { jobTitle: 'x' }), removal(one), removal(other));
    expect(outcomes).toMatchObject([
      { result: 'failed', error: { kind: 'notFound' } },
      { result: 'removed' },
      { result: 'removed' },
    ]);
    expect(stage.server.control.contacts()).toEqual([]);
  });
});

describe('a birthday', () => {
  test.each([
    ['1984-06-09T11:59:00Z', '1984-06-09'],
    ['1984-06-09T00:00:00Z', '1984-06-09'],
    ['1890-01-01T11:59:00Z', '1890-01-01'],
    ['0001-01-01T00:00:00Z', null],
  ])('told as %s is %s', async (birthday, date) => {
    expect((await made({ givenName: 'Mara', birthday })).fields.birthday).toBe(date);
  });
});

describe('the picture of a contact', () => {
  const picture: Picture = { content: new Uint8Array([255, 216, 255, 224, 1]), mediaType: 'image/jpeg' };
  const hasPhoto = () =>
    stage.server.control
      .contacts()
      .toSorted((one, other) => String(one.surname).localeCompare(String(other.surname)))
      .map((one) => one.hasPhoto);

  test('comes with it, and alone, and does not make it news', async () => {
    const item = await created(aPerson(), 1, { picture });
    const plain = await created(aPerson({ surname: 'Moe' }), 2);
    expect(hasPhoto()).toEqual([true, false]);
    const { cursor } = await roundOf(contacts);
    const [outcome] = await written(contacts, update(plain, {}, { picture }));
    expect([outcome?.result, hasPhoto()]).toEqual(['updated', [true, true]]);
    expect((await roundOf(contacts, cursor, knowing(item, plain))).changed).toEqual([]);
  });

  test('that is refused or too large does not keep the contact from being written', async () => {
    const huge = { ...picture, content: new Uint8Array(4 * 1024 * 1024 + 1) };
    expect((await written(contacts, creation(aPerson(), 1, { picture: huge })))[0]).toMatchObject({
      result: 'created',
      picture: 'refused',
    });
    stage.server.control.set('contactPictures', 'refused');
    const [outcome] = await written(contacts, creation(aPerson(), 2, { picture }));
    expect(outcome).toMatchObject({ result: 'created', picture: 'refused' });
    expect(hasPhoto()).toEqual([false, false]);
  });

  test('that did not arrive is worth another try', async () => {
    stage.server.control.fault({ path: 'photo', times: 9, effect: { kind: 'status', status: 500 } });
    const [outcome] = await written(contacts, creation(aPerson(), 1, { picture }));
    expect(outcome).toMatchObject({ result: 'created', picture: 'failed' });
  });

  test.each([
    ['done', undefined, false],
    ['refused', 'refused', true],
  ] as const)('is taken away where Graph does that (%s)', async (removal, fate, stays) => {
    stage.server.control.set('contactPictureRemoval', removal);
    const item = await created(aPerson(), 1, { picture });
    const [outcome] = await written(contacts, update(item, { jobTitle: 'x' }, { picture: null }));
    expect([outcome?.result, outcome && 'picture' in outcome ? outcome.picture : undefined]).toEqual(['updated', fate]);
    expect(hasPhoto()).toEqual([stays]);
  });
});

describe('changes of contacts', () => {
  test('come from round to round with all that they are, from the default folder alone', async () => {
    const [one, other] = [await created(everything), await created(aPerson(), 2)];
    const folder = await stage.person('POST', '/me/contactFolders', { displayName: 'Private' });
    await stage.person('POST', `/me/contactFolders/${encodeURIComponent(String(folder['id']))}/contacts`, {
      surname: 'x',
    });
    const first = await roundOf(contacts);
    expect(first.changed.map(({ fields }) => fields).toSorted((a, b) => b.emails.length - a.emails.length)).toEqual([
      everything,
      aPerson(),
    ]);
    stage.server.control.changeContact({ id: one.id, contact: { jobTitle: 'Director' } });
    stage.server.control.deleteContact({ id: other.id });
    const second = await roundOf(contacts, first.cursor, knowing(one, other));
    expect(second.changed).toMatchObject([{ id: one.id, fields: { ...everything, jobTitle: 'Director' } }]);
    expect(second.gone).toEqual([{ id: other.id, proof: 'tombstone' }]);
  });

  test('cost one request when there are none, and one more for up to twenty', async () => {
    const items = [];
    for (let number = 0; number < 20; number += 1) items.push(await created(aPerson(), number));
    const { cursor } = await roundOf(contacts);
    let before = stage.trips();
    await roundOf(contacts, cursor, knowing(...items));
    expect(stage.trips() - before).toBe(1);
    for (const { id } of items) stage.server.control.changeContact({ id, contact: { jobTitle: 'x' } });
    before = stage.trips();
    expect((await roundOf(contacts, cursor, knowing(...items))).changed).toHaveLength(20);
    expect(stage.trips() - before).toBe(2);
  });

  test('are listed anew when the cursor is no longer known, and what is missing then is asked for', async () => {
    const [kept, gone] = [await created(aPerson()), await created(aPerson(), 2)];
    const { cursor } = await roundOf(contacts);
    stage.server.control.deleteContact({ id: gone.id });
    stage.server.control.expireCursors();
    await expect(roundOf(contacts, cursor, knowing(kept, gone))).rejects.toThrow(CursorExpired);
    const round = await roundOf(contacts, null, knowing(kept, gone));
    expect([round.changed, round.gone]).toEqual([[], [{ id: gone.id, proof: 'notFound' }]]);
  });

  test('of one that is found in another folder say that it is gone', async () => {
    const [kept, moved] = [await created(aPerson()), await created(aPerson(), 2)];
    const { cursor } = await roundOf(contacts);
    // As an Exchange answers of a contact in the deleted ones: told as removed, and found by its id.
    const folderOf = async (answer: Response) => {
      const text = await answer.text();
      const body = JSON.parse(text) as { responses?: { body: { id?: string; parentFolderId?: string } }[] };
      for (const part of body.responses ?? []) if (part.body.id === moved.id) part.body.parentFolderId = 'deleted';
      return Response.json(body, { status: answer.status });
    };
    stage.between = async (answer, url) => {
      if (!url.includes('delta')) return folderOf(answer);
      const body = (await answer.json()) as { value: object[] };
      return Response.json({ ...body, value: [{ id: moved.id, '@removed': { reason: 'deleted' } }] });
    };
    const round = await roundOf(contacts, cursor, knowing(kept, moved));
    expect([round.changed, round.gone]).toEqual([[], [{ id: moved.id, proof: 'tombstone' }]]);
  });
});

test('4,000 contacts are made in 200 batches, and listed in few', { timeout: 60_000 }, async () => {
  const before = stage.trips();
  const outcomes = await written(
    contacts,
    ...Array.from({ length: 4000 }, (_, number) => creation(aPerson({ surname: `No. ${number}` }), number)),
  );
  expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['created']));
  expect(stage.trips() - before).toBe(200);
  const made = stage.trips();
  expect((await roundOf(contacts)).changed).toHaveLength(4000);
  expect(stage.trips() - made).toBe(40);
});

test('without the right to contacts, it is that right that is named', async () => {
  stage.between = async (answer, url) => {
    if (!url.includes('/contacts')) return answer;
    return Response.json({ error: { code: 'ErrorAccessDenied', message: 'no' } }, { status: 403 });
  };
  const error = await roundOf(contacts).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RightMissing);
  expect(error).toMatchObject({ details: { code: 'Contacts.ReadWrite' } });
});
