import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Instant, toInstant, type ZoneId } from './time.ts';
import { momentOf, showingsOf, showTheSame, wallTimeOf } from './wall-clock.ts';

const zone = (name: string) => name as ZoneId;
const at = (moment: string) => moment as Instant;
const wall = (text: string) => Temporal.PlainDateTime.from(text);

describe('the night in which clocks go forward', () => {
  test('a time that no clock shows is later by the hour that is left out', () => {
    expect(showingsOf(wall('2027-03-28T02:30'), zone('Europe/Oslo'))).toBe('never');
    expect(momentOf(wall('2027-03-28T02:30'), zone('Europe/Oslo'))).toBe('2027-03-28T01:30:00Z');
    expect(wallTimeOf(at('2027-03-28T01:30:00Z'), zone('Europe/Oslo')).toString()).toBe('2027-03-28T03:30:00');
  });

  test('clocks are put forward by half an hour on Lord Howe Island', () => {
    expect(showingsOf(wall('2026-10-04T02:15'), zone('Australia/Lord_Howe'))).toBe('never');
    expect(momentOf(wall('2026-10-04T02:15'), zone('Australia/Lord_Howe'))).toBe('2026-10-03T15:45:00Z');
  });
});

describe('the night in which clocks go back', () => {
  test('a time that is shown twice is the first one, unless the last is asked for', () => {
    const night = wall('2026-11-01T01:30');
    expect(showingsOf(night, zone('America/New_York'))).toBe('twice');
    expect(momentOf(night, zone('America/New_York'))).toBe('2026-11-01T05:30:00Z');
    expect(momentOf(night, zone('America/New_York'), 'last')).toBe('2026-11-01T06:30:00Z');
  });

  test('both moments show the same time', () => {
    const shown = ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'].map((moment) =>
      wallTimeOf(at(moment), zone('America/New_York')).toString(),
    );
    expect(shown).toEqual(['2026-11-01T01:30:00', '2026-11-01T01:30:00']);
  });
});

describe('zones that changed their rules', () => {
  test.each([
    // The same hour of summer, before and after the zone gave up, took up or moved its summer time.
    ['Europe/Istanbul', '2015-12-01T10:00', '2015-12-01T08:00:00Z', '2017-12-01T10:00', '2017-12-01T07:00:00Z'],
    ['Europe/Moscow', '2013-12-01T10:00', '2013-12-01T06:00:00Z', '2015-12-01T10:00', '2015-12-01T07:00:00Z'],
    ['America/Mexico_City', '2022-07-01T10:00', '2022-07-01T15:00:00Z', '2023-07-01T10:00', '2023-07-01T16:00:00Z'],
    ['Africa/Cairo', '2022-07-01T10:00', '2022-07-01T08:00:00Z', '2024-07-01T10:00', '2024-07-01T07:00:00Z'],
    ['Asia/Almaty', '2023-07-01T10:00', '2023-07-01T04:00:00Z', '2025-07-01T10:00', '2025-07-01T05:00:00Z'],
  ])('%s: each time by the rules of its own day', (name, before, beforeMoment, after, afterMoment) => {
    expect(momentOf(wall(before), zone(name))).toBe(beforeMoment);
    expect(momentOf(wall(after), zone(name))).toBe(afterMoment);
  });

  test('a day that a zone left out', () => {
    expect(showingsOf(wall('2011-12-30T12:00'), zone('Pacific/Apia'))).toBe('never');
  });
});

test('zones are compared by what their clocks show, not by their names', () => {
  const year = [at('2026-06-01T00:00:00Z'), at('2027-06-01T00:00:00Z')] as const;
  expect(showTheSame(zone('Europe/Oslo'), zone('Europe/Berlin'), ...year)).toBe(true);
  expect(showTheSame(zone('Asia/Calcutta'), zone('Asia/Kolkata'), ...year)).toBe(true);
  // Both are five hours behind in winter; only one has summer time.
  expect(showTheSame(zone('America/New_York'), zone('America/Jamaica'), ...year)).toBe(false);
  // The same hours, and other days of change.
  expect(showTheSame(zone('America/New_York'), zone('America/Havana'), ...year)).toBe(false);
});

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone')).map(zone);
const moments = fc
  .integer({ min: Date.UTC(1995, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 })
  .map((seconds) => toInstant(Temporal.Instant.fromEpochMilliseconds(seconds * 1000)));

test('in every zone, a moment is what its wall-clock time means, but for the first of two', () => {
  fc.assert(
    fc.property(moments, zones, (moment, name) => {
      const shown = wallTimeOf(moment, name);
      const meant = [momentOf(shown, name), momentOf(shown, name, 'last')];
      expect(meant).toContain(moment);
      expect(showingsOf(shown, name)).toBe(meant[0] === meant[1] ? 'once' : 'twice');
    }),
    { numRuns: 500 },
  );
});
