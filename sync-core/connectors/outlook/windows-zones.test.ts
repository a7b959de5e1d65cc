import windowsZones from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import type { ZoneId } from '../../model/time.ts';
import { windowsNameOf, zoneOfName } from './windows-zones.ts';

describe('names of time zones', () => {
  test('a Windows name means the zone that CLDR gives it, whatever its case', () => {
    expect(zoneOfName('W. Europe Standard Time')).toBe('Europe/Berlin');
    expect(zoneOfName('pacific standard time')).toBe('America/Los_Angeles');
    expect(zoneOfName('UTC')).toMatch(/UTC/);
    expect(zoneOfName('UTC-11')).toBe('Etc/GMT+11');
  });

  test('an IANA name means itself', () => {
    expect(zoneOfName('Europe/Oslo')).toBe('Europe/Oslo');
    expect(zoneOfName('Antarctica/Troll')).toBe('Antarctica/Troll');
  });

  test.each(['tzone://Microsoft/Custom', 'Customized Time Zone', '', 'Middle Earth Standard Time'])(
    '"%s" has no known meaning',
    (name) => {
      expect(zoneOfName(name)).toBeUndefined();
    },
  );

  test('a zone is written by its Windows name, also under a newer name than CLDR lists', () => {
    expect(windowsNameOf('Europe/Oslo' as ZoneId)).toBe('W. Europe Standard Time');
    expect(windowsNameOf('Europe/Kyiv' as ZoneId)).toBe('FLE Standard Time');
    expect(windowsNameOf('Asia/Kolkata' as ZoneId)).toBe('India Standard Time');
    expect(windowsNameOf('America/Ciudad_Juarez' as ZoneId)).toBe('Mountain Standard Time');
    expect(windowsNameOf('UTC' as ZoneId)).toBe('UTC');
  });

  test('the table is whole: every zone of the platform has a Windows name, and every Windows name a zone', () => {
    const without = Intl.supportedValuesOf('timeZone').filter((zone) => windowsNameOf(zone as ZoneId) === undefined);
    expect(without).toEqual(['Antarctica/Troll']);
    for (const { mapZone } of windowsZones.supplemental.windowsZones.mapTimezones) {
      const zone = zoneOfName(mapZone._other);
      expect(zone && windowsNameOf(zone), mapZone._other).toBe(mapZone._other);
      for (const name of mapZone._type.split(' ').filter(Boolean)) expect(zoneOfName(name), name).toBe(name);
    }
  });

  test.each([
    ['US/Eastern', 'Eastern Standard Time'],
    ['Asia/Calcutta', 'India Standard Time'],
    ['Asia/Katmandu', 'Nepal Standard Time'],
    ['Asia/Saigon', 'SE Asia Standard Time'],
    ['Europe/Kiev', 'FLE Standard Time'],
    ['America/Buenos_Aires', 'Argentina Standard Time'],
    ['America/Godthab', 'Greenland Standard Time'],
    ['Pacific/Ponape', 'Central Pacific Standard Time'],
    ['Japan', 'Tokyo Standard Time'],
    ['GB', 'GMT Standard Time'],
    ['Etc/GMT+12', 'Dateline Standard Time'],
  ])('the former name %s means the same zone still', (name, windows) => {
    const zone = zoneOfName(name);
    expect(zone && windowsNameOf(zone)).toBe(windows);
  });

  test.each([
    ['Mexico Standard Time', 'America/Mexico_City'],
    ['Kamchatka Standard Time', 'Asia/Kamchatka'],
    ['Armenian Standard Time', 'Asia/Yerevan'],
    ['tzone://Microsoft/Utc', 'Etc/UTC'],
  ])('"%s", as old Outlook wrote it, is %s', (name, zone) => {
    expect(zoneOfName(name)).toBe(zone);
  });

  test('an offset is no zone: it says nothing of summer', () => {
    expect(zoneOfName('+01:00')).toBeUndefined();
  });

  test('a zone that Windows does not have has no Windows name', () => {
    expect(windowsNameOf('Antarctica/Troll' as ZoneId)).toBeUndefined();
  });
});
