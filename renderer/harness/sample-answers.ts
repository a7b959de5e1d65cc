/** @file What the harness answers when something is taken back or looked up. */
import type { TimeZones, UndoOutlook } from '../../preload/contract.ts';
import type { ItemStanding, UndoReport } from '../../sync-core/engine/report.ts';
import { zoneId } from '../../sync-core/model/time.ts';

const inOslo = { toldName: 'NO', told: 'Europe/Oslo', said: null, problem: null };
const osloMailbox = { ...inOslo, toldName: 'W. Europe Standard Time', told: 'Europe/Berlin' };

export const timeZones: TimeZones = {
  computer: 'Europe/Oslo',
  sides: [
    { side: 'crm', system: 'superoffice', ...inOslo },
    { side: 'calendar', system: 'microsoft365', ...osloMailbox },
  ],
  difference: null,
};

/** The mailbox is in Sydney; the CRM and the computer are in Oslo. */
export const zonesApart: TimeZones = {
  ...timeZones,
  sides: [
    { side: 'crm', system: 'superoffice', ...inOslo },
    {
      ...osloMailbox,
      side: 'calendar',
      system: 'microsoft365',
      toldName: 'AUS Eastern Standard Time',
      told: 'Australia/Sydney',
    },
  ],
  difference: { code: 'apart', side: 'calendar', use: { calendar: zoneId.parse('Europe/Oslo') }, zone: 'Europe/Oslo' },
};

export const zonesAway: TimeZones = {
  ...timeZones,
  computer: 'America/Argentina/Buenos_Aires',
  difference: {
    code: 'away',
    side: null,
    use: {
      crm: zoneId.parse('America/Argentina/Buenos_Aires'),
      calendar: zoneId.parse('America/Argentina/Buenos_Aires'),
    },
    zone: 'America/Argentina/Buenos_Aires',
  },
};

/** The mailbox's zone is of somebody's own making; the CRM's is the user's word. */
export const zonesUnknown: TimeZones = {
  ...timeZones,
  sides: [
    { ...inOslo, side: 'crm', system: 'superoffice', told: 'America/New_York', said: zoneId.parse('Europe/Oslo') },
    { ...osloMailbox, side: 'calendar', system: 'microsoft365', toldName: 'Customized Time Zone', told: null },
  ],
  difference: {
    code: 'unknown',
    side: 'calendar',
    use: { calendar: zoneId.parse('Europe/Oslo') },
    zone: 'Europe/Oslo',
  },
};

export const undoOutlook: UndoOutlook = {
  sides: {
    crm: { restored: 1, changedBack: 2, removed: 0 },
    calendar: { restored: 0, changedBack: 1, removed: 3 },
  },
  impossible: 1,
};

export const undoReport: UndoReport = {
  undone: 5,
  refused: [
    { entry: 8997, code: 'changedSince' },
    { entry: 8996, code: 'changedSince' },
    { entry: 8995, code: 'gone' },
  ],
};

const urls = {
  crm: { id: '41233', webUrl: 'https://online.superoffice.example/41233' },
  calendar: { id: 'AAMkAD', webUrl: 'https://outlook.office.example/AAMkAD' },
};

export const standings: readonly ItemStanding[] = [
  {
    kind: 'appointment',
    title: 'Board meeting',
    when: '2026-11-24T09:00:00Z',
    standing: 'synchronised',
    reason: null,
    since: '2026-11-03T08:15:00Z',
    entry: 8990,
    items: urls,
  },
  {
    kind: 'appointment',
    title: 'Board meeting, preparation',
    when: '2026-11-23',
    standing: 'leftOut',
    reason: { kind: 'leftOut', code: 'freeOff' },
    since: '2026-11-12T10:02:00Z',
    entry: 8989,
    items: { calendar: urls.calendar },
  },
  {
    kind: 'appointment',
    title: 'Board meeting Aker',
    when: '2026-11-30T09:00:00Z',
    standing: 'setAside',
    reason: { kind: 'error', code: 'rejected', details: 'ErrorPropertyValidationFailure (HTTP 400)' },
    since: '2026-11-17T15:11:00Z',
    entry: 8988,
    items: { crm: urls.crm },
  },
  {
    kind: 'appointment',
    title: 'Board meeting, dinner',
    when: '2026-11-24T17:00:00Z',
    standing: 'waitsForYou',
    reason: { kind: 'ask', code: 'conflict' },
    since: '2026-11-18T09:38:00Z',
    entry: 7000,
    items: urls,
  },
  {
    kind: 'appointment',
    title: 'Board meeting 2025',
    when: '2026-11-12T09:00:00Z',
    standing: 'onItsOwn',
    reason: null,
    since: '2026-11-13T08:30:00Z',
    entry: null,
    items: { crm: urls.crm },
  },
];
