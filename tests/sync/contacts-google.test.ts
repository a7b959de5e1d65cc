/** @file The contacts of Google through the connector, against the practice server. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  Cursor,
  KnownItems,
  PersonFace,
  Picture,
  RemoteItem,
  WriteOperation,
} from '../../sync-core/connectors/connector.ts';
import { CursorExpired, RightMissing } from '../../sync-core/connectors/errors.ts';
import type { ItemPatch } from '../../sync-core/model/item.ts';
import { noAddress, type Person } from '../../sync-core/model/person.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import { type GoogleStage, startGoogleStage } from '../support/google-connector.ts';
import { halfAYear, itemOf, knowing, markOf, never, roundOf, written } from '../support/graph-connector.ts';
import { aPerson, everything, street } from '../support/sample-person.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let stage: GoogleStage;
let contacts: PersonFace;

async function begin(switches: Parameters<typeof startGoogleStage>[0] = {}): Promise<void> {
  stage = await startGoogleStage(switches);
  contacts = stage.contacts();
}
afterEach(() => stage.close());

const google = () => stage.server.control;
const group = 'SuperOffice';
const creation = (fields: Person, number = 1, more: object = {}): WriteOperation<Person> => ({
  do: 'create',
  mark: markOf(number),
  fields,
  categories: [group],
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
const made = (contact: object) => read(google().createContact({ contact: { ...contact } }).resourceName);
const raw = (id: string) =>
  google()
    .contacts()
    .find(({ resourceName }) => resourceName === id);
const change = (id: string, contact: object) => google().changeContact({ resourceName: id, contact: { ...contact } });
/** A round, when the list tells everything. */
const later = async (cursor: Cursor | null = null, known?: KnownItems) => {
  stage.advance(5 * minute);
  return await roundOf(contacts, cursor, known);
};

describe('a contact that is created', () => {
  beforeEach(() => begin());

  test('has every field of the person, is answered as it was said to be, and is read so again', async () => {
    const item = await created(everything);
    expect(item.fields).toEqual(everything);
    expect((await read(item.id)).fields).toEqual(everything);
    expect(contacts.express(everything, halfAYear)).toEqual(everything);
    expect(raw(item.id)).toMatchObject({ birthdays: [{ date: { year: 1984, month: 6, day: 9 } }] });
    expect(item.webUrl).toBe(`https://contacts.google.com/person/${item.id.slice('people/'.length)}`);
  });

  test('has what the address book can hold of a person that does not fit', async () => {
    const odd = aPerson({
      surname: '  Lind ',
      emails: [' MARA@fjord.example ', 'mara@FJORD.example', ' '],
      businessPhones: [' +47 1 ', ' '],
      businessAddress: { ...street, street: ' Storgata 1 \r\n Bak gården \r\n' },
    });
    const item = await created(odd);
    const said = contacts.express(odd, halfAYear);
    expect([item.fields, (await read(item.id)).fields]).toEqual([said, said]);
    expect(said).toMatchObject({ surname: 'Lind', emails: ['MARA@fjord.example'], businessPhones: ['+47 1'] });
    expect(contacts.express(said, halfAYear)).toEqual(said);
  });

  test('is in the group, and carries our mark, which no program of Google’s shows', async () => {
    const item = await created(aPerson(), 7);
    expect(item.categories).toEqual([group]);
    expect(raw(item.id)?.groups.toSorted()).toEqual([group, 'myContacts']);
    const other = await made({ names: [{ givenName: 'Kai' }] });
    expect(await contacts.markers?.([item.id, other.id], halfAYear, never)).toEqual(
      new Map([[item.id, markOf(7).marker]]),
    );
    stage.advance(5 * minute);
    const found = await contacts.findCreated([markOf(7), markOf(8)], never);
    expect([...found].map(([key, { id }]) => [key, id])).toEqual([[markOf(7).key, item.id]]);
  });

  test('whose answer was lost is not made again before the list can tell of it', async () => {
    google().fault({ method: 'POST', path: 'batchCreate', effect: { kind: 'dropAfter' } });
    const lost = { result: 'failed', error: { kind: 'unavailable' } };
    expect(await written(contacts, creation(aPerson()), creation(everything, 2))).toMatchObject([lost, lost]);
    // Another process, a moment later.
    contacts = stage.contacts();
    expect(await written(contacts, creation(aPerson()), creation(everything, 2))).toMatchObject([lost, lost]);
    stage.advance(5 * minute);
    const outcomes = await written(contacts, creation(aPerson()), creation(everything, 2));
    expect(outcomes.map(({ result }) => result)).toEqual(['existed', 'existed']);
    expect(itemOf(outcomes[1]).fields).toEqual(everything);
    expect(google().contacts()).toHaveLength(2);
  });

  test('that never arrived is made when the list would tell of it', async () => {
    google().fault({ method: 'POST', path: 'batchCreate', effect: { kind: 'status', status: 502 } });
    await written(contacts, creation(aPerson()));
    stage.advance(5 * minute);
    expect(await written(contacts, creation(aPerson()))).toMatchObject([{ result: 'failed' }]);
    stage.advance(15 * minute);
    expect(await written(contacts, creation(aPerson()))).toMatchObject([{ result: 'created' }]);
    expect(google().contacts()).toHaveLength(1);
  });

  test('in one batch with one that Google refuses comes all the same', async () => {
    stage.instead = (_url, init) =>
      String(init.body).includes('Refused')
        ? Response.json({ error: { code: 400, message: 'no', status: 'INVALID_ARGUMENT' } }, { status: 400 })
        : undefined;
    const refused = { result: 'failed', error: { kind: 'rejected' } };
    const outcomes = await written(contacts, creation(aPerson({ surname: 'Refused' })), creation(everything, 2));
    expect(outcomes).toMatchObject([refused, { result: 'created' }]);
  });

  test('is told by its key, in whatever order Google answers', async () => {
    stage.between = async (answer, url) => {
      if (!url.includes('batchCreate')) return answer;
      const body = (await answer.json()) as { createdPeople: object[] };
      return Response.json({ createdPeople: body.createdPeople.toReversed() });
    };
    const outcomes = await written(contacts, creation(aPerson()), creation(everything, 2));
    expect(outcomes.map((one) => itemOf(one).fields)).toEqual([aPerson(), everything]);
  });
});

describe('a contact that is changed', () => {
  const foreign = {
    names: [{ givenName: 'Mara', familyName: 'Lind', honorificSuffix: 'jr.', phoneticGivenName: 'Maara' }],
    nicknames: [{ value: 'Ma' }],
    relations: [{ person: 'Kai', type: 'spouse' }],
    biographies: [{ value: 'likes skiing', contentType: 'TEXT_PLAIN' }],
    clientData: [{ key: 'other program', value: '17' }],
    organizations: [
      { name: 'Rowing club', type: 'school' },
      { name: 'Fjord Foods', title: 'Buyer', type: 'work', location: '4th floor', jobDescription: 'buys' },
    ],
    emailAddresses: [
      { value: 'mara@fjord.example', type: 'work', displayName: 'Mara at work' },
      { value: 'm@x.example', type: 'home' },
      { value: 'two@x.example', type: 'other' },
      { value: 'four@x.example', type: 'work' },
    ],
    phoneNumbers: [
      { value: '1', type: 'home' },
      { value: '5', type: 'pager' },
      { value: '2', type: 'home' },
      { value: '3', type: 'work' },
      { value: '7' },
    ],
    addresses: [
      { type: 'home', city: 'Moss' },
      { type: 'work', streetAddress: 'Storgata 1', city: 'Oslo', poBox: '17', country: 'Norway', countryCode: 'NO' },
    ],
    urls: [
      { value: 'https://blog.example', type: 'blog' },
      { value: 'https://fjord.example', type: 'work' },
    ],
    birthdays: [{ date: { month: 6, day: 9 } }],
  };

  beforeEach(() => begin());

  test('keeps whatever is not ours, in names and lists, too', async () => {
    const item = await made(foreign);
    const patch = {
      surname: 'Berg',
      jobTitle: 'Director',
      homePhone: '11',
      businessPhones: ['33', '34'],
      emails: ['new@fjord.example', 'MARA@fjord.example'],
      businessAddress: { ...noAddress, street: 'Torget 2', city: 'Bergen', country: 'Norway' },
      businessHomePage: 'https://fjord.no.example',
    };
    const [outcome] = await written(contacts, update(item, patch));
    expect(itemOf(outcome).fields).toMatchObject({ ...patch, emails: [...patch.emails, 'four@x.example'] });
    const { birthdays, clientData, nicknames, relations, biographies } = foreign;
    expect(raw(item.id)).toMatchObject({
      ...{ birthdays, clientData, nicknames, relations, biographies },
      names: [{ ...foreign.names[0], familyName: 'Berg' }],
      organizations: [foreign.organizations[0], { ...foreign.organizations[1], title: 'Director' }],
      emailAddresses: [
        { value: 'new@fjord.example', type: 'work' },
        { value: 'MARA@fjord.example', type: 'work', displayName: 'Mara at work' },
        { value: 'four@x.example', type: 'work' },
      ],
      phoneNumbers: [
        { value: '11', type: 'home' },
        { value: '5', type: 'pager' },
        { value: '2', type: 'home' },
        { value: '33', type: 'work' },
        { value: '7' },
        { value: '34', type: 'work' },
      ],
      addresses: [
        foreign.addresses[0],
        { type: 'work', streetAddress: 'Torget 2', city: 'Bergen', poBox: '17', country: 'Norway', countryCode: 'NO' },
      ],
      urls: [foreign.urls[0], { value: 'https://fjord.no.example', type: 'work' }],
    });
  });

  test('loses the code of a country that it is no longer in', async () => {
    const item = await made(foreign);
    await written(contacts, update(item, { businessAddress: { ...noAddress, city: 'Kiel', country: 'Germany' } }));
    expect(raw(item.id)?.addresses?.[1]).not.toHaveProperty('countryCode');
  });

  test('is sent nothing but the fields that change, with its version', async () => {
    const item = await created(everything);
    await written(contacts, update(item, { jobTitle: 'Director', companyName: '' }));
    const entry = google().journal().at(-1);
    expect(entry?.requestBody).toMatchObject({
      updateMask: 'organizations',
      contacts: { [item.id]: { etag: item.version, metadata: { sources: [{ type: 'CONTACT', etag: item.version }] } } },
    });
    expect((await read(item.id)).fields).toEqual({ ...everything, jobTitle: 'Director', companyName: '' });
  });

  test('loses everything that is cleared', async () => {
    const item = await created(everything);
    const empty = aPerson({ givenName: '' });
    const [outcome] = await written(contacts, update(item, empty));
    expect(itemOf(outcome).fields).toEqual(empty);
    const { names, organizations, phoneNumbers, addresses, urls, emailAddresses } = raw(item.id) ?? {};
    expect(names).toMatchObject([{ familyName: 'Lind' }]);
    expect([organizations, phoneNumbers, addresses, urls, emailAddresses]).toEqual(Array(5).fill(undefined));
  });

  test('keeps a birthday without a year, of which the CRM knows nothing', async () => {
    const item = await made(foreign);
    expect(item.fields.birthday).toBeNull();
    await written(contacts, update(item, { birthday: null, surname: 'Berg' }));
    expect(raw(item.id)?.birthdays).toEqual(foreign.birthdays);
    await written(contacts, update(await read(item.id), { birthday: '1984-06-09' as Person['birthday'] }));
    expect(raw(item.id)?.birthdays).toEqual([{ date: { year: 1984, month: 6, day: 9 } }]);
  });

  test('leaves the group when it is released, and keeps its mark and its owner’s groups', async () => {
    const item = await created(aPerson());
    const own = google().createContactGroup({ name: 'Rowing' });
    const memberships = [own.resourceName, 'contactGroups/myContacts', google().contactGroups()[0]?.resourceName].map(
      (contactGroupResourceName) => ({ contactGroupMembership: { contactGroupResourceName } }),
    );
    change(item.id, { memberships });
    const [outcome] = await written(contacts, update(await read(item.id), {}, { categories: [] }));
    expect(itemOf(outcome).categories).toEqual([]);
    expect(raw(item.id)?.groups.toSorted()).toEqual(['Rowing', 'myContacts']);
    expect((await contacts.markers?.([item.id], halfAYear, never))?.get(item.id)).toBe(markOf(1).marker);
  });

  test('is changed once though the answer was lost', async () => {
    const item = await created(aPerson());
    google().fault({ path: 'batchUpdate', effect: { kind: 'dropAfter' } });
    const [outcome] = await written(contacts, update(item, { jobTitle: 'Buyer', otherPhone: '1' }));
    expect(outcome).toMatchObject({ result: 'updated', item: { fields: { jobTitle: 'Buyer', otherPhone: '1' } } });
  });
});

describe.each(['whole', 'each'])('in batches, of which one contact fails %s', (contactBatchFailure) => {
  beforeEach(() => begin({ contactBatchFailure }));

  test('what was changed since it was read is not written over and not removed, and the others are', async () => {
    const [one, other] = [await created(aPerson()), await created(everything, 2)];
    change(one.id, { nicknames: [{ value: 'Ma' }] });
    const outcomes = await written(
      contacts,
      update(one, { surname: 'Berg' }),
      update(other, { surname: 'Moe' }),
      removal(one),
    );
    const conflict = { result: 'failed', error: { kind: 'conflict' } };
    expect(outcomes).toMatchObject([conflict, { result: 'updated' }, conflict]);
    expect(raw(one.id)?.names).toMatchObject([{ familyName: 'Lind' }]);
  });

  test('what changes between the look and the write is a conflict of its own', async () => {
    const [one, other] = [await created(aPerson()), await created(everything, 2)];
    stage.between = async (answer, url) => {
      if (url.includes('batchGet')) {
        stage.between = async (same) => same;
        change(one.id, { nicknames: [{ value: 'Ma' }] });
      }
      return answer;
    };
    const outcomes = await written(contacts, update(one, { surname: 'Berg' }), update(other, { surname: 'Moe' }));
    expect(outcomes).toMatchObject([{ result: 'failed', error: { kind: 'conflict' } }, { result: 'updated' }]);
    expect(raw(one.id)?.names).toMatchObject([{ familyName: 'Lind' }]);
  });

  test('what is gone is gone, and what is removed is removed', async () => {
    const items = [await created(aPerson()), await created(everything, 2), await created(aPerson(), 3)] as const;
    const [gone, other, third] = items;
    google().deleteContact({ resourceName: gone.id });
    const outcomes = await written(contacts, update(gone, { jobTitle: 'x' }), removal(gone), removal(other));
    expect(outcomes).toMatchObject([
      { result: 'failed', error: { kind: 'notFound' } },
      { result: 'removed' },
      { result: 'removed' },
    ]);
    const answers = await contacts.get([gone.id, third.id, other.id], never);
    expect([...answers.values()].map((answer) => (typeof answer === 'string' ? answer : 'there')).toSorted()).toEqual([
      'gone',
      'gone',
      'there',
    ]);
  });
});

describe('the picture of a contact', () => {
  const picture: Picture = { content: new Uint8Array([255, 216, 255, 224, 1]), mediaType: 'image/jpeg' };
  beforeEach(() => begin());

  test('comes with it and alone, does not make it news, and is taken away', async () => {
    const item = await created(aPerson(), 1, { picture });
    const plain = await created(aPerson({ surname: 'Moe' }), 2);
    expect([raw(item.id)?.hasPhoto, raw(plain.id)?.hasPhoto]).toEqual([true, false]);
    const { cursor } = await later();
    const [outcome] = await written(contacts, update(plain, {}, { picture }));
    expect([outcome?.result, raw(plain.id)?.hasPhoto]).toEqual(['updated', true]);
    expect((await later(cursor, knowing(item, itemOf(outcome)))).changed).toEqual([]);
    await written(contacts, update(itemOf(outcome), {}, { picture: null }));
    expect(raw(plain.id)?.hasPhoto).toBe(false);
    const again = await written(contacts, update(await read(plain.id), {}, { picture: null }));
    expect(again).toMatchObject([{ result: 'updated' }]);
    expect(again[0]).not.toHaveProperty('picture');
  });

  test('that is refused or too large does not keep the contact from being written', async () => {
    const huge = { ...picture, content: new Uint8Array(4 * 1024 * 1024 + 1) };
    const page: Picture = { ...picture, content: new Uint8Array([60, 104, 116]) };
    const outcomes = await written(
      contacts,
      creation(aPerson(), 1, { picture: huge }),
      creation(aPerson(), 2, { picture: page }),
    );
    expect(outcomes).toMatchObject(Array(2).fill({ result: 'created', picture: 'refused' }));
  });

  test('that did not arrive is worth another try', async () => {
    google().fault({ path: 'ContactPhoto', times: 9, effect: { kind: 'status', status: 500 } });
    const [outcome] = await written(contacts, creation(aPerson(), 1, { picture }));
    expect(outcome).toMatchObject({ result: 'created', picture: 'failed' });
  });
});

describe('changes of contacts', () => {
  beforeEach(() => begin());

  test('come from round to round with all that they are, and cost one request when there are none', async () => {
    const [one, other] = [await created(everything), await created(aPerson(), 2)];
    const first = await later();
    expect(first.changed.map(({ fields }) => fields)).toEqual([everything, aPerson()]);
    const before = stage.trips();
    expect((await later(first.cursor, knowing(one, other))).changed).toEqual([]);
    expect(stage.trips() - before).toBe(1);
    change(one.id, { nicknames: [{ value: 'Ma' }] });
    google().deleteContact({ resourceName: other.id });
    const second = await later(first.cursor, knowing(one, other));
    expect(second.changed).toMatchObject([{ id: one.id, fields: everything }]);
    expect(second.gone).toEqual([{ id: other.id, proof: 'tombstone' }]);
  });

  test('that the list tells late are told as they are by now', async () => {
    const item = await created(aPerson());
    const { cursor } = await later();
    change(item.id, { names: [{ givenName: 'Mara', familyName: 'Moe' }] });
    stage.advance(3 * minute);
    const [outcome] = await written(contacts, update(await read(item.id), { surname: 'Berg' }));
    const now = itemOf(outcome);
    // The list still tells of Moe.
    expect((await roundOf(contacts, cursor, knowing(now))).changed).toEqual([]);
  });

  test('of one that was just made, which the list does not tell of, are asked for by its name', async () => {
    const { cursor } = await later();
    const item = await created(aPerson());
    const known = { ...knowing(item), idsWithin: () => [item.id], createdSince: [item.id] };
    expect(await roundOf(contacts, cursor, known)).toMatchObject({ changed: [], gone: [] });
    expect(await roundOf(contacts, null, known)).toMatchObject({ changed: [], gone: [] });
  });

  test('are listed anew when the token has died, and nothing that is there is taken for gone', async () => {
    const items = [await created(aPerson()), await created(aPerson(), 2)] as const;
    const [, gone] = items;
    const { cursor } = await later();
    stage.advance(7 * day);
    google().deleteContact({ resourceName: gone.id });
    stage.advance(5 * minute);
    const young = await created(everything, 3);
    await expect(roundOf(contacts, cursor, knowing(...items))).rejects.toThrow(CursorExpired);
    const round = await roundOf(contacts, null, { ...knowing(...items, young), createdSince: [] });
    expect([round.changed, round.gone]).toEqual([[], [{ id: gone.id, proof: 'notFound' }]]);
  });

  test('know a dead token by whatever Google says of it', async () => {
    const { cursor } = await later();
    for (const status of ['FAILED_PRECONDITION', 'INVALID_ARGUMENT', 'GONE']) {
      const code = status === 'GONE' ? 410 : 400;
      stage.between = async () => Response.json({ error: { code, message: 'x', status } }, { status: code });
      await expect(roundOf(contacts, cursor)).rejects.toThrow(CursorExpired);
      await expect(roundOf(contacts, null)).rejects.not.toThrow(CursorExpired);
    }
  });

  test.each(['a round', 'a whole list'])(
    'of a contact that has another name by now are its own, in %s',
    async (what) => {
      const item = await created(aPerson());
      const { cursor } = await later();
      const { resourceName } = google().renameContact({ resourceName: item.id });
      change(resourceName, { organizations: [{ name: 'Fjord', type: 'work' }] });
      const round = await later(what === 'a round' ? cursor : null, knowing(item));
      expect(round).toMatchObject({ changed: [{ id: item.id, fields: { companyName: 'Fjord' } }], gone: [] });
      const [renamed] = round.changed;
      if (renamed === undefined) throw new Error('nothing');
      const [outcome] = await written(contacts, update(renamed, { surname: 'Berg' }));
      expect(outcome).toMatchObject({ result: 'updated', item: { id: item.id, fields: { surname: 'Berg' } } });
    },
  );
});

describe('the group', () => {
  const keep = (name?: string) => stage.contacts(name).group?.keep(never);
  const groups = () =>
    google()
      .contactGroups()
      .map(({ name, members }) => [name, members]);

  test('is made with the first contact, once, and costs nothing within the hour', async () => {
    await begin();
    await keep();
    expect(groups()).toEqual([]);
    await created(aPerson());
    const before = stage.trips();
    await keep();
    await created(everything, 2);
    expect(stage.trips() - before).toBe(1);
    expect(groups()).toEqual([[group, 2]]);
  });

  test('is renamed as soon as the preference is, and again when its owner calls it otherwise', async () => {
    await begin();
    await created(aPerson());
    await keep('Kunden');
    expect(groups()).toEqual([['Kunden', 1]]);
    google().renameContactGroup({ resourceName: google().contactGroups()[0]?.resourceName ?? '', name: 'Work' });
    stage.advance(hour);
    await keep('Kunden');
    expect(groups()).toEqual([['Kunden', 1]]);
  });

  test('is the one that its owner has of that name already, and the former one is left to its owner', async () => {
    await begin();
    google().createContactGroup({ name: 'Kunden' });
    await created(aPerson());
    stage.advance(5 * minute);
    await keep('Kunden');
    expect(groups().toSorted()).toEqual([
      ['Kunden', 1],
      [group, 1],
    ]);
    await keep('Partner');
    expect(groups().toSorted()).toEqual([
      ['Partner', 1],
      [group, 1],
    ]);
  });

  test('is found again without a memory, by its mark', async () => {
    await begin();
    google().createContactGroup({ name: group });
    await created(aPerson());
    stage.advance(day);
    await keep();
    expect(groups()).toEqual([[group, 1]]);
  });

  test.each([true, false])('that was deleted is made again with all that belong there (listed: %s)', async (listed) => {
    await begin({ groupDeletionListed: listed });
    const released = await created(aPerson(), 1);
    await created(everything, 2);
    await made({ names: [{ givenName: 'Own' }] });
    await written(contacts, update(released, {}, { categories: [] }));
    google().deleteContactGroup({ resourceName: google().contactGroups()[0]?.resourceName ?? '' });
    stage.advance(hour);
    await keep();
    expect(groups()).toEqual([[group, 1]]);
  });

  test('that was deleted this moment is made for the next contact', async () => {
    await begin();
    await created(aPerson());
    google().deleteContactGroup({ resourceName: google().contactGroups()[0]?.resourceName ?? '' });
    stage.advance(5 * minute);
    await created(everything, 2);
    expect(groups()).toEqual([[group, 2]]);
  });

  test('that was made and not filled to the end is filled the next time', async () => {
    await begin();
    await created(aPerson());
    google().deleteContactGroup({ resourceName: google().contactGroups()[0]?.resourceName ?? '' });
    stage.advance(hour);
    google().fault({ path: 'members:modify', times: 9, effect: { kind: 'status', status: 500 } });
    await expect(keep()).rejects.toThrow();
    expect(groups()).toEqual([[group, 0]]);
    google().clearFaults();
    await keep();
    expect(groups()).toEqual([[group, 1]]);
  });
});

test('300 contacts are made in two batches within the quota, and listed in one', async () => {
  await begin();
  await stage.contacts().group?.keep(never);
  const before = stage.trips();
  const operations = Array.from({ length: 300 }, (_, number) =>
    creation(aPerson({ surname: `No. ${number}` }), number),
  );
  const outcomes = await written(contacts, ...operations);
  expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['created']));
  expect(stage.asked(before)).toEqual([
    'POST /v1/contactGroups',
    'POST /v1/people:batchCreateContacts',
    'POST /v1/people:batchCreateContacts',
  ]);
  const all = stage.trips();
  expect((await later()).changed).toHaveLength(300);
  expect(stage.trips() - all).toBe(1);
});

test('a name that Google refuses keeps nobody else from being read, and says nothing of being gone', async () => {
  await begin();
  const items = [await created(aPerson()), await created(everything, 2), await created(aPerson(), 3)];
  stage.instead = (url) =>
    url.includes(encodeURIComponent('people/odd'))
      ? Response.json({ error: { code: 400, message: 'no', status: 'INVALID_ARGUMENT' } }, { status: 400 })
      : undefined;
  const odd = 'people/odd' as ItemId;
  const answers = await contacts.get([odd, ...items.map(({ id }) => id)], never);
  expect(answers.get(odd)).toBe('noAccess');
  expect(items.map(({ id }) => (answers.get(id) as RemoteItem<Person>).id)).toEqual(items.map(({ id }) => id));
});

test('an answer that is none is not taken for an empty list', async () => {
  await begin();
  const item = await created(aPerson());
  stage.between = async () => Response.json({});
  await expect(roundOf(contacts)).rejects.toMatchObject({ kind: 'nonsense' });
  await expect(contacts.findCreated([markOf(1)], never)).rejects.toMatchObject({ kind: 'nonsense' });
  await expect(contacts.get([item.id], never)).rejects.toMatchObject({ kind: 'nonsense' });
  await expect(contacts.markers?.([item.id], halfAYear, never)).rejects.toMatchObject({ kind: 'nonsense' });
  await expect(stage.contacts('Other').group?.keep(never)).rejects.toMatchObject({ kind: 'nonsense' });
});

test('writes beyond the quota of a minute are waited for', async () => {
  await begin({ contactWritesPerMinute: 2 });
  const picture: Picture = { content: new Uint8Array([255, 216, 255]), mediaType: 'image/jpeg' };
  const operations = [1, 2, 3, 4].map((number) => creation(aPerson(), number, { picture }));
  const outcomes = await written(contacts, ...operations);
  expect(outcomes).toHaveLength(4);
  expect(
    google()
      .contacts()
      .map(({ hasPhoto }) => hasPhoto),
  ).toEqual([true, true, true, true]);
});

test('without the right to contacts there is no such face, or it is that right that is named', async () => {
  stage = await startGoogleStage({}, ['https://www.googleapis.com/auth/calendar']);
  expect(stage.hasContacts).toBe(false);
  await stage.close();
  await begin();
  for (const details of [[], [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }]]) {
    stage.between = async () =>
      Response.json({ error: { code: 403, message: 'no', status: 'PERMISSION_DENIED', details } }, { status: 403 });
    const error = await roundOf(contacts).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RightMissing);
    expect(error).toMatchObject({ details: { code: 'https://www.googleapis.com/auth/contacts' } });
  }
});
