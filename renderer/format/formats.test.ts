import { describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import { byDay } from './activity-days.ts';
import { cutMiddle } from './cut-middle.ts';
import { createFormats, readingLocale } from './formats.ts';
import { timeLeft, watch } from './time-left.ts';

const instantly = { past: 'just now', future: 'any moment now' };
const oslo = createFormats('en', 'nb-NO', 'Europe/Oslo', instantly);
const newYork = createFormats('en', 'en-US', 'America/New_York', instantly);
const now = Date.parse('2026-11-22T12:00:00Z');
const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, ' ');

describe('times as the user reads them', () => {
  it('uses the zone and the clock of the user, and the words of the window', () => {
    expect(oslo.time('2026-11-22T12:42:00Z')).toBe('13:42');
    expect(plain(newYork.time('2026-11-22T18:42:00Z'))).toBe('1:42 PM');
    expect(oslo.day('2026-11-22')).toContain('Sunday');
  });

  it('tells what the clock of another zone shows, as the user writes it', () => {
    const now = Date.parse('2026-11-22T18:42:00Z');
    expect(oslo.clockIn('Australia/Sydney', now)).toBe('Mon 05:42');
    expect(plain(newYork.clockIn('Europe/Oslo', now))).toBe('Sun 7:42 PM');
  });

  it('keeps the region of the user beside the language of the window', () => {
    expect(readingLocale('en', 'en-GB')).toBe('en-GB');
    expect(readingLocale('en', 'nb-NO')).toMatch(/^en-NO/);
  });

  it('names the day only when it is not today', () => {
    expect(oslo.timeOrDay('2026-11-22T08:12:00Z', now)).toBe('09:12');
    expect(oslo.timeOrDay('2026-11-20T08:12:00Z', now)).toMatch(/Fri.*09:12/);
  });

  it('shows a date as the same date, west and east of Greenwich', () => {
    expect(newYork.dateOrMoment('2026-03-01')).toBe('Sun, Mar 1, 2026');
    expect(oslo.dateOrMoment('2026-03-01')).toContain('1');
  });

  it('shows a period as one, with what both ends share said once', () => {
    const britain = createFormats('en', 'en-GB', 'Europe/London', instantly);
    expect(plain(britain.period('2026-11-20T12:00:00Z/2026-11-20T13:00:00Z'))).toBe('Fri, 20 Nov 2026, 12:00–13:00');
    expect(plain(britain.period('2026-11-20/2026-11-20'))).toBe('Fri, 20 Nov 2026');
    expect(plain(britain.period('2026-11-20/2026-11-22'))).toMatch(/^Fri.*20.*[–-].*Sun.*22 Nov 2026$/);
  });

  it('knows on which of the user’s days a moment was', () => {
    expect(oslo.dateOf('2026-11-21T23:30:00Z')).toBe('2026-11-22');
    expect(newYork.dateOf('2026-11-22T03:30:00Z')).toBe('2026-11-21');
  });

  it.each([
    ['2026-11-22T11:59:55Z', 'just now'],
    ['2026-11-22T11:59:20Z', '40 seconds ago'],
    ['2026-11-22T11:56:00Z', '4 minutes ago'],
    ['2026-11-22T09:00:00Z', '3 hours ago'],
    ['2026-11-20T12:00:00Z', '2 days ago'],
    ['2026-11-22T12:05:00Z', 'just now'],
  ])('says how long ago %s was', (moment, said) => {
    expect(oslo.ago(moment, now)).toBe(said);
  });

  it('says how soon something is, and never in the past', () => {
    expect(oslo.soon('2026-11-22T12:01:00Z', now)).toBe('in 1 minute');
    expect(oslo.soon('2026-11-22T11:00:00Z', now)).toBe('any moment now');
  });

  it('rounds a duration as one says it', () => {
    expect(oslo.duration(41_000)).toBe('45 seconds');
    expect(oslo.duration(120_000)).toBe('2 minutes');
    expect(oslo.days(7)).toBe('7 days');
  });

  it('names the month at its first day only', () => {
    expect(oslo.shortDay('2026-11-30')).toBe('30');
    expect(oslo.shortDay('2026-12-01')).toMatch(/1.*Dec|Dec.*1/);
  });
});

describe('the time left', () => {
  const startedAt = '2026-11-22T11:59:50Z';
  const reading = { phase: 'reading', done: 100, total: 400, startedAt };
  const since = (progress: typeof reading, before = watch(undefined, progress, now)) => before;

  it('goes on as before', () => {
    expect(timeLeft(since(reading), reading, now)).toBe(30_000);
  });

  it('counts each phase for itself', () => {
    const begun = watch(since(reading), { ...reading, phase: 'writing', done: 10, total: 60 }, now);
    const later = { ...reading, phase: 'writing', done: 35, total: 60 };
    expect(watch(begun, later, now + 5_000)).toBe(begun);
    expect(timeLeft(begun, later, now + 5_000)).toBe(5_000);
  });

  it('begins anew with the next run', () => {
    const next = { ...reading, startedAt: '2026-11-22T12:00:00Z' };
    expect(watch(since(reading), next, now).since).toBe(now);
  });

  it('is not said before enough was seen', () => {
    const little = { ...reading, done: 5 };
    expect(timeLeft(since(little), little, now)).toBeUndefined();
    expect(timeLeft(since(reading), { ...reading, total: null }, now)).toBeUndefined();
    expect(timeLeft(since(reading), reading, now - 8_000)).toBeUndefined();
    expect(timeLeft(since(reading), { ...reading, done: 400 }, now)).toBeUndefined();
  });
});

describe('long names', () => {
  it('keep their beginning and their end', () => {
    expect(cutMiddle('mara.lindqvist@northwind.example', 15)).toBe('mara.li…example');
    expect(cutMiddle('short', 15)).toBe('short');
  });

  it('are never cut inside a character', () => {
    expect(cutMiddle('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…👩‍👩‍👧');
  });
});

describe('the days of the activity list', () => {
  it('are the user’s own, in the order of the entries', () => {
    const entry = (id: number, at: string) => ({ id, at }) as ActivityEntry;
    const days = byDay(
      [entry(3, '2026-11-22T00:30:00Z'), entry(2, '2026-11-21T23:30:00Z'), entry(1, '2026-11-21T20:00:00Z')],
      oslo.dateOf,
    );
    expect(days.map(({ date, entries }) => [date, entries.map(({ id }) => id)])).toEqual([
      ['2026-11-22', [3, 2]],
      ['2026-11-21', [1]],
    ]);
  });
});
