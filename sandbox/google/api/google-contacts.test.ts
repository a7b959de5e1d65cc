/** @file Contacts: masks, versions, batches, and a list that lags behind and whose token dies. */
import { describe, expect, it } from 'vitest';
import { startServices } from '../testing/checked-client.ts';

const fields = 'personFields=names,emailAddresses,memberships,metadata';
const connections = `/v1/people/me/connections?${fields}&requestSyncToken=true`;
const ann = { names: [{ givenName: 'Ann', familyName: 'Berg' }], emailAddresses: [{ value: 'ann@x.example' }] };

interface Person {
  readonly resourceName: string;
  readonly etag: string;
  readonly metadata: { readonly sources: readonly object[] };
}

async function withPerson(switches = {}) {
  const started = startServices({ switches });
  const { body } = await started.send('POST', `/v1/people:createContact?${fields}`, ann);
  const person = body as unknown as Person;
  return { ...started, person, path: `/v1/${person.resourceName}` };
}

describe('a contact', () => {
  it('is answered with the fields of the mask, in the group of all contacts', async () => {
    const { person, send, path } = await withPerson();
    expect(person).toMatchObject({
      names: [{ displayName: 'Ann Berg' }],
      memberships: [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } }],
    });
    const { body } = await send('GET', `${path}?personFields=emailAddresses`);
    expect(Object.keys(body).sort()).toEqual(['emailAddresses', 'etag', 'resourceName']);
    expect((await send('GET', path)).status).toBe(400);
    expect((await send('GET', `${path}?personFields=shoes`)).status).toBe(400);
  });

  it('is replaced field by field, and only with the version of last time', async () => {
    const { person, send, path } = await withPerson();
    const update = `${path}:updateContact?updatePersonFields=emailAddresses&${fields}`;
    const version = { etag: person.etag, metadata: { sources: person.metadata.sources } };
    const changed = await send('PATCH', update, { ...version, emailAddresses: [{ value: 'new@x.example' }] });
    expect(changed.body).toMatchObject({ names: [{ givenName: 'Ann' }], emailAddresses: [{ value: 'new@x.example' }] });
    const stale = await send('PATCH', update, { ...version, emailAddresses: [] });
    expect(stale).toMatchObject({ status: 400, body: { error: { status: 'FAILED_PRECONDITION' } } });
    expect((await send('PATCH', update, { emailAddresses: [] })).status).toBe(400);
    expect((await send('PATCH', `${path}:updateContact`, version)).status).toBe(400);
  });

  it.each([
    ['two names', { names: [{ givenName: 'A' }, { givenName: 'B' }] }],
    ['an unknown field', { shoes: [{ value: '42' }] }],
    ['an unknown part of a field', { emailAddresses: [{ address: 'x' }] }],
  ])('is refused with %s', async (_, body) => {
    expect((await startServices().send('POST', '/v1/people:createContact', body)).status).toBe(400);
  });

  it('needs a group', async () => {
    const { person, send, path } = await withPerson();
    const version = { etag: person.etag, metadata: { sources: person.metadata.sources } };
    const answer = await send('PATCH', `${path}:updateContact?updatePersonFields=memberships`, {
      ...version,
      memberships: [],
    });
    expect(answer.body.error.message).toMatch(/membership/);
  });

  it('is gone when it was deleted', async () => {
    const { send, path } = await withPerson();
    expect((await send('DELETE', `${path}:deleteContact`)).status).toBe(200);
    expect((await send('GET', `${path}?${fields}`)).status).toBe(404);
    expect((await send('DELETE', `${path}:deleteContact`)).status).toBe(404);
  });
});

describe('a batch', () => {
  it.each([
    ['whole', 404],
    ['each', 200],
  ])('creates, reads, updates and deletes; one that is not there fails it %s', async (contactBatchFailure, status) => {
    const { send, person } = await withPerson({ contactBatchFailure });
    const readMask = 'names,metadata';
    const made = await send('POST', '/v1/people:batchCreateContacts', { contacts: [{ contactPerson: ann }], readMask });
    const [created] = made.body['createdPeople'] as { person: Person }[];
    const name = created?.person.resourceName ?? '';
    const version = { etag: created?.person.etag, metadata: { sources: created?.person.metadata.sources } };
    const update = (contacts: object) =>
      send('POST', '/v1/people:batchUpdateContacts', { contacts, updateMask: 'names', readMask });
    const eva = { [name]: { ...version, names: [{ givenName: 'Eva' }] } };
    const mixed = await update({ ...eva, 'people/c0': { ...version, names: [] } });
    expect(mixed.status).toBe(status);
    const done = { [name]: { httpStatusCode: 200, person: { names: [{ givenName: 'Eva' }] } } };
    if (status === 200)
      expect(mixed.body['updateResult']).toMatchObject({ ...done, 'people/c0': { httpStatusCode: 404 } });
    else expect((await update(eva)).body['updateResult']).toMatchObject(done);
    const unknown = `resourceNames=people%2Fc0&resourceNames=${encodeURIComponent(name)}&${fields}`;
    expect((await send('GET', `/v1/people:batchGet?${unknown}`)).status).toBe(status);
    const names = [name, person.resourceName];
    const query = names.map((each) => `resourceNames=${encodeURIComponent(each)}`).join('&');
    expect((await send('GET', `/v1/people:batchGet?${query}&${fields}`)).body['responses']).toHaveLength(2);
    expect((await send('POST', '/v1/people:batchDeleteContacts', { resourceNames: names })).status).toBe(200);
    expect((await send('POST', '/v1/people:batchDeleteContacts', { resourceNames: names })).status).toBe(404);
  });

  it('has its limits, and tells nothing without a mask', async () => {
    const { send } = startServices();
    const contacts = (count: number) => ({ contacts: Array(count).fill({ contactPerson: ann }) });
    expect((await send('POST', '/v1/people:batchCreateContacts', contacts(201))).status).toBe(400);
    expect((await send('POST', '/v1/people:batchCreateContacts', contacts(200))).body).toEqual({});
    const resourceNames = Array(501).fill('people/c1');
    expect((await send('POST', '/v1/people:batchDeleteContacts', { resourceNames })).status).toBe(400);
  });
});

describe('the picture of a contact', () => {
  it('is put and taken away, and makes another version of it', async () => {
    const { send, path, person } = await withPerson();
    const photoBytes = Buffer.from([255, 216, 255, 224]).toString('base64');
    const put = await send('PATCH', `${path}:updateContactPhoto`, { photoBytes, personFields: 'photos,metadata' });
    const shown = put.body['person'] as { etag: string; photos: object[] };
    expect(shown.etag).not.toBe(person.etag);
    expect(shown.photos[0]).not.toHaveProperty('default');
    expect((await send('DELETE', `${path}:deleteContactPhoto`)).status).toBe(200);
    expect((await send('GET', `${path}?personFields=photos`)).body['photos']).toMatchObject([{ default: true }]);
    expect((await send('DELETE', `${path}:deleteContactPhoto`)).status).toBe(404);
    const page = Buffer.from('<html>').toString('base64');
    expect((await send('PATCH', `${path}:updateContactPhoto`, { photoBytes: page })).status).toBe(400);
  });
});

describe('a group of contacts', () => {
  const create = (send: Awaited<ReturnType<typeof withPerson>>['send'], name: string) =>
    send('POST', '/v1/contactGroups', {
      contactGroup: { name, clientData: [{ key: 'k', value: 'v' }] },
      readGroupFields: 'name,clientData,groupType',
    });

  it('has a name of its own, is listed with those of the system, and keeps what a program has put there', async () => {
    const { send } = await withPerson();
    const { body } = await create(send, 'Kunden');
    expect(body).toMatchObject({ name: 'Kunden', clientData: [{ key: 'k', value: 'v' }] });
    expect((await create(send, 'Kunden')).status).toBe(409);
    const { body: list } = await send('GET', '/v1/contactGroups?pageSize=1000&groupFields=name,clientData');
    expect(list['contactGroups']).toContainEqual(expect.objectContaining({ resourceName: body['resourceName'] }));
    const path = `/v1/${body['resourceName']}`;
    const renamed = { contactGroup: { name: 'Partner', etag: body.etag }, updateGroupFields: 'name' };
    expect((await send('PUT', path, renamed)).body['name']).toBe('Partner');
    expect((await send('PUT', path, renamed)).status).toBe(400);
    expect((await send('GET', `${path}?groupFields=clientData`)).body['clientData']).toHaveLength(1);
    expect((await send('PUT', '/v1/contactGroups/myContacts', renamed)).status).toBe(400);
    expect((await send('GET', '/v1/contactGroups?groupFields=shoes')).status).toBe(400);
  });

  it('takes members in and lets them go, but not out of their last group', async () => {
    const { send, person } = await withPerson();
    const { body } = await create(send, 'Kunden');
    const path = `/v1/${body['resourceName']}`;
    const modify = (group: string, change: object) => send('POST', `${group}/members:modify`, change);
    const names = [person.resourceName];
    const added = await modify(path, { resourceNamesToAdd: [...names, 'people/c0'] });
    expect(added.body).toEqual({ notFoundResourceNames: ['people/c0'] });
    expect((await send('GET', `${path}?maxMembers=10`)).body).toMatchObject({ memberResourceNames: names });
    expect((await modify('/v1/contactGroups/myContacts', { resourceNamesToRemove: names })).body).toEqual({});
    expect((await modify(path, { resourceNamesToRemove: names })).body).toEqual({
      canNotRemoveLastContactGroupResourceNames: names,
    });
    expect((await modify('/v1/contactGroups/family', { resourceNamesToAdd: names })).status).toBe(400);
    const many = Array(1001).fill(person.resourceName);
    expect((await modify(path, { resourceNamesToAdd: many })).status).toBe(400);
    expect((await send('DELETE', path)).status).toBe(200);
    expect((await send('GET', path)).status).toBe(404);
    const { body: left } = await send('GET', `/v1/${person.resourceName}?personFields=memberships`);
    expect(left['memberships']).toMatchObject([
      {
        contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts', contactGroupId: 'myContacts' },
      },
    ]);
  });

  it('that is not there takes nobody', async () => {
    const { send } = await withPerson();
    const memberships = [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/x' } }];
    expect((await send('POST', '/v1/people:createContact', { ...ann, memberships })).status).toBe(400);
  });

  it.each([true, false])('that is deleted is told of in its contacts (%s)', async (groupDeletionListed) => {
    const { send, person, system } = await withPerson({ contactDelaySeconds: 0, groupDeletionListed });
    const { resourceName } = system.control.createContactGroup({ name: 'Kunden' });
    await send('POST', `/v1/${resourceName}/members:modify`, { resourceNamesToAdd: [person.resourceName] });
    const { body } = await send('GET', connections);
    system.control.deleteContactGroup({ resourceName });
    const next = await send('GET', `${connections}&syncToken=${body.nextSyncToken}`);
    expect(next.body['connections']).toHaveLength(groupDeletionListed ? 1 : 0);
    expect(system.control.contacts()).toMatchObject([{ groups: ['myContacts'] }]);
  });
});

describe('the quota of a minute', () => {
  it('is one of its own for writes, and for whole lists with a token', async () => {
    const { send, clock } = await withPerson({ contactWritesPerMinute: 2, wholeContactListsPerMinute: 1 });
    expect((await send('POST', '/v1/people:createContact', ann)).status).toBe(200);
    const refused = await send('POST', '/v1/people:createContact', ann);
    expect(refused).toMatchObject({ status: 429, body: { error: { status: 'RESOURCE_EXHAUSTED' } } });
    expect((await send('GET', connections)).status).toBe(200);
    expect((await send('GET', connections)).status).toBe(429);
    expect((await send('GET', `/v1/people/me/connections?${fields}`)).status).toBe(200);
    clock.advance(60_000);
    expect((await send('POST', '/v1/people:createContact', ann)).status).toBe(200);
  });
});

describe('the list of contacts', () => {
  it('lags behind what was written', async () => {
    const { send, clock } = await withPerson();
    expect((await send('GET', connections)).body['connections']).toEqual([]);
    clock.advance(120_000);
    expect((await send('GET', connections)).body['connections']).toHaveLength(1);
  });

  it('of changes tells new and deleted contacts', async () => {
    const { send, path, person } = await withPerson({ contactDelaySeconds: 0 });
    const first = await send('GET', connections);
    const next = `${connections}&syncToken=${first.body.nextSyncToken}`;
    expect((await send('GET', next)).body['connections']).toEqual([]);
    await send('DELETE', `${path}:deleteContact`);
    const { body } = await send('GET', next);
    expect(body['connections']).toMatchObject([{ resourceName: person.resourceName, metadata: { deleted: true } }]);
    const other = next.replace('names,', '');
    expect((await send('GET', other)).status).toBe(400);
  });

  it('has a token that dies a week after the whole list was read', async () => {
    const { send, clock } = await withPerson({ contactDelaySeconds: 0 });
    const first = await send('GET', connections);
    clock.advance(6 * 86_400_000);
    const later = await send('GET', `${connections}&syncToken=${first.body.nextSyncToken}`);
    clock.advance(86_400_000);
    const answer = await send('GET', `${connections}&syncToken=${later.body.nextSyncToken}`);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      status: 'FAILED_PRECONDITION',
      details: [{ reason: 'EXPIRED_SYNC_TOKEN', domain: 'people.googleapis.com' }],
    });
  });

  it('of changes tells what a contact was called before, and both names are understood', async () => {
    const { send, person, system } = await withPerson({ contactDelaySeconds: 0 });
    const first = await send('GET', connections);
    const { resourceName } = system.control.renameContact({ resourceName: person.resourceName });
    const next = await send('GET', `${connections}&syncToken=${first.body.nextSyncToken}`);
    const previousResourceNames = [person.resourceName];
    expect(next.body['connections']).toMatchObject([{ resourceName, metadata: { previousResourceNames } }]);
    expect((await send('GET', `/v1/${person.resourceName}?${fields}`)).body).toMatchObject({ resourceName });
  });

  it('comes in pages', async () => {
    const { send } = await withPerson({ contactDelaySeconds: 0 });
    await send('POST', '/v1/people:createContact', ann);
    const one = `${connections}&pageSize=1`;
    const first = await send('GET', one);
    expect(first.body).not.toHaveProperty('nextSyncToken');
    const second = await send('GET', `${one}&pageToken=${first.body.nextPageToken}`);
    expect(second.body['connections']).toHaveLength(1);
    expect(second.body.nextSyncToken).toEqual(expect.any(String));
  });
});
