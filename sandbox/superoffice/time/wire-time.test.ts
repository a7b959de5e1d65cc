import { describe, expect, it } from 'vitest';
import { createWireTime, naive, readDuration, writeDuration } from './wire-time.ts';
import { findZone, zoneByIana } from './zones.ts';

function zone(code: string) {
  const found = findZone(code);
  if (!found) throw new RangeError(code);
  return found;
}

describe('a date-time on the wire', () => {
  it('with a zone offset is kept in the base zone and answered in the zone of the request', () => {
    const time = createWireTime(zone('NO'), zone('US-NY'), 'compact');
    const stored = time.read('2018-12-24T12:34:45Z');
    expect(naive(stored)).toBe('2018-12-24T13:34:45');
    expect(time.write(stored)).toBe('2018-12-24T07:34:45-0500');
  });

  it('without offset in the answer has no suffix', () => {
    const time = createWireTime(zone('NO'), zone('460'), null);
    expect(time.write(time.read('2018-12-24T12:34:45Z'))).toBe('2018-12-24T07:34:45');
  });

  it('that is naive is in the zone of the request, or without one in the base zone', () => {
    expect(naive(createWireTime(zone('NO'), zone('US-NY'), null).read('2026-07-01T08:00:00'))).toBe(
      '2026-07-01T14:00:00',
    );
    expect(naive(createWireTime(zone('NO'), null, null).read('2026-07-01T08:00:00'))).toBe('2026-07-01T08:00:00');
  });

  it.each([
    '2026-11-24T10:00:00+01:00',
    '2026-11-24T10:00:00+0100',
    '2026-11-24T10:00:00+1:00',
    '2026-11-24T09:00:00.000Z',
  ])('is read from %s', (text) => {
    expect(naive(createWireTime(zone('DE'), zone('DE'), null).read(text))).toBe('2026-11-24T10:00:00');
  });

  it.each(['', '24.11.2026', '2026-02-30T10:00:00', '2026-11-24T25:00:00', '2026-11-24T10:00:00 CET'])(
    'is refused as %j',
    (text) => {
      expect(() => createWireTime(zone('DE'), null, null).read(text)).toThrow(/is not a date-time/);
    },
  );

  it('keeps the marks of an empty and a yearless date out of every zone', () => {
    const time = createWireTime(zone('NO'), zone('US-NY'), 'compact');
    expect(time.write(time.read('0001-01-01T00:00:00'))).toBe('0001-01-01T00:00:00');
    expect(time.write(time.read('0002-06-09T00:00:00'))).toBe('0002-06-09T00:00:00');
  });

  it.each([
    ['compact', '2026-11-24T05:30:00-0330'],
    ['colon', '2026-11-24T05:30:00-03:30'],
    ['short', '2026-11-24T05:30:00-3:30'],
  ] as const)('writes offsets in the %s form', (form, text) => {
    const time = createWireTime(zone('NO'), zone('CA-NL'), form);
    expect(time.write(time.read('2026-11-24T09:00:00Z'))).toBe(text);
  });

  it('in UTC is tagged only where offsets are', () => {
    const instant = Date.parse('2026-11-21T16:40:19Z');
    expect(createWireTime(zone('NO'), zone('DE'), 'compact').writeUtc(instant)).toBe('2026-11-21T16:40:19Z');
    expect(createWireTime(zone('NO'), zone('DE'), null).writeUtc(instant)).toBe('2026-11-21T16:40:19');
  });
});

describe('a zone', () => {
  const berlin = zoneByIana('Europe/Berlin');

  it('takes the earlier of two instants in autumn and moves on over the gap in spring', () => {
    expect(new Date(berlin.instantAt(Date.parse('2026-10-25T02:30:00Z'))).toISOString()).toBe(
      '2026-10-25T00:30:00.000Z',
    );
    expect(new Date(berlin.instantAt(Date.parse('2026-03-29T02:30:00Z'))).toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    );
  });

  it('has the offset of each side of a change', () => {
    const change = Date.parse('2026-10-25T01:00:00Z');
    expect([berlin.offsetAt(change - 1) / 60_000, berlin.offsetAt(change) / 60_000]).toEqual([120, 60]);
  });
});

describe('a time span', () => {
  it('is read and written as hours, minutes and seconds', () => {
    expect(readDuration('00:15:00')).toBe(900);
    expect(readDuration('1.02:00:00')).toBe(93_600);
    expect(writeDuration(93_600)).toBe('26:00:00');
    expect(() => readDuration('15')).toThrow(/hh:mm:ss/);
  });
});
