import { describe, expect, it } from 'vitest';
import { createManualClock } from '../kit/clock.ts';
import { startTestTenant, testNow } from './testing.ts';

const jonas = 911;
const personIds = (answer: { body: unknown }) =>
  (answer.body as { value: { personId: number }[] }).value.map(({ personId }) => personId);
const all = 'Person?$select=personId,retired&$top=100';

describe('persons of the practice SuperOffice', () => {
  it('are former employees in the archive only when they are asked for, unless the switch says otherwise', async () => {
    const { system, ask } = startTestTenant();
    system.control.changePerson({ personId: jonas, retired: true });
    expect(personIds(await ask('GET', all))).not.toContain(jonas);
    expect(personIds(await ask('GET', `${all}&$entities=person,retiredPerson`))).toContain(jonas);
    system.control.set('archiveShowsRetired', true);
    expect(personIds(await ask('GET', all))).toContain(jonas);
  });

  it('stay members of selections in the recycle bin, and come back from it', async () => {
    const { system, ask } = startTestTenant();
    const { id } = system.control.createSelection({ name: 'Kunden', personIds: [jonas] });
    const members = `Archive/SelectionMemberStatic?$select=personId&$filter=selectionId = ${id}`;
    system.control.deletePerson({ personId: jonas });
    expect((await ask('GET', `Person/${jonas}`)).status).toBe(404);
    expect(personIds(await ask('GET', members))).toEqual([jonas]);
    system.control.set('deletedPersonRead', 'entity');
    expect((await ask('GET', `Person/${jonas}`)).status).toBe(200);
    system.control.undeletePerson({ personId: jonas });
    expect(personIds(await ask('GET', all))).toContain(jonas);
    system.control.erasePerson({ personId: jonas });
    expect(personIds(await ask('GET', members))).toEqual([]);
  });

  it('get a new time for what is their own, and for details only where the switch says so', async () => {
    const clock = createManualClock(testNow);
    const { system, ask } = startTestTenant({}, { clock });
    const updated = async () => (await ask('GET', `Person/${jonas}`)).at('UpdatedDate');
    const first = await updated();
    clock.advance(60_000);
    system.control.changePerson({ personId: jonas, mobilePhones: ['+49 170 5550001'] });
    expect(await updated()).toBe(first);
    system.control.set('detailsTouchPerson', true);
    system.control.changePerson({ personId: jonas, mobilePhones: ['+49 170 5550002'] });
    expect(await updated()).not.toBe(first);
  });

  it('are changed by nobody who may only read them, and users by nobody at all', async () => {
    const { system, ask } = startTestTenant();
    system.control.changePerson({ personId: jonas, isReadOnly: true });
    expect((await ask('GET', `Person/${jonas}`)).at('TableRight.Mask')).toBe('R');
    expect((await ask('PATCH', `Person/${jonas}`, { Title: 'Chef' })).status).toBe(403);
    expect((await ask('PATCH', 'Person/40', { Title: 'Chef' })).status).toBe(403);
  });
});

describe('selections of the practice SuperOffice', () => {
  it('that their owner closes are not there for others, or refuse them as the switch says', async () => {
    const { system, ask, as } = startTestTenant();
    const { id } = system.control.createSelection({ name: 'Privat', personIds: [jonas], owner: 15 });
    const members = `Archive/SelectionMemberStatic?$select=personId&$filter=selectionId = ${id}`;
    expect(personIds(await ask('GET', members))).toEqual([jonas]);
    system.control.changeSelection({ id, visibleFor: 'owner' });
    expect(personIds(await ask('GET', members))).toEqual([]);
    expect(personIds(await as('toke@nordlicht.example')('GET', members))).toEqual([jonas]);
    system.control.set('unreadableMembers', 'refused');
    expect((await ask('GET', members)).status).toBe(403);
    system.control.deleteSelection({ id });
    expect((await ask('GET', `Selection/${id}`)).status).toBe(404);
  });

  it('of companies alone show the persons that the selection wants of them', async () => {
    const { system, ask } = startTestTenant();
    const shown = async (includePerson: 0 | 1 | 2) => {
      const { id } = system.control.createSelection({ name: 'Firmen', includePerson, contactIds: [310] });
      return personIds(await ask('GET', `Selection/${id}/Members?$select=personId`));
    };
    expect(await shown(2)).toEqual([0]);
    expect(await shown(1)).toEqual([jonas]);
  });

  it('tell when members came, and a page never holds more than the limit', async () => {
    const clock = createManualClock(testNow);
    const { system, ask } = startTestTenant({}, { clock, switches: { archivePageLimit: 1 } });
    const { id } = system.control.createSelection({ name: 'Kunden', contactIds: [310] });
    const stamp = async () => (await ask('GET', `Selection/${id}`)).at('LastMembershipChange');
    const first = await stamp();
    clock.advance(1000);
    system.control.addMembers({ id, personIds: [jonas] });
    expect(await stamp()).not.toBe(first);
    const page = await ask(
      'GET',
      `Archive/SelectionMemberStatic?$select=personId&$filter=selectionId = ${id}&$top=500`,
    );
    expect(personIds(page)).toEqual([0]);
    expect(page.body).toHaveProperty(['odata.nextLink'], expect.stringContaining('skip=1'));
  });

  it('tell their size, their last change and their order as the switches have it', async () => {
    const switches = { memberCount: 'unknown', membershipStamp: 'day', unmarkedOrder: 'refused' };
    const { system, ask } = startTestTenant({}, { switches });
    const { id } = system.control.createSelection({ name: 'Kunden', personIds: [jonas] });
    const selection = await ask('GET', `Selection/${id}`);
    expect(selection.at('MemberCount')).toBe(-1);
    expect(selection.at('LastMembershipChange')).toMatch(/^2026-11-23T00:00:00/);
    const members = `Archive/SelectionMemberStatic?$select=personId&$filter=selectionId = ${id}`;
    expect((await ask('GET', `${members}&$orderBy=selectionMemberId`)).status).toBe(400);
    expect((await ask('GET', `${members}&$orderBy=personId`)).status).toBe(200);
  });

  it('survive a restart of the servers with their members, and so do persons and pictures', async () => {
    const { system, ask } = startTestTenant();
    system.control.setPicture({
      personId: jonas,
      base64: 'R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==',
      type: 'image/gif',
    });
    const { id } = system.control.createSelection({ name: 'Kunden', personIds: [jonas] });
    const kept = structuredClone(system.save());
    system.control.erasePerson({ personId: jonas });
    system.control.deleteSelection({ id });
    system.restore(kept);
    expect((await ask('GET', `Selection/${id}`)).at('MemberCount')).toBe(1);
    expect((await ask('GET', `Person/${jonas}`)).at('Lastname')).toBe('Reuter');
    expect((await ask('GET', `Person/${jonas}/ImageInfo`)).at('MimeType')).toBe('image/gif');
  });

  it('show persons of the recycle bin, with the time, where the switch says so', async () => {
    const { system, ask } = startTestTenant();
    system.control.deletePerson({ personId: jonas });
    expect(personIds(await ask('GET', all))).not.toContain(jonas);
    system.control.set('archiveShowsDeletedPersons', true);
    const shown = await ask('GET', `Person?$select=personDeletedDate&$filter=personId = ${jonas}`);
    expect(shown.at('value.0.personDeletedDate')).toMatch(/^2026-11-23T09:00:00/);
  });
});
