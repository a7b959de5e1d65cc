import { describe, expect, it } from 'vitest';
import { askWith, startTestTenant } from '../testing.ts';

const me = 'User/currentPrincipal';

describe('a call', () => {
  it('to the wrong server is sent away, and the state tells the right one', async () => {
    const { system, ask } = startTestTenant();
    const { addresses, users } = system.describe();
    const token = users[0]?.accessToken ?? '';
    expect((await askWith(system, token, 'api2')('GET', me)).status).toBe(421);
    expect((await askWith(system, token, 'login')('GET', me)).status).toBe(421);
    system.control.set('tenantHost', 'api2');
    const refused = await ask('GET', me);
    expect([refused.status, refused.at('ErrorMessage')]).toEqual([421, 'Wrong subdomain used to access tenant']);
    const state = await (await system.fetch(`${addresses['login']}/api/state/Cust70001`)).json();
    expect(state).toMatchObject({ State: 'Running', IsRunning: true, Api: `${addresses['api2']}/Cust70001/api` });
    expect((await askWith(system, token, 'api2')('GET', me)).status).toBe(200);
  });

  it('to a tenant in maintenance is refused while the state says so', async () => {
    const { system, ask } = startTestTenant({}, { switches: { tenantState: 'OfflineMaintenance' } });
    const { addresses } = system.describe();
    expect((await ask('GET', me)).status).toBe(503);
    const state = await (await system.fetch(`${addresses['login']}/api/state/cust70001`)).json();
    expect(state).toMatchObject({ State: 'OfflineMaintenance', IsRunning: false });
    expect(state.ValidUntil).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect((await system.fetch(`${addresses['login']}/api/state/Cust99999`)).status).toBe(404);
  });

  it('without a valid token, or for another tenant, is refused in the form of the original', async () => {
    const { system, ask } = startTestTenant();
    const refused = await askWith(system, 'nonsense')('GET', me);
    expect([refused.status, refused.body]).toMatchObject([
      401,
      { Error: true, ErrorType: 'SoSessionException', ErrorSource: 'SuperOffice.Services.Implementation' },
    ]);
    const { addresses, users } = system.describe();
    const elsewhere = await system.fetch(`${addresses['api']}/Cust1/api/v1/${me}`, {
      headers: { authorization: `Bearer ${users[0]?.accessToken}` },
    });
    expect(elsewhere.status).toBe(401);
    expect((await ask('GET', me)).status).toBe(200);
  });

  it('too many in a second waits for the next', async () => {
    const { system, ask } = startTestTenant({}, { switches: { callsPerSecond: 10 } });
    const statuses: number[] = [];
    for (let turn = 0; turn < 11; turn += 1) statuses.push((await ask('GET', me)).status);
    expect(statuses).toEqual([...Array(10).fill(200), 429]);
    expect((await ask('GET', me)).headers.get('retry-after')).toBe('1');
    system.control.clock.advance(1000);
    expect((await ask('GET', me)).status).toBe(200);
  });

  it('with a time zone that the site has not is refused', async () => {
    const { ask } = startTestTenant();
    expect((await ask('GET', me, undefined, { 'so-timezone': 'Europe/Berlin' })).status).toBe(400);
    expect((await ask('GET', me, undefined, { 'so-timezone': '132' })).headers.get('so-timezone')).toBe('DE');
  });

  it('fails as planned, in the form of the original', async () => {
    const { system, ask } = startTestTenant();
    system.control.fault({ path: 'currentPrincipal', effect: { kind: 'status', status: 503, retryAfterSeconds: 7 } });
    const failed = await ask('GET', me);
    expect([failed.status, failed.headers.get('retry-after'), failed.at('ErrorType')]).toEqual([
      503,
      '7',
      'ServiceUnavailableException',
    ]);
  });
});

describe('lists', () => {
  it('tell types in all languages, or in the one that is asked for', async () => {
    const { ask } = startTestTenant();
    expect((await ask('GET', 'List/Task/Items')).at('0.Value')).toBe('US:"Meeting";GE:"Besprechung";NO:"Møte"');
    const german = await ask('GET', 'List/Task/Items', undefined, { 'so-language': 'de' });
    expect([german.at('0.Value'), german.at('2.Type')]).toEqual(['Besprechung', 'ToDo']);
    const swedish = await ask('GET', 'MDOList/task?flat=true', undefined, { 'accept-language': 'sv-SE,sv;q=0.9' });
    expect(swedish.at('0.Name')).toBe('Meeting');
  });

  it('map time zone codes to IANA names, and tell the rules of a zone', async () => {
    const { ask } = startTestTenant();
    const map = await ask('GET', 'mdolist/TimeZoneIana');
    expect(JSON.stringify(map.body)).toContain('countryId=276&locationCode=DE&isActive=True&IANA=Europe/Berlin');
    const [base, current] = [await ask('GET', 'TimeZone/base'), await ask('GET', 'TimeZone/current')];
    expect([base.at('TZLocationCode'), current.at('TZLocationCode')]).toEqual(['NO', 'DE']);
    expect(current.at('TimeZoneDSTRules.2026')).toMatchObject({
      StartDay: 29,
      StartMonth: 3,
      EndDay: 25,
      EndMonth: 10,
      TZOffset: 120,
    });
  });

  it('tell preferences, which a user can change for himself', async () => {
    const { ask, as } = startTestTenant();
    const path = 'Preference/Defaults/DefaultAppointmentAppointTaskId';
    expect((await ask('GET', path)).at('RawValue')).toBe('2');
    await ask('PUT', path, { RawValue: '3' });
    expect((await ask('GET', path)).at('RawValue')).toBe('3');
    expect((await as('toke@nordlicht.example')('GET', path)).at('RawValue')).toBe('2');
    expect((await ask('GET', 'Preference/Defaults/Nothing')).status).toBe(404);
  });

  it('show the licence for private entries only to whom has it', async () => {
    const { ask, as } = startTestTenant();
    expect(JSON.stringify((await ask('GET', me)).at('Licenses'))).toContain('visible-for');
    expect(JSON.stringify((await as('toke@nordlicht.example')('GET', me)).at('Licenses'))).not.toContain('visible-for');
  });
});
