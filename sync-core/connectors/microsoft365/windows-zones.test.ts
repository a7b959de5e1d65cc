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

  test('a zone that Windows does not have has no Windows name', () => {
    expect(windowsNameOf('Antarctica/Troll' as ZoneId)).toBeUndefined();
  });
});
