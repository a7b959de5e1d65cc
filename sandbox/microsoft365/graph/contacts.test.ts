import { beforeEach, describe, expect, it } from 'vitest';
import { type Body, changeRound, type Started, startGraph } from '../testing/checked-client.ts';

const immutable = { prefer: 'IdType="ImmutableId"' };
const marker = 'String {00020329-0000-0000-C000-000000000046} Name SynchronizerId';
let graph: Started;
beforeEach(async () => {
  graph = await startGraph();
});

const path = (id: string) => `/me/contacts/${encodeURIComponent(id)}`;
const mara = { givenName: 'Mara', surname: 'Lind', companyName: 'Nordlicht AS' };
const add = async (change: object = {}) => (await graph.post('/me/contacts', { ...mara, ...change }, immutable)).body;

describe('a contact', () => {
  it('is shown by its names, until another name to show is sent', async () => {
    const { id, displayName } = await add();
    expect(displayName).toBe('Mara Lind');
    expect((await graph.patch(path(id), { surname: 'Berg' })).body['displayName']).toBe('Mara Berg');
    expect((await graph.patch(path(id), { displayName: 'Lind, Mara' })).body['displayName']).toBe('Lind, Mara');
    expect((await graph.patch(path(id), { givenName: 'Maria', displayName: 'M. L.' })).body['displayName']).toBe(
      'M. L.',
    );
    expect((await graph.patch(path(id), { jobTitle: 'Buyer' })).body['displayName']).toBe('M. L.');
  });

  it('keeps what is not sent, and has lists and addresses replaced whole', async () => {
    const { id } = await add({
      businessPhones: ['+47 1', '+47 2'],
      businessAddress: { street: 'Storgata 1', city: 'Oslo' },
      emailAddresses: [{ address: 'mara@nordlicht.example', name: 'Mara' }],
    });
    const { body } = await graph.patch(path(id), { businessPhones: ['+47 3'], businessAddress: { city: 'Bergen' } });
    expect(body).toMatchObject({
      ...mara,
      businessPhones: ['+47 3'],
      businessAddress: { city: 'Bergen' },
      emailAddresses: [{ address: 'mara@nordlicht.example', name: 'Mara' }],
    });
    expect(body['businessAddress']).not.toHaveProperty('street');
  });

  it('has a birthday as a moment, and loses it with null', async () => {
    const { id, birthday } = await add({ birthday: '1984-06-09T11:59:00Z' });
    expect(birthday).toBe('1984-06-09T11:59:00Z');
    expect((await graph.patch(path(id), { birthday: null })).body['birthday']).toBeNull();
  });

  it('is found by what a program has left on it, and tells it only when it is asked for', async () => {
    const { id } = await add({ singleValueExtendedProperties: [{ id: marker, value: 'crm:12' }] });
    await add();
    expect((await graph.get(path(id), immutable)).body).not.toHaveProperty('singleValueExtendedProperties');
    const filter = `singleValueExtendedProperties/any(p: p/id eq '${marker}' and p/value eq 'CRM:12')`;
    const found = await graph.get(`/me/contacts?$filter=${encodeURIComponent(filter)}`, immutable);
    expect(found.body.value.map((one) => one.id)).toEqual([id]);
    const expand = `singleValueExtendedProperties($filter=id eq '${marker}')`;
    const { body } = await graph.get(`${path(id)}?$expand=${encodeURIComponent(expand)}`, immutable);
    expect(body['singleValueExtendedProperties']).toEqual([{ id: marker, value: 'crm:12' }]);
  });

  it.each<[string, object, number]>([
    ['a property that there is not', { colour: 'blue' }, 400],
    ['a property that is read-only', { parentFolderId: 'x' }, 400],
    ['a fourth e-mail address', { emailAddresses: ['a', 'b', 'c', 'd'].map((address) => ({ address })) }, 400],
    ['a third phone at work', { businessPhones: ['1', '2', '3'] }, 400],
    ['a name that is too long', { surname: 'x'.repeat(256) }, 400],
    ['a birthday that is no moment', { birthday: '1984-06-09' }, 400],
    ['another way to write addresses beside the usual one', { primaryEmailAddress: { address: 'a@b.example' } }, 501],
  ])('is refused with %s', async (_, wrong, status) => {
    expect((await graph.post('/me/contacts', { ...mara, ...wrong })).status).toBe(status);
    expect(graph.system.control.contacts()).toEqual([]);
  });

  it('is changed and removed only as it was read', async () => {
    const contact = await add();
    const stale = { 'if-match': contact['@odata.etag'] };
    graph.system.control.changeContact({ id: contact.id, contact: { jobTitle: 'Buyer' } });
    expect((await graph.patch(path(contact.id), { surname: 'Berg' }, stale)).status).toBe(412);
    expect((await graph.remove(path(contact.id), stale)).status).toBe(412);
    expect((await graph.remove(path(contact.id))).status).toBe(204);
    expect((await graph.get(path(contact.id))).body.error.code).toBe('ErrorItemNotFound');
    expect((await graph.get(path('nothing'))).body.error.code).toBe('ErrorInvalidIdMalformed');
  });

  it('is listed in pages, with what is selected', async () => {
    for (const surname of ['A', 'B', 'C']) await add({ surname });
    const first = (await graph.get('/me/contacts?$top=2&$select=surname&$count=true', immutable)).body;
    expect([first.value.length, first['@odata.count']]).toEqual([2, 3]);
    expect(Object.keys(first.value[0] ?? {}).sort()).toEqual(['@odata.etag', 'id', 'surname']);
    const second = (await graph.get(first['@odata.nextLink'] ?? '', immutable)).body;
    expect(second.value).toHaveLength(1);
    expect(second).not.toHaveProperty('@odata.nextLink');
    expect((await graph.get('/me/contacts?$select=colour')).status).toBe(400);
  });

  it('has a picture of its own', async () => {
    const { id } = await add();
    const { addresses, users } = graph.system.describe();
    const url = `${addresses['graph']}/v1.0${path(id)}/photo/$value`;
    const authorization = `Bearer ${users[0]?.accessToken}`;
    expect((await graph.system.fetch(url, { headers: { authorization } })).status).toBe(404);
    const picture = Buffer.from([255, 216, 255, 224, 1, 2, 3]);
    const headers = { authorization, 'content-type': 'image/jpeg' };
    expect((await graph.system.fetch(url, { method: 'PUT', headers, body: picture })).status).toBe(200);
    const told = await graph.system.fetch(url, { headers: { authorization } });
    expect(Buffer.from(await told.arrayBuffer())).toEqual(picture);
    expect(graph.system.control.contacts()[0]?.hasPhoto).toBe(true);
  });
});

describe('folders of contacts', () => {
  it('keep theirs apart, and a name is given once', async () => {
    const folder = (await graph.post('/me/contactFolders', { displayName: 'CRM' })).body;
    expect((await graph.post('/me/contactFolders', { displayName: 'crm' })).status).toBe(409);
    const inside = `/me/contactFolders/${encodeURIComponent(folder.id)}/contacts`;
    const { id } = (await graph.post(inside, mara, immutable)).body;
    expect((await graph.get('/me/contacts')).body.value).toEqual([]);
    expect((await graph.get(inside, immutable)).body.value.map((one) => one.id)).toEqual([id]);
    expect((await graph.get(path(id), immutable)).body.id).toBe(id);
    expect((await graph.remove(`/me/contactFolders/${encodeURIComponent(folder.id)}`)).status).toBe(204);
    expect((await graph.get(path(id))).status).toBe(404);
  });
});

describe('changes of contacts', () => {
  const small = { prefer: 'odata.maxpagesize=2, IdType="ImmutableId"' };
  const surnames = (rows: readonly Body[]) => rows.map((row) => row['surname'] ?? 'removed').sort();

  it('are told from round to round, in pages, with what was removed', async () => {
    const made: Body[] = [];
    for (const surname of ['A', 'B', 'C']) made.push(await add({ surname }));
    const first = await changeRound(graph, '/me/contacts/delta', small);
    expect([surnames(first.rows), first.pages]).toEqual([['A', 'B', 'C'], 2]);
    await graph.patch(path(made[0]?.id ?? ''), { jobTitle: 'Buyer' });
    graph.system.control.deleteContact({ id: made[1]?.id ?? '' });
    const second = await changeRound(graph, first.deltaLink, small);
    expect(surnames(second.rows)).toEqual(['A', 'removed']);
    expect(second.rows.find((row) => row['@removed'])?.id).toBe(made[1]?.id);
    expect((await changeRound(graph, second.deltaLink, small)).rows).toEqual([]);
  });

  it('do not tell of pictures, and are of one folder alone', async () => {
    const { id } = await add();
    const { deltaLink } = await changeRound(graph, '/me/contacts/delta', small);
    const { addresses, users } = graph.system.describe();
    await graph.system.fetch(`${addresses['graph']}/v1.0${path(id)}/photo/$value`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${users[0]?.accessToken}`, 'content-type': 'image/jpeg' },
      body: Buffer.from([1]),
    });
    expect((await changeRound(graph, deltaLink, small)).rows).toEqual([]);
    const folder = (await graph.post('/me/contactFolders', { displayName: 'CRM' })).body;
    const token = new URL(deltaLink).search;
    const elsewhere = `/me/contactFolders/${encodeURIComponent(folder.id)}/contacts/delta${token}`;
    expect((await graph.get(elsewhere)).status).toBe(400);
    expect((await graph.get('/me/contacts/delta?$filter=surname eq 1')).status).toBe(400);
    graph.system.control.expireCursors();
    expect((await graph.get(deltaLink)).status).toBe(410);
  });
});
