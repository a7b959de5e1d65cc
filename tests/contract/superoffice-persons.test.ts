import { afterAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import { checkJournal } from '../support/contract-checker.ts';
import { createSuperOfficeChecker } from '../support/superoffice-contract.ts';

const today = '2026-11-23';
const clock = createManualClock(Date.parse(`${today}T08:00:00Z`));
const sandbox = await startSandbox({
  systems: ['superoffice'],
  size: 'small',
  today,
  listen: false,
  clock,
  switches: { superoffice: { callsPerSecond: 0 } },
});
const system = sandbox.superoffice;
const [user] = system.describe().users;
const root = `${system.describe().addresses['api']}/${sandbox.world.tenant.context}/api/v1`;
const checker = createSuperOfficeChecker();
const [person] = sandbox.world.persons;
const id = person?.personId ?? 0;

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await system.fetch(root + path, {
    method,
    headers: {
      authorization: `Bearer ${user?.accessToken}`,
      accept: 'application/json',
      'so-timezone': 'DE, includeTZOffset',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) } as Answer;
}

const rows = (answer: Answer): Record<string, unknown>[] => answer.body['value'] as Record<string, unknown>[];
const query = (options: Record<string, string | number>): string =>
  new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)])).toString();

/** Runs a part of the tour, and holds every request and answer of it against the contract. */
async function inContract(part: () => Promise<void>): Promise<void> {
  const before = system.control.journal().length;
  await part();
  const report = checkJournal(checker, system.control.journal(before));
  expect(report.violations).toEqual([]);
  expect(report.notCovered).toEqual([]);
  expect(report.checked).toBeGreaterThan(0);
}

describe('persons of SuperOffice in the sandbox keep to the contract', () => {
  afterAll(() => sandbox.close());

  it('when one reads persons, companies and what their user-defined fields are', () =>
    inContract(async () => {
      const read = await call('GET', `/Person/${id}`);
      expect(read.body).toMatchObject({
        Firstname: person?.firstName,
        Emails: [{ Value: person?.email }, {}, {}],
        CustomFields: { 'SuperOffice:1': '[I:4]', 'SuperOffice:5': '[F:0]' },
      });
      expect((await call('GET', `/Contact/${person?.contactId}`)).body['Address']).toMatchObject({
        Street: { AtypeIdx: 'ContactStreetAddress' },
        Postal: { AtypeIdx: 'ContactPostalAddress' },
      });
      for (const entity of ['Person', 'Contact']) {
        const { body } = await call('GET', `/${entity}/UdefLayout/Published`, undefined, { 'accept-language': 'de' });
        expect(body).toHaveProperty('0.ProgId', 'SuperOffice:1');
        expect(body).toHaveProperty('0.Type', entity);
      }
    }));

  it('when one reads lists', () =>
    inContract(async () => {
      const named = { additional: 'kind=static&membertype=contact', flat: 'true' };
      const selections = await call('GET', `/MDOList/selection?${query(named)}`);
      expect(selections.body).toMatchObject([{ Id: 51, Type: 'static' }, { Id: 52 }, { Id: 53 }, { Id: 54 }]);
      expect((await call('GET', '/MDOList/udlist?additional=201')).body).toMatchObject([
        { Id: 4 },
        { Id: 5 },
        { Id: 6 },
      ]);
      expect((await call('GET', '/List/201/Items')).status).toBe(200);
      expect((await call('GET', '/List/MrMrs/Items')).status).toBe(200);
      expect((await call('GET', '/MDOList/mrmrs')).status).toBe(200);
    }));

  it('when one finds selections and their members, page by page', () =>
    inContract(async () => {
      const found = { $select: 'selectionId,name,kind,memberCount,lastMembershipChange', $filter: 'selectionId = 51' };
      expect(rows(await call('GET', `/Selection?${query(found)}`))).toMatchObject([{ kind: 'Static', memberCount: 6 }]);
      expect((await call('GET', '/Selection/51')).body).toMatchObject({ SelectionType: 'Static', IncludePerson: 2 });
      expect((await call('GET', '/Selection/51/Members?$select=contactId,personId,fullName')).status).toBe(200);
      const members = { $select: 'selectionMemberId,contactId,personId', $filter: 'selectionId = 51', $top: 4 };
      for (const [skip, count] of [
        [0, 4],
        [4, 2],
      ]) {
        const page = await call('GET', `/Archive/SelectionMemberStatic?${query({ ...members, $skip: skip ?? 0 })}`);
        expect(rows(page)).toHaveLength(count ?? 0);
      }
      const wide = {
        $select: 'selectionId,personId,fullName,personUpdatedDate,nameDepartment,personUdef/SuperOffice:1',
        $filter: 'selectionId = 54',
        $entities: 'staticContact,staticPerson',
      };
      const answer = await call('GET', `/Archive/ContactPersonSelectionV2?${query(wide)}`);
      expect(rows(answer).map((row) => row['EntityName'])).toEqual([
        ...Array.from({ length: 5 }, () => 'staticContact'),
        'staticPerson',
      ]);
    }));

  it('when one asks for many persons at once, with their companies', () =>
    inContract(async () => {
      const columns = [
        'personId,firstName,middleName,lastName,mrMrs,title,retired,birthYear,birthMonth,birthDay,email/emailAddress',
        'personDirectPhone/formattedNumber,personPrivate/formattedNumber,personPager/formattedNumber,personUrl/URLAddress',
        'personAddress/line1,personAddress/zip,personAddress/city,personUdef/SuperOffice:1,personUdef/SuperOffice:6',
        'personContact/name,personContact/streetAddress/city,personContact/contactUdef/SuperOffice:1,personDeletedDate',
      ];
      const asked = { $select: columns.join(','), $filter: `personId between (${id},${id + 3})`, $orderBy: 'personId' };
      const answer = await call('GET', `/Person?${query(asked)}`, undefined, { 'so-language': 'de' });
      expect(rows(answer)).toHaveLength(4);
      expect(rows(answer)[0]).toMatchObject({
        'personUdef/SuperOffice:1': 'Schlüsselkunde',
        'personUdef/SuperOffice:6': '2010-01-15T00:00:00',
        'email/emailAddress': person?.email,
      });
      const since = { $select: 'personId', $filter: "personUpdatedDate afterTime '2026-11-23T08:00:00'", $top: 1000 };
      expect((await call('GET', `/Person?${query(since)}`)).status).toBe(200);
    }));

  it('when one changes a person that nobody else has changed', () =>
    inContract(async () => {
      const before = new Date(clock.now()).toUTCString();
      const operations = [
        { op: 'test', path: '/Firstname', value: person?.firstName },
        { op: 'replace', path: '/Title', value: 'Daglig leder' },
        { op: 'replace', path: '/MobilePhones', value: [{ Value: '+47 999 55 501', Description: '' }] },
        { op: 'replace', path: '/CustomFields/SuperOffice:2', value: 'Styreleder' },
        { op: 'replace', path: '/BirthDate', value: '1990-05-17T00:00:00' },
      ];
      const patched = await call('PATCH', `/Person/${id}`, operations, {
        'content-type': 'application/json-patch+json',
        'if-unmodified-since': before,
      });
      expect(patched).toMatchObject({
        status: 200,
        body: {
          Title: 'Daglig leder',
          MobilePhones: [{ StrippedValue: '4799955501' }],
          CustomFields: { 'SuperOffice:1': '[I:4]', 'SuperOffice:2': 'Styreleder' },
        },
      });
      clock.advance(5000);
      const { _Links: _, ...whole } = (await call('GET', `/Person/${id}`)).body;
      expect((await call('PUT', `/Person/${id}`, { ...whole, Title: 'Rådgiver' })).body).toMatchObject({
        Title: 'Rådgiver',
        BirthDate: '1990-05-17T00:00:00',
      });
      const late = await call('PATCH', `/Person/${id}`, { Title: 'Zu spät' }, { 'if-unmodified-since': before });
      expect(late.status).toBe(412);
    }));

  it('when one looks at pictures, and at who was merged and moved', () =>
    inContract(async () => {
      const other = sandbox.world.persons[1]?.personId ?? 0;
      const pictured = sandbox.world.persons.find(({ picture }) => picture !== undefined)?.personId;
      expect((await call('GET', `/Person/${other}/Image`)).status).toBe(404);
      expect((await call('GET', `/Person/${pictured}/ImageInfo`)).body).toMatchObject({ MimeType: 'image/png' });
      system.control.mergePersons({ source: other, destination: id });
      const log = {
        $select: 'mergemovelog.operation,mergemovelog.sourceRecord,mergemovelog.destinationRecord',
        $filter: 'mergemovelog.tableNumber = 6',
      };
      expect(rows(await call('GET', `/Archive/dynamic?${query(log)}`))).toMatchObject([
        { 'mergemovelog.sourceRecord': other, 'mergemovelog.destinationRecord': id },
      ]);
      expect((await call('GET', `/Person/${other}`)).status).toBe(404);
    }));

  it('when one adds members to a selection and takes them out', () =>
    inContract(async () => {
      const { id: made } = system.control.createSelection({ name: 'Messe' });
      const pair = [{ ContactId: person?.contactId, PersonId: id }];
      expect((await call('POST', `/Selection/${made}/Members/AddPerson`, pair)).status).toBe(204);
      expect((await call('GET', `/Selection/${made}`)).body['MemberCount']).toBe(1);
      expect((await call('POST', `/Selection/${made}/Members/RemovePerson`, pair)).status).toBe(204);
      expect((await call('GET', `/Selection/${made}`)).body['MemberCount']).toBe(0);
      expect((await call('GET', '/Selection/55')).status).toBe(403);
      expect((await call('GET', '/Selection/999')).status).toBe(404);
    }));

  it('when one asks who has which e-mail addresses, and which pictures', () =>
    inContract(async () => {
      const emails = 'email.email_id,email.person_id,email.rank,email.email_address';
      const of = { $select: emails, $filter: `email.person_id between (${id},${id})`, $orderBy: 'email.email_id' };
      const answer = await call('GET', `/Archive/dynamic?${query(of)}`);
      expect(rows(answer).map((row) => row['email.email_address'])[0]).toBe(person?.email);
      const table = 'BinaryObjectLink';
      const columns = ['binaryObjectId', 'ownerRecord', 'updated', 'binaryObjectId.updated'];
      const portraits = {
        $select: columns.map((name) => `${table}.${name}`).join(','),
        $filter: `${table}.ownerTable = 6 and ${table}.linkType = 1 and ${table}.ownerRecord = ${id}`,
      };
      system.control.setPicture({ personId: id, base64: 'iVBORw0KGgo=' });
      const [one] = rows(await call('GET', `/Archive/dynamic?${query(portraits)}`));
      const info = await call('GET', `/Person/${id}/ImageInfo`);
      expect(info.body['BlobId']).toBe(one?.[`${table}.binaryObjectId`]);
      system.control.setPicture({ personId: id, base64: null });
      expect((await call('GET', `/Person/${id}/ImageInfo`)).status).toBe(404);
    }));
});
