/** @file The contacts of an Exchange Server through the connector, against the practice server. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PersonFace, Picture, RemoteItem, WriteOperation } from '../../sync-core/connectors/connector.ts';
import type { ItemPatch } from '../../sync-core/model/item.ts';
import { noAddress, type Person } from '../../sync-core/model/person.ts';
import type { ItemId } from '../../sync-core/model/side.ts';
import type { LocalDate } from '../../sync-core/model/time.ts';
import { type ExchangeStage, startExchangeStage } from '../support/exchange-connector.ts';
import { halfAYear, itemOf, knowing, markOf, never, roundOf, written } from '../support/graph-connector.ts';
import { aPerson, everything } from '../support/sample-person.ts';

let stage: ExchangeStage;
let contacts: PersonFace;

beforeAll(async () => {
  stage = await startExchangeStage();
  contacts = stage.connector.contacts as PersonFace;
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.between = async (answer) => answer;
  for (const { id } of list()) stage.server.control.deleteContact({ id });
});

const list = () => stage.server.control.contacts();
const shown = (id: string) => list().find((contact) => contact.id === id);

const nobody = aPerson();

const creation = (fields: Person, number = 1, more: object = {}): WriteOperation<Person> => ({
  do: 'create',
  mark: markOf(number),
  fields,
  categories: [],
  ...more,
});
const update = (item: RemoteItem<Person>, patch: ItemPatch<Person>, more: object = {}): WriteOperation<Person> => ({
  do: 'update',
  id: item.id,
  version: item.version,
  patch,
  current: item.fields,
  ...more,
});
const created = async (fields: Person, number = 1, more: object = {}) =>
  itemOf((await written(contacts, creation(fields, number, more)))[0]);
const changed = async (item: RemoteItem<Person>, patch: ItemPatch<Person>, more: object = {}) =>
  itemOf((await written(contacts, update(item, patch, more)))[0]);
const read = async (id: ItemId) => (await contacts.get([id], never)).get(id) as RemoteItem<Person>;

describe('a contact that is created', () => {
  test('has every field of the person, and is read and listed as that', async () => {
    const { cursor } = await roundOf(contacts);
    const item = await created(everything, 1, { categories: ['SuperOffice Person'] });
    expect(item).toMatchObject({ fields: everything, categories: ['SuperOffice Person'] });
    expect(contacts.express(everything, halfAYear)).toEqual(everything);
    expect((await roundOf(contacts, cursor)).changed).toEqual([item]);
    expect(shown(item.id)).toMatchObject({ texts: { DisplayName: 'Mara Sofie Lind' }, birthday: '1984-06-09' });
  });

  test('of whom little is known has nothing else', async () => {
    const item = await created(nobody);
    expect(item.fields).toEqual(nobody);
    expect(shown(item.id)).toMatchObject({ emails: {}, phones: {}, addresses: {}, birthday: null });
  });

  test('is shown by its company where nobody is named', async () => {
    const item = await created({ ...nobody, givenName: '', surname: '', companyName: 'Fjord Foods AS' });
    expect(shown(item.id)?.texts).toMatchObject({ DisplayName: 'Fjord Foods AS', FileAs: 'Fjord Foods AS' });
  });

  test('carries our mark, is found by it, and is made once', async () => {
    const item = await created(everything, 7);
    expect(await contacts.markers?.([item.id], halfAYear, never)).toEqual(new Map([[item.id, markOf(7).marker]]));
    expect((await contacts.findCreated([markOf(7), markOf(8)], never)).get(markOf(7).key)?.id).toBe(item.id);
    expect(await written(contacts, creation(everything, 7))).toMatchObject([
      { result: 'existed', item: { id: item.id } },
    ]);
    expect(list()).toHaveLength(1);
  });
});

describe('a contact that is changed', () => {
  const fields = Object.keys(everything) as (keyof Person)[];

  test('loses everything that is cleared, and gets everything that is given, and keeps the rest', async () => {
    let item = await created(everything);
    for (const field of fields.filter((one) => one !== 'surname')) {
      const before = item.fields;
      item = await changed(item, { [field]: nobody[field] });
      expect(item.fields).toEqual({ ...before, [field]: nobody[field] });
    }
    item = await changed(item, everything);
    expect(item.fields).toEqual(everything);
  });

  test('keeps whatever is not ours', async () => {
    const item = await created(everything);
    const { control } = stage.server;
    const own = { texts: { Nickname: 'Mimi', DisplayName: 'Die Chefin', Manager: 'Kai' }, phones: { CarPhone: '1' } };
    control.changeContact({ id: item.id, ...own, notes: 'Likes tea', categories: ['Friends'] });
    await changed(await read(item.id), { surname: 'Berg', mobilePhone: '', businessAddress: noAddress });
    expect(shown(item.id)).toMatchObject({ ...own, notes: 'Likes tea', categories: ['Friends'] });
    expect(shown(item.id)?.texts.Surname).toBe('Berg');
  });

  test('is shown by its new name where it was shown by its old one', async () => {
    const item = await created(everything);
    await changed(item, { surname: 'Berg' });
    expect(shown(item.id)?.texts.DisplayName).toBe('Mara Sofie Berg');
  });

  test('since it was read is not written over', async () => {
    const item = await created(everything);
    stage.server.control.changeContact({ id: item.id, texts: { JobTitle: 'By hand' } });
    expect(await written(contacts, update(item, { jobTitle: 'Ours' }))).toMatchObject([
      { error: { kind: 'conflict' } },
    ]);
    const { cursor } = await roundOf(contacts);
    stage.server.control.deleteContact({ id: item.id });
    expect(await written(contacts, update(item, { jobTitle: 'Ours' }))).toMatchObject([
      { error: { kind: 'notFound' } },
    ]);
    expect((await roundOf(contacts, cursor, knowing(item))).gone).toEqual([{ id: item.id, proof: 'tombstone' }]);
  });
});

describe('a birthday', () => {
  const newYear = '1984-01-01' as LocalDate;

  test.each(['11:59', '00:00'])('told as %s in UTC is that day, wherever its owner is', async (time) => {
    const there = await startExchangeStage(time === '00:00' ? 'Pacific Standard Time' : 'New Zealand Standard Time');
    const face = there.connector.contacts as PersonFace;
    const item = itemOf((await written(face, creation({ ...everything, birthday: newYear })))[0]);
    there.between = async (answer) => new Response((await answer.text()).replaceAll('T11:59:', `T${time}:`), answer);
    const now = (await face.get([item.id], never)).get(item.id) as RemoteItem<Person>;
    expect(now.fields.birthday).toBe(newYear);
    await there.close();
  });

  test('told as midnight where its owner is, is the day there', async () => {
    const item = await created(everything);
    const berlin = '1984-06-08T22:00:00Z';
    stage.between = async (answer) =>
      new Response((await answer.text()).replaceAll('1984-06-09T11:59:00Z', berlin), answer);
    expect((await read(item.id)).fields.birthday).toBe('1984-06-09');
  });
});

describe('the picture of a contact', () => {
  const picture = (size: number): Picture => ({ content: new Uint8Array(size).fill(7), mediaType: 'image/jpeg' });

  test('comes with it, is replaced, is taken away, and makes no news', async () => {
    const item = await created(everything, 1, { picture: picture(100) });
    expect(Buffer.from(shown(item.id)?.picture ?? '', 'base64')).toHaveLength(100);
    expect((await read(item.id)).version).toBe(item.version);
    const other = await changed(item, {}, { picture: picture(200) });
    expect(Buffer.from(shown(item.id)?.picture ?? '', 'base64')).toHaveLength(200);
    expect((await read(item.id)).version).toBe(other.version);
    const none = await changed(other, {}, { picture: null });
    expect(shown(item.id)?.picture).toBeNull();
    expect((await read(item.id)).version).toBe(none.version);
  });

  test('that is too large, or does not arrive, keeps nobody from being a contact', async () => {
    const large = await written(contacts, creation(everything, 1, { picture: picture(5 * 1024 * 1024) }));
    expect(large).toMatchObject([{ result: 'created', picture: 'refused' }]);
    stage.between = async (answer, operation) => {
      if (operation.startsWith('CreateAttachment')) throw new Error('the connection broke');
      return answer;
    };
    const lost = await written(contacts, creation(nobody, 2, { picture: picture(100) }));
    expect(lost).toMatchObject([{ result: 'created', picture: 'failed' }]);
    expect(list()).toHaveLength(2);
  });
});

test('a list of addresses among the contacts is none, and is left alone', async () => {
  const item = await created(everything);
  const one = `<t:Create><t:DistributionList><t:ItemId Id="list" ChangeKey="AQ=="/></t:DistributionList></t:Create>`;
  stage.between = async (answer) =>
    new Response((await answer.text()).replace('<m:Changes>', `<m:Changes>${one}`), answer);
  const { changed: news, unreadable } = await roundOf(contacts);
  expect(news.map(({ id }) => id)).toEqual([item.id]);
  expect(unreadable).toEqual([]);
});
