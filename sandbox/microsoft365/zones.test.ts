import { describe, expect, it } from 'vitest';
import { calculableZone, instantOf, wallOf, windowsZoneNames, windowsZoneOf } from './zones.ts';

describe('time zones', () => {
  it('are known by Windows and by IANA name, in the exact spelling', () => {
    expect(calculableZone('W. Europe Standard Time')).toBe('Europe/Berlin');
    expect(calculableZone('Europe/Kyiv')).toBe('Europe/Kyiv');
    expect(calculableZone('UTC')).toBe('UTC');
    for (const unknown of ['w. europe standard time', 'europe/berlin', 'Customized Time Zone', 'CEST', '+01:00', '']) {
      expect(calculableZone(unknown)).toBeNull();
    }
  });

  it('have a Windows name also under a new spelling', () => {
    expect(windowsZoneOf('Europe/Oslo')).toBe('W. Europe Standard Time');
    expect(windowsZoneOf('Europe/Kyiv')).toBe('FLE Standard Time');
    expect(windowsZoneOf('Asia/Kolkata')).toBe('India Standard Time');
    expect(windowsZoneOf('FLE Standard Time')).toBe('FLE Standard Time');
  });

  it('can all be calculated with', () => {
    for (const name of windowsZoneNames) {
      const zone = calculableZone(name) ?? '';
      expect(wallOf(instantOf('2026-07-01T12:00:00', zone), zone)).toBe('2026-07-01T12:00:00');
    }
  });

  it('move a time that does not exist behind the change of the clocks', () => {
    expect(new Date(instantOf('2026-03-29T02:30:00', 'Europe/Berlin')).toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(wallOf(Date.UTC(2026, 2, 29, 1, 30), 'Europe/Berlin')).toBe('2026-03-29T03:30:00');
  });
});
