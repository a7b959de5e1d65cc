/** @file What of SuperOffice's answers is believed: each of these was once taken for something that it does not say. */
import { describe, expect, it } from 'vitest';
import type { ItemId } from '../../model/side.ts';
import { Nonsense } from '../errors.ts';
import { jumpingClock, quietLog } from '../http/testing/ports.ts';
import { rememberInMemory } from '../testing/remember-in-memory.ts';
import { unreadableAppointment } from './read-appointment.ts';
import { isWhole } from './row-parts.ts';
import { defaultEntitySchema, simpleAppointmentSchema, timeZoneSchema } from './schemas.ts';
import { createTenant } from './tenant.ts';
import { profileWith, simpleWith } from './testing.ts';
import { isWireTime } from './wire-time.ts';

const never = new AbortController().signal;
const id = '5001' as ItemId;

function without(name: string): Record<string, unknown> {
  const { [name]: _, ...rest } = { ...simpleWith() } as Record<string, unknown>;
  return rest;
}

describe('an appointment', () => {
  it('is believed as SuperOffice gives it, also with nothing in its texts', () => {
    for (const over of [{}, { Title: null, Agenda: null, Location: null }]) {
      const item = simpleAppointmentSchema.parse(simpleWith(over));
      expect(isWhole(item, profileWith())).toBe(true);
    }
  });

  it.each([
    'Location',
    'IsFree',
    'HasAlarm',
    'Private',
    'StartDate',
    'Type',
    'BookingType',
    'MotherId',
    'InvitationStatus',
  ])('that leaves out its %s does not say that there is none', (name) => {
    expect(simpleAppointmentSchema.safeParse(without(name)).success).toBe(false);
  });

  it.each(['Type', 'Private', 'BookingType', 'InvitationStatus', 'AssignmentStatus'])(
    'whose %s nobody knows is neither left out in silence nor taken for private or for nobody else’s',
    (name) => {
      for (const value of ['', 'Renamed', null]) {
        expect(simpleAppointmentSchema.safeParse({ ...simpleWith(), [name]: value }).success).toBe(false);
      }
    },
  );

  it.each(['Title', 'Agenda'])('that leaves out its %s is not read from its old description instead', (name) => {
    const item = simpleAppointmentSchema.parse(without(name));
    expect(isWhole(item, profileWith())).toBe(false);
  });

  it.each([null, '', 'soon', '-1', '99999999.00:00:00'])(
    'with an alarm at %s has no reminder of zero minutes',
    (AlarmLeadTime) => {
      const item = simpleAppointmentSchema.parse(simpleWith({ AlarmLeadTime }));
      expect(isWhole(item, profileWith())).toBe(false);
    },
  );

  it('that cannot be read tells its title and its start as far as they can be', () => {
    const known = { unreadable: true, id, title: 'Plan', start: '2026-11-24T09:00:00Z', isPublic: true };
    expect(unreadableAppointment(id, without('Location'), profileWith())).toEqual(known);
    expect(unreadableAppointment(id, simpleWith({ IsAlldayEvent: true }), profileWith())).toMatchObject({
      start: '2026-11-24',
    });
    for (const raw of [undefined, null, 7, [], { Title: 7, StartDate: 'soon' }]) {
      expect(unreadableAppointment(id, raw, profileWith())).toEqual({ unreadable: true, id, isPublic: false });
    }
  });
});

describe('a time', () => {
  it.each(['0001-01-01T00:00:00', '9999-12-31T23:59:59Z', '2026-11-24T10:00:00+1:00'])('is one: %s', (text) => {
    expect(isWireTime(text)).toBe(true);
  });

  it.each(['2026-11-24T10:00:00+99:99', '0000-00-00T00:00:00', '1200-01-01T00:00:00', '7000-01-01T00:00:00'])(
    'is none, and nobody stumbles over it: %s',
    (text) => {
      expect(isWireTime(text)).toBe(false);
    },
  );
});

it('half of the new form of texts does not make a server an old one', () => {
  expect(defaultEntitySchema.safeParse({ Title: '', Agenda: '' }).success).toBe(true);
  expect(defaultEntitySchema.safeParse({ Description: '' }).success).toBe(true);
  expect(defaultEntitySchema.safeParse({ Agenda: '', Description: '' }).success).toBe(false);
});

it('a zone that comes without its code is not taken for a site without zones', () => {
  expect(timeZoneSchema.safeParse({ TZLocationID: 0, TZLocationCode: '' }).success).toBe(true);
  expect(timeZoneSchema.safeParse({ TZLocationID: 12, TZLocationCode: null }).success).toBe(false);
  expect(timeZoneSchema.safeParse({ TZLocationID: 12 }).success).toBe(false);
});

describe('the place of a tenant', () => {
  const running = { State: 'Running', IsRunning: true, ValidUntil: null, Endpoint: null };
  const tenantThat = (answer: object) => {
    const clock = jumpingClock(Date.parse('2026-11-22T12:00:00Z'));
    const asked = { times: 0 };
    const tenant = createTenant({
      http: {
        send: async () => {
          asked.times += 1;
          return { status: 200, headers: {}, body: answer };
        },
        hush: () => undefined,
        refuseToken: () => undefined,
      },
      clock,
      log: quietLog,
      remembered: rememberInMemory(() => clock.now()),
      loginUrl: 'https://online.superoffice.com',
      tenant: 'Cust1',
      webApiUrl: undefined,
    });
    return { tenant, asked, clock };
  };
  const placeOf = async (answer: object) => (await tenantThat(answer).tenant.place(never)).api;

  it.each(['https://sod2.superoffice.com/Cust1/api', 'https://online.superoffice.com/Cust1/api/'])(
    'is %s',
    async (Api) => {
      expect(await placeOf({ ...running, Api })).toBe(Api.replace(/\/$/, ''));
    },
  );

  it.each([
    'https://superoffice.com.example/Cust1/api',
    'https://example.com/api',
    'http://sod2.superoffice.com/api',
    'none',
  ])('is not %s: the token would go there', async (Api) => {
    await expect(placeOf({ ...running, Api })).rejects.toThrow(Nonsense);
  });

  it('holds though nobody can read until when', async () => {
    const Api = 'https://sod2.superoffice.com/Cust1/api';
    expect(await placeOf({ ...running, Api, ValidUntil: '2026-11-24T10:00:00+99:99' })).toBe(Api);
  });

  it.each([null, '2026-11-22T11:55:00.0000000Z'])(
    'is asked for once a minute at most (until %s, by a computer whose clock is ahead)',
    async (ValidUntil) => {
      const { tenant, asked, clock } = tenantThat({
        ...running,
        Api: 'https://sod2.superoffice.com/Cust1/api',
        ValidUntil,
      });
      for (const seconds of [0, 20, 30]) {
        clock.set(clock.now() + seconds * 1000);
        await tenant.place(never);
      }
      expect(asked.times).toBe(1);
      clock.set(clock.now() + 11_000);
      await tenant.place(never);
      expect(asked.times).toBe(2);
    },
  );
});
