import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractChecker, checkJournal, type Exchange, type Violation } from '../support/contract-checker.ts';
import { createGraphChecker } from '../support/graph-contract.ts';
import { createSuperOfficeChecker } from '../support/superoffice-contract.ts';

const json = { 'content-type': 'application/json' };
const brief = (violations: readonly Violation[] | null): string[] =>
  (violations ?? []).map(({ part, at, message }) => `${part} ${at} ${message}`);

describe('the Graph checker', () => {
  let checker: ContractChecker;
  beforeAll(async () => {
    checker = await createGraphChecker();
  });

  const event = { subject: 'Call', start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' }, showAs: 'busy' };
  const post = (body: unknown, answer: Partial<Exchange> = {}): Exchange => ({
    method: 'POST',
    path: '/v1.0/me/events',
    requestHeaders: json,
    requestBody: body,
    status: 201,
    responseBody: { id: 'A', subject: 'Call' },
    ...answer,
  });

  it('has nothing to say against good requests and answers', () => {
    expect(checker.check(post(event))).toEqual([]);
    expect(checker.check({ method: 'DELETE', path: '/v1.0/me/events/AA%3D', status: 204, responseBody: null })).toEqual(
      [],
    );
    expect(
      checker.check({
        method: 'GET',
        path: "/v1.0/me/outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')",
        status: 200,
        responseBody: { value: [{ alias: 'UTC', displayName: 'UTC' }] },
      }),
    ).toEqual([]);
  });

  it.each<[string, Exchange, RegExp]>([
    ['a misspelt property', post({ ...event, subjekt: 'x' }), /request \/requestBody .*subjekt/],
    ['a wrong enumeration value', post({ ...event, showAs: 'occupied' }), /request \/requestBody\/showAs/],
    ['a property that is only read', post({ ...event, id: 'mine' }), /request \/requestBody .*"id"/],
    ['a missing body', post(null), /request .*requestBody/],
    ['a misspelt property in the answer', post(event, { responseBody: { id: 'A', subjekt: 'x' } }), /answer .*subjekt/],
    ['a wrong type in the answer', post(event, { responseBody: { id: 7 } }), /answer \/id/],
    ['an error in another form', post(event, { status: 500, responseBody: { message: 'no' } }), /answer .*error/],
    [
      'a missing parameter',
      {
        method: 'GET',
        path: '/v1.0/me/calendarView?startDateTime=2026-01-01',
        status: 200,
        responseBody: { value: [] },
      },
      /request \/query .*endDateTime/,
    ],
    [
      'an unknown parameter',
      { method: 'GET', path: '/v1.0/me/events?$tip=4', status: 200, responseBody: { value: [] } },
      /request \/query .*\$tip/,
    ],
    [
      'an address that is only in beta',
      { method: 'GET', path: '/v1.0/me/events/delta', status: 200, responseBody: { id: 'x' } },
      /request \/path\/event-id/,
    ],
    ['an unknown address', { method: 'GET', path: '/v1.0/me/calender', status: 404 }, /request .*address/],
    [
      'a page with two kinds of link',
      {
        method: 'GET',
        path: '/v1.0/me/calendarView/delta?$deltatoken=x',
        status: 200,
        responseBody: { value: [], '@odata.nextLink': 'a', '@odata.deltaLink': 'b' },
      },
      /answer/,
    ],
    [
      'a body after a deletion',
      { method: 'DELETE', path: '/v1.0/me/events/A', status: 204, responseBody: {} },
      /answer/,
    ],
  ])('sees %s', (_, exchange, expected) => {
    expect(brief(checker.check(exchange)).join('\n')).toMatch(expected);
  });

  it('looks into a batch, request by request', () => {
    const batch = (body: unknown, responses: unknown[]): Exchange => ({
      method: 'POST',
      path: '/v1.0/$batch',
      requestHeaders: json,
      requestBody: {
        requests: [
          { id: '1', method: 'POST', url: '/me/events', headers: { 'Content-Type': 'application/json' }, body },
        ],
      },
      status: 200,
      responseBody: { responses },
    });
    const good = { id: '1', status: 201, headers: {}, body: { id: 'A' } };
    expect(checker.check(batch(event, [good]))).toEqual([]);
    expect(brief(checker.check(batch({ subjekt: 'x' }, [good]))).join()).toMatch(/request .*subjekt/);
    expect(brief(checker.check(batch(event, [{ ...good, body: { ident: 1 } }]))).join()).toMatch(/answer .*ident/);
    expect(brief(checker.check(batch(event, []))).join()).toMatch(/answer .*request 1 has no answer/);
    const many = Array.from({ length: 21 }, (_, index) => ({ id: String(index), method: 'GET', url: '/me' }));
    const tooMany = checker.check({
      ...batch(event, []),
      requestBody: { requests: many },
      status: 400,
      responseBody: null,
    });
    expect(brief(tooMany).join()).toMatch(/NOT have more than 20/);
  });

  it('leaves sign-in pages to others, and says so', () => {
    const report = checkJournal(checker, [
      { method: 'GET', path: '/common/oauth2/v2.0/authorize?client_id=x', status: 200 },
      post(event),
      { ...post({ subjekt: 1 }), inBatch: 0 },
    ]);
    expect(report).toEqual({ checked: 1, notCovered: ['GET /common/oauth2/v2.0/authorize'], violations: [] });
  });
});

describe('the SuperOffice checker', () => {
  const checker = createSuperOfficeChecker();
  const root = '/Cust70001/api/v1';
  const entity = { AppointmentId: 5001, Title: 'Call', StartDate: '2026-11-24T10:00:00+0100', Contact: null };
  const save = (body: unknown, answer: Partial<Exchange> = {}): Exchange => ({
    method: 'POST',
    path: `${root}/Appointment`,
    requestBody: body,
    status: 200,
    responseBody: entity,
    ...answer,
  });
  const patch = (body: unknown): Exchange => ({ ...save(body), method: 'PATCH', path: `${root}/Appointment/5001` });
  const page = (query: string, value: unknown[] = []): Exchange => ({
    method: 'GET',
    path: `${root}/Appointment?${query}`,
    status: 200,
    responseBody: { 'odata.metadata': 'x', 'odata.nextLink': null, value },
  });

  it('has nothing to say against good requests and answers', () => {
    const good = [
      save({ Title: 'Call', Contact: { ContactId: 310 }, AlarmLeadTime: '00:15:00', Person: null }),
      save({ title: 'call', contact: { contactid: 310 }, visiblefor: [{ visibleid: 12, visibility: 'Associate' }] }),
      save({ Recurrence: { WeekPattern: { Weekdays: 'Monday, Thursday', Cycle: 1 } } }),
      patch([
        { op: 'replace', path: '/Title', value: 'x' },
        { op: 'replace', path: 'contact/contactid', value: 3 },
      ]),
      patch({ Title: 'x' }),
      page('$select=appointmentId,time&$top=500&$skip=0', [
        {
          PrimaryKey: '5001',
          EntityName: 'appointment',
          appointmentId: 5001,
          time: '2026-11-24T10:00:00',
          completed: false,
        },
      ]),
      { method: 'DELETE', path: `${root}/Appointment/5001`, status: 204, responseBody: null },
      { method: 'GET', path: `${root}/appointment/DEFAULT`, status: 200, responseBody: entity },
    ];
    expect(good.map((exchange) => brief(checker.check(exchange)))).toEqual(good.map(() => []));
  });

  it.each<[string, Exchange, RegExp]>([
    ['a misspelt property', save({ Titel: 'x' }), /request .*titel/],
    ['a misspelt property inside', save({ Contact: { Contactid2: 1 } }), /request \/contact .*contactid2/],
    ['a wrong enumeration value', save({ Private: 'Secret' }), /request \/private .*PrivateUser/],
    ['a wrong flag', save({ Recurrence: { WeekPattern: { Weekdays: 'Monday, Mittwoch' } } }), /weekdays/],
    ['text where a number belongs', save({ Task: { TaskListItemId: '5' } }), /request \/task\/tasklistitemid/],
    ['null where a truth value belongs', save({ IsFree: null }), /request \/isfree/],
    ['a date that is none', save({ StartDate: '24.11.2026 10:00' }), /request \/startdate/],
    ['a duration that is none', save({ AlarmLeadTime: '15' }), /request \/alarmleadtime/],
    ['a missing body', save(null), /request .*lacks its body/],
    ['a patch of an unknown property', patch([{ op: 'replace', path: '/Titel', value: 'x' }]), /request \/0\/path/],
    ['a patch with a wrong value', patch([{ op: 'replace', path: '/IsFree', value: 'yes' }]), /request \/0\/value/],
    ['a patch by an unknown operation', patch([{ op: 'move', path: '/Title', value: 'x' }]), /request \/0\/op/],
    ['a merge of an unknown property', patch({ Titel: 'x' }), /request .*titel/],
    ['an unknown parameter', page('$tip=5'), /request \/query\/\$tip/],
    ['a parameter of a wrong type', page('$top=many'), /request \/query\/\$top/],
    ['an id that is none', { ...save(null), method: 'GET', path: `${root}/Appointment/abc` }, /request \/path\/id/],
    ['an unknown address', { method: 'GET', path: `${root}/Calender`, status: 404 }, /request .*address/],
    [
      'a missing parameter',
      { method: 'PUT', path: `${root}/Preference/Defaults/Key/User`, status: 204 },
      /request \/query\/value is a required/,
    ],
    ['a misspelt property in the answer', save({}, { responseBody: { appointmentId: 1 } }), /answer .*appointmentId/],
    ['a wrong type in the answer', save({}, { responseBody: { AppointmentId: '1' } }), /answer \/AppointmentId/],
    ['an answer that is null', save({}, { responseBody: null }), /answer .*object/],
    ['a status that the original does not use', save({}, { status: 201 }), /answer .*status 201/],
    [
      'a body after a deletion',
      { method: 'DELETE', path: `${root}/Appointment/1`, status: 204, responseBody: {} },
      /body/,
    ],
    ['a row without its key', page('$top=1', [{ EntityName: 'appointment' }]), /answer \/value\/0 .*PrimaryKey/],
    ['an error in another form', save({}, { status: 404, responseBody: { error: 'x' } }), /answer .*error/],
  ])('sees %s', (_, exchange, expected) => {
    expect(brief(checker.check(exchange)).join('\n')).toMatch(expected);
  });

  it('allows parts that were not selected to be null', () => {
    const answer = { status: 200, responseBody: { AppointmentId: 1, Completed: null, IsFree: null } };
    const path = `${root}/Appointment/1`;
    expect(checker.check({ method: 'GET', path: `${path}?$select=AppointmentId`, ...answer })).toEqual([]);
    expect(brief(checker.check({ method: 'GET', path, ...answer })).join('\n')).toMatch(/\/IsFree/);
  });

  it('leaves sign-in and tenant state to others', () => {
    expect(checker.check({ method: 'GET', path: '/api/state/Cust70001', status: 200 })).toBeNull();
    expect(checker.check({ method: 'POST', path: '/login/common/oauth/tokens', status: 200 })).toBeNull();
  });
});
