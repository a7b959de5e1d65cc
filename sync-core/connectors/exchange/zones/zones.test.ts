/** @file Zones by their full definitions: there, back, and as others write them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instant, Period, ZoneId } from '../../../model/time.ts';
import { showTheSame } from '../../../model/wall-clock.ts';
import { nameWithItsClocks } from '../../outlook/same-clocks.ts';
import { readXml, writeXml, type Xml, type XmlNode } from '../soap/xml.ts';
import { turnsByRules, turnsOfZone, type ZoneRules } from './clock-turns.ts';
import { zoneWithClocks } from './matching-zone.ts';
import { readDefinition } from './read-definition.ts';
import { writeDefinition } from './write-definition.ts';

const zones = Intl.supportedValuesOf('timeZone') as ZoneId[];
const berlin = 'Europe/Berlin' as ZoneId;
const moment = (text: string) => text as Instant;
const decade: Period = { from: moment('2026-11-01T00:00:00Z'), until: moment('2036-11-01T00:00:00Z') };
const nobody = { title: undefined, own: berlin };

function definitionOf(zone: string, at = decade.from): XmlNode | undefined {
  const written = writeDefinition('t:StartTimeZone', zone as ZoneId, at);
  return written && read(writeXml(written));
}

function read(text: string): XmlNode {
  const node = readXml(text);
  if (node === undefined) throw new TypeError('It is no XML.');
  return node;
}

function rulesOf(node: XmlNode | undefined): ZoneRules {
  const rules = node && readDefinition(node);
  if (rules === undefined) throw new TypeError('There are no rules.');
  return rules;
}

describe('every zone', () => {
  test('is defined so that its clocks are the same, whenever it is used', () => {
    const years = fc.integer({ min: 1990, max: 2040 });
    const property = fc.property(
      fc.constantFrom(...zones),
      years,
      fc.integer({ min: 1, max: 12 }),
      (zone, year, month) => {
        const from = moment(`${year}-${String(month).padStart(2, '0')}-01T00:00:00Z`);
        const node = definitionOf(zone, from);
        if (node === undefined) return;
        const period = { from, until: moment(`${year + 10}-01-01T00:00:00Z`) };
        expect(turnsByRules(rulesOf(node), period)).toEqual(turnsOfZone(zone, period));
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  test('is found again by its clocks alone, or another one with the same', () => {
    // Clocks that are changed four times in a year, about Ramadan, are beyond what Exchange keeps. They have a name in Windows.
    const without = zones.filter((zone) => definitionOf(zone) === undefined);
    expect(without).toEqual(['Africa/Casablanca', 'Africa/El_Aaiun']);
    for (const zone of without) expect(nameWithItsClocks(zone, decade.from)).toBe('Morocco Standard Time');
    for (const zone of zones.filter((each) => !without.includes(each))) {
      const found = zoneWithClocks(rulesOf(definitionOf(zone)), decade, nobody);
      expect(found && showTheSame(found, zone, decade.from, decade.until), zone).toBe(true);
    }
  });

  test.each(['America/Vancouver', 'America/Edmonton', 'America/Scoresbysund', 'Antarctica/Troll'])(
    '%s, whose clocks no Windows zone has, is found as itself',
    (zone) => {
      expect(zoneWithClocks(rulesOf(definitionOf(zone)), decade, nobody)).toBe(zone);
    },
  );
});

describe('of several zones with the same clocks', () => {
  const fixed = rulesOf(definitionOf('America/Phoenix'));

  test('the title says which, then the user’s own is meant, then what fits for longest, and CLDR’s first', () => {
    const named = (title: string | undefined, own: string) =>
      zoneWithClocks(fixed, decade, { title: title as ZoneId | undefined, own: own as ZoneId });
    expect(named('America/Creston', 'America/Hermosillo')).toBe('America/Creston');
    expect(named('Europe/Oslo', 'America/Hermosillo')).toBe('America/Hermosillo');
    expect(named(undefined, 'Europe/Berlin')).toBe('America/Phoenix');
  });

  test('none is taken whose clocks are others in the years that matter', () => {
    const los = rulesOf(definitionOf('America/Los_Angeles'));
    expect(zoneWithClocks(los, decade, { title: undefined, own: 'America/Vancouver' as ZoneId })).toBe(
      'America/Los_Angeles',
    );
    const before = { from: moment('2025-01-01T00:00:00Z'), until: moment('2025-12-01T00:00:00Z') };
    expect(zoneWithClocks(los, before, { title: undefined, own: 'America/Vancouver' as ZoneId })).toBe(
      'America/Vancouver',
    );
  });
});

const day = (to: string, month: number, weekday: string, nth: number, at: string) =>
  `<t:RecurringDayTransition><t:To Kind="Period">${to}</t:To><t:TimeOffset>${at}</t:TimeOffset><t:Month>${month}</t:Month><t:DayOfWeek>${weekday}</t:DayOfWeek><t:Occurrence>${nth}</t:Occurrence></t:RecurringDayTransition>`;
const period = (id: string, bias: string) => `<t:Period Bias="${bias}" Name="${id}" Id="${id}"/>`;
const full = (periods: string, groups: string, transitions: string) =>
  read(
    `<t:StartTimeZone Id="x"><t:Periods>${periods}</t:Periods><t:TransitionsGroups>${groups}</t:TransitionsGroups><t:Transitions>${transitions}</t:Transitions></t:StartTimeZone>`,
  );
const groupZero = '<t:Transition><t:To Kind="Group">0</t:To></t:Transition>';
const ofYear = (...changes: string[]) => `<t:TransitionsGroup Id="0">${changes.join('')}</t:TransitionsGroup>`;
const found = (node: XmlNode, within = decade) => zoneWithClocks(rulesOf(node), within, nobody);

describe('a definition by another program', () => {
  const europe = period('Std', '-P0DT1H0M0.0S') + period('Dlt', '-PT2H');

  test('is read whatever way durations are written, and in whatever order its changes stand', () => {
    const changes = [day('Std', 10, 'Sunday', -1, 'P0DT3H0M0.0S'), day('Dlt', 3, 'Sunday', 5, 'PT2H')];
    expect(found(full(europe, ofYear(...changes), groupZero))).toBe('Europe/Berlin');
    expect(found(full(europe, ofYear(...changes.toReversed()), groupZero))).toBe('Europe/Berlin');
  });

  test('that ends a day a millisecond before midnight means midnight', () => {
    const changes = [
      day('Dlt', 3, 'Saturday', -1, 'PT23H59M59.999S'),
      day('Std', 10, 'Saturday', -1, 'PT23H59M59.999S'),
    ];
    const rules = rulesOf(full(period('Std', '-PT2H') + period('Dlt', '-PT3H'), ofYear(...changes), groupZero));
    const year = { from: moment('2026-03-20T00:00:00Z'), until: moment('2026-04-20T00:00:00Z') };
    expect(turnsByRules(rules, year).at(1)).toEqual({ at: Date.parse('2026-03-28T22:00:00Z'), offset: 180 });
  });

  test('in southern summer time is read over the turn of the year', () => {
    const changes = [day('Dlt', 9, 'Sunday', -1, 'PT2H'), day('Std', 4, 'Sunday', 1, 'PT3H')];
    const south = period('Std', '-PT12H') + period('Dlt', '-PT13H');
    expect(zoneWithClocks(rulesOf(full(south, ofYear(...changes), groupZero)), decade, nobody)).toBe(
      'Pacific/Auckland',
    );
  });

  test.each(['2007-01-01T00:00:00', '2007-01-01T08:00:00.000Z', '2006-12-31T16:00:00'])(
    'whose rules begin anew at %s begins them with the year',
    (date) => {
      const pacific = period('Std', 'PT8H') + period('Dlt', 'PT7H');
      const old = ofYear(day('Dlt', 4, 'Sunday', 1, 'PT2H'), day('Std', 10, 'Sunday', -1, 'PT2H'));
      const now = ofYear(day('Dlt', 3, 'Sunday', 2, 'PT2H'), day('Std', 11, 'Sunday', 1, 'PT2H')).replace('"0"', '"1"');
      const later = `<t:AbsoluteDateTransition><t:To Kind="Group">1</t:To><t:DateTime>${date}</t:DateTime></t:AbsoluteDateTransition>`;
      const rules = rulesOf(full(pacific, old + now, groupZero + later));
      const years = { from: moment('2005-01-01T00:00:00Z'), until: moment('2012-01-01T00:00:00Z') };
      expect(turnsByRules(rules, years)).toEqual(turnsOfZone('America/Los_Angeles' as ZoneId, years));
    },
  );

  test('on dates of a month rather than weekdays is read', () => {
    const date = (to: string, month: number, on: number) =>
      `<t:RecurringDateTransition><t:To Kind="Period">${to}</t:To><t:TimeOffset>PT0S</t:TimeOffset><t:Month>${month}</t:Month><t:Day>${on}</t:Day></t:RecurringDateTransition>`;
    const rules = rulesOf(
      full(
        period('Std', 'PT3H30M') + period('Dlt', 'PT2H30M'),
        ofYear(date('Dlt', 5, 1), date('Std', 9, 30)),
        groupZero,
      ),
    );
    const year = { from: moment('2027-01-01T00:00:00Z'), until: moment('2028-01-01T00:00:00Z') };
    expect(turnsByRules(rules, year)).toEqual([
      { at: Date.parse('2027-01-01T00:00:00Z'), offset: -210 },
      { at: Date.parse('2027-05-01T03:30:00Z'), offset: -150 },
      { at: Date.parse('2027-09-30T02:30:00Z'), offset: -210 },
    ]);
    expect(zoneWithClocks(rules, decade, nobody)).toBeUndefined();
  });

  const sound = full(
    europe,
    ofYear(day('Dlt', 3, 'Sunday', -1, 'PT2H'), day('Std', 10, 'Sunday', -1, 'PT3H')),
    groupZero,
  );

  test.each([
    ['without rules', read('<t:StartTimeZone Id="x"/>')],
    ['without periods', { ...sound, children: sound.children.slice(1) }],
    ['without groups', { ...sound, children: sound.children.filter(({ name }) => name !== 'TransitionsGroups') }],
    ['without transitions', { ...sound, children: sound.children.slice(0, 2) }],
    ['that leads to no period', full(europe, ofYear(day('Other', 3, 'Sunday', -1, 'PT2H')), groupZero)],
    ['that leads to no group', full(europe, ofYear(day('Std', 3, 'Sunday', -1, 'PT2H')), groupZero.replace('0', '7'))],
    ['with a month that there is not', full(europe, ofYear(day('Std', 13, 'Sunday', -1, 'PT2H')), groupZero)],
    ['with a sixth Sunday', full(europe, ofYear(day('Std', 3, 'Sunday', 6, 'PT2H')), groupZero)],
    ['on every weekday', full(europe, ofYear(day('Std', 3, 'Weekday', 1, 'PT2H')), groupZero)],
    ['of a month of hours', full(period('Std', 'P1M'), ofYear(day('Std', 3, 'Sunday', 1, 'PT2H')), groupZero)],
    ['with an empty group', full(europe, ofYear(), groupZero)],
  ])('%s is none', (_, node) => {
    expect(readDefinition(node)).toBeUndefined();
  });

  test('of whatever nonsense is none, or has clocks', () => {
    const noise = fc.constantFrom('', '0', '-1', 'PT2H', '-PT99H', 'Std', 'NaN', '9999-99-99T00:00:00', '٣', '1e9');
    const spoilt = (node: XmlNode, at: () => string | undefined): XmlNode => ({
      ...node,
      text: at() ?? node.text,
      attributes: Object.fromEntries(Object.entries(node.attributes).map(([name, value]) => [name, at() ?? value])),
      children: node.children.map((child) => spoilt(child, at)),
    });
    const property = fc.property(fc.infiniteStream(fc.option(noise, { freq: 9, nil: undefined })), (stream) => {
      const rules = readDefinition(spoilt(sound, () => stream.next().value ?? undefined));
      if (rules !== undefined) expect(turnsByRules(rules, decade).length).toBeGreaterThan(0);
    });
    fc.assert(property, { numRuns: 300 });
  });
});

test('the definition stands in the order of the schema, its year of a change for good as Windows says it', () => {
  const written = writeDefinition('t:StartTimeZone', 'America/Vancouver' as ZoneId, decade.from) as Xml;
  expect(written.attributes).toEqual({ Id: 'tzone://Microsoft/Custom', Name: 'America/Vancouver' });
  const text = writeXml(written);
  expect([...text.matchAll(/<t:(Periods|TransitionsGroups|Transitions)>/g)].map(([, name]) => name)).toEqual([
    'Periods',
    'TransitionsGroups',
    'Transitions',
  ]);
  expect([...text.matchAll(/<t:DateTime>([^<]*)</g)].map(([, date]) => date)).toEqual([
    '2026-01-01T00:00:00',
    '2027-01-01T00:00:00',
  ]);
  const [, , changed = ''] = text.split('<t:TransitionsGroup Id=');
  expect(changed).toContain(day('Standard/2026', 1, 'Thursday', 1, 'PT0H'));
  expect(changed).toContain(day('Daylight/2026', 3, 'Sunday', 2, 'PT2H'));
});
