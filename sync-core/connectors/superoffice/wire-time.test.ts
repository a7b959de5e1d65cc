import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Instant, ZoneId } from '../../model/time.ts';
import {
  httpDate,
  isWireTime,
  minutesFromWire,
  minutesToWire,
  momentFromWire,
  momentToWire,
  oneOfTheRepeatedHour,
  utcFromWire,
} from './wire-time.ts';

const oslo = 'Europe/Oslo' as ZoneId;
const newYork = 'America/New_York' as ZoneId;
const read = (text: string, zone: ZoneId | 'UTC' = oslo) => momentFromWire(text, zone)?.toString();

describe('a time from the server', () => {
  it.each([
    ['2018-12-24T07:34:45-0500', '2018-12-24T12:34:45Z'],
    ['2018-12-24T07:34:45-05:00', '2018-12-24T12:34:45Z'],
    ['2018-12-24T07:34:45-5:00', '2018-12-24T12:34:45Z'],
    ['2018-12-24T18:04:45+5:30', '2018-12-24T12:34:45Z'],
    ['2018-12-24T12:34:45Z', '2018-12-24T12:34:45Z'],
    ['2020-08-19T17:12:16.9553621Z', '2020-08-19T17:12:16.9553621Z'],
  ])('carries its offset in any form: %s', (text, moment) => {
    expect(read(text)).toBe(moment);
  });

  it('without an offset is meant in the zone of its place', () => {
    expect(read('2026-07-01T10:00:00')).toBe('2026-07-01T08:00:00Z');
    expect(utcFromWire('2026-07-01T10:00:00')).toBe('2026-07-01T10:00:00Z');
    expect(utcFromWire('2026-07-01T10:00:00.5000000')).toBe('2026-07-01T10:00:00Z');
  });

  it('may be empty', () => {
    expect(read('0001-01-01T00:00:00')).toBeUndefined();
    expect(read('0001-01-01T00:00:00Z')).toBeUndefined();
    expect(read('9999-12-31T23:59:59.9999999')).toBeUndefined();
  });

  it('is refused when it is none', () => {
    for (const text of ['', '2026-11-24', '[D:11/30/2026]', '2026-13-40T00:00:00', '2026-11-24T10:00:00+?']) {
      expect(isWireTime(text)).toBe(false);
    }
  });
});

describe('a time that we send', () => {
  it('carries its offset', () => {
    expect(momentToWire(Temporal.Instant.from('2026-07-01T08:00:00Z'), oslo)).toBe('2026-07-01T10:00:00+02:00');
    expect(momentToWire(Temporal.Instant.from('2026-12-28T13:00:00Z'), newYork)).toBe('2026-12-28T08:00:00-05:00');
    expect(httpDate('2026-11-21T16:40:19Z' as Instant)).toBe('Sat, 21 Nov 2026 16:40:19 GMT');
  });
});

describe('the hour that comes twice in autumn', () => {
  const first = Temporal.Instant.from('2026-10-25T00:30:00Z');
  const second = Temporal.Instant.from('2026-10-25T01:30:00Z');

  it('has one meaning, whichever of its two moments comes back', () => {
    expect(oneOfTheRepeatedHour(first, [oslo]).equals(second)).toBe(true);
    expect(oneOfTheRepeatedHour(second, [oslo]).equals(second)).toBe(true);
    expect(read('2026-10-25T02:30:00')).toBe('2026-10-25T01:30:00Z');
  });

  it('is any hour that comes twice on the way, also in the user’s zone alone', () => {
    const moment = Temporal.Instant.from('2026-11-01T05:30:00Z');
    expect(oneOfTheRepeatedHour(moment, [oslo, newYork]).toString()).toBe('2026-11-01T06:30:00Z');
  });

  it('touches no other hour', () => {
    for (const text of ['2026-10-24T23:59:59Z', '2026-10-25T02:00:00Z', '2026-03-29T01:30:00Z']) {
      expect(oneOfTheRepeatedHour(Temporal.Instant.from(text), [oslo]).equals(Temporal.Instant.from(text))).toBe(true);
    }
  });
});

describe('the alarm’s lead time', () => {
  it.each([
    [0, '00:00:00'],
    [15, '00:15:00'],
    [1439, '23:59:00'],
    [1440, '1.00:00:00'],
    [20_160, '14.00:00:00'],
  ])('of %i minutes is %s, both ways', (minutes, text) => {
    expect(minutesToWire(minutes)).toBe(text);
    expect(minutesFromWire(text)).toBe(minutes);
  });

  it('is read in more forms than it is written in', () => {
    expect(minutesFromWire('48:00:00')).toBe(2880);
    expect(minutesFromWire('00:00:30')).toBe(1);
    expect(minutesFromWire('08:00')).toBe(480);
    expect(minutesFromWire('soon')).toBeUndefined();
  });
});
