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
  it('creates, reads, updates with an answer to each, and deletes', async () => {
    const { send, person } = await withPerson();
    const readMask = 'names,metadata';
    const made = await send('POST', '/v1/people:batchCreateContacts', { contacts: [{ contactPerson: ann }], readMask });
    const [created] = made.body['createdPeople'] as { person: Person }[];
    const name = created?.person.resourceName ?? '';
    const version = { etag: created?.person.etag, metadata: { sources: created?.person.metadata.sources } };
    const contacts = { [name]: { ...version, names: [{ givenName: 'Eva' }] }, 'people/c0': { ...version, names: [] } };
    const updated = await send('POST', '/v1/people:batchUpdateContacts', { contacts, updateMask: 'names', readMask });
    expect(updated.body['updateResult']).toMatchObject({
      [name]: { httpStatusCode: 200, person: { names: [{ givenName: 'Eva' }] } },
      'people/c0': { httpStatusCode: 404 },
    });
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
