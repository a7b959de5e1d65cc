import { describe, expect, test } from 'vitest';
import { type ZoneId, zoneId } from '../../sync-core/model/time.ts';
import { compareZones } from './time-zones.ts';

const told = (zone: string | null, name: string | null = zone) => ({ name, zone, problem: null });
const said = (crm: string | null, calendar: string | null) => ({
  'timeZone.crm': crm === null ? null : (crm as ZoneId),
  'timeZone.calendar': calendar === null ? null : (calendar as ZoneId),
});
const difference = (crm: string | null, calendar: string | null, computer: string, preferences = said(null, null)) =>
  compareZones({
    calendar: 'microsoft365',
    told: { crm: told(crm, crm ?? 'XX-1'), calendar: told(calendar, calendar ?? 'Customized Time Zone') },
    preferences,
    computer,
    now: Date.parse('2026-11-23T08:00:00Z'),
  }).difference;

describe('the zones of both systems and of the computer', () => {
  test('do not differ where their clocks show the same, whatever their names', () => {
    expect(difference('Europe/Oslo', 'Europe/Berlin', 'Europe/Amsterdam')).toBeNull();
  });

  test('differ also where they show the same now and not in summer', () => {
    expect(difference('America/New_York', 'America/Jamaica', 'America/New_York')).toMatchObject({ code: 'apart' });
  });

  test.each([
    ['the calendar', 'Europe/Oslo', 'Australia/Sydney', { calendar: 'Europe/Oslo' }, 'calendar'],
    ['the CRM', 'America/New_York', 'Europe/Oslo', { crm: 'Europe/Oslo' }, 'crm'],
    ['both', 'America/New_York', 'Australia/Sydney', { crm: 'Europe/Oslo', calendar: 'Europe/Oslo' }, null],
  ])('%s: the one that does not show the computer’s time is put right', (_, crm, calendar, use, side) => {
    expect(difference(crm, calendar, 'Europe/Oslo')).toEqual({ code: 'apart', side, use, zone: 'Europe/Oslo' });
  });

  test('differ from a computer that travels', () => {
    expect(difference('Europe/Oslo', 'Europe/Berlin', 'Asia/Tokyo')).toEqual({
      code: 'away',
      side: null,
      use: { crm: 'Asia/Tokyo', calendar: 'Asia/Tokyo' },
      zone: 'Asia/Tokyo',
    });
  });

  test('that came home again need no word of the user any more', () => {
    const preferences = said('Asia/Tokyo', 'Asia/Tokyo');
    expect(difference('Europe/Oslo', 'Europe/Berlin', 'Europe/Oslo', preferences)?.use).toEqual({
      crm: null,
      calendar: null,
    });
  });

  test('the user’s word goes before the system’s', () => {
    expect(difference('Europe/Oslo', 'Australia/Sydney', 'Europe/Oslo', said(null, 'Europe/Paris'))).toBeNull();
  });

  test('one that nobody knows is asked for first, and the user can say it', () => {
    expect(difference('Europe/Oslo', null, 'Asia/Tokyo')).toEqual({
      code: 'unknown',
      side: 'calendar',
      use: { calendar: 'Asia/Tokyo' },
      zone: 'Asia/Tokyo',
    });
    expect(difference('Europe/Oslo', null, 'Europe/Oslo', said(null, 'Europe/Oslo'))).toBeNull();
  });

  test('one that could not be asked for is not taken for another', () => {
    const asked = compareZones({
      calendar: 'microsoft365',
      told: {
        crm: { name: null, zone: null, problem: { code: 'offline', system: 'superoffice' } },
        calendar: told('Asia/Tokyo'),
      },
      preferences: said(null, null),
      computer: 'Europe/Oslo',
      now: Date.parse('2026-11-23T08:00:00Z'),
    });
    expect(asked.difference).toBeNull();
    expect(asked.sides[0]).toMatchObject({ side: 'crm', problem: { code: 'offline' } });
    expect(zoneId.safeParse(asked.computer).success).toBe(true);
  });
});
