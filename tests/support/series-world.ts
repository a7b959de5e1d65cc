/**
 * @file Series as people have them in Outlook and in SuperOffice, with as many computers as a story needs: what both systems show of
 * them, by the hands of the people alone.
 */
import { expect } from 'vitest';
import { writesOf } from '../../sync-core/engine/testing/scene.ts';
import { type Computer, type Computers, startComputers } from './computers.ts';

export const nothing = { crm: '+0 ~0 -0', calendar: '+0 ~0 -0' };

/** Inside the window of every run of a story, also after some weeks. */
const shownIn = { from: '2026-11-24T00:00:00Z', to: '2027-05-15T00:00:00Z' };

export interface SeriesWorld extends Computers {
  readonly outlook: Computers['sandbox']['microsoft365']['control'];
  readonly superOffice: Computers['sandbox']['superoffice']['control'];
  /** Tuesdays at ten, from 1 December 2026. @param count null: without end. @returns its id in the calendar */
  makeInOutlook(title: string, count?: number | null): string;
  /** The same in SuperOffice. @returns the id of its first row */
  makeInSuperOffice(title: string, count?: number): number;
  /** When what has one of these titles takes place, in order, and where. */
  inOutlook(...titles: readonly string[]): readonly string[];
  inSuperOffice(...titles: readonly string[]): readonly string[];
  /** The row that begins at that day and hour. @param title `Runde` when absent */
  row(start: string, title?: string): number;
  /** Both systems show the same of these titles, as one item each, and a run has nothing to do. @returns what they show */
  settled(computer: Computer, ...titles: readonly string[]): Promise<readonly string[]>;
}

export async function startSeriesWorld(): Promise<SeriesWorld> {
  const world = await startComputers();
  const { microsoft365, superoffice } = world.sandbox;
  const [outlook, superOffice] = [microsoft365.control, superoffice.control];
  for (const { id } of outlook.list()) outlook.deleteEvent({ id });
  const line = ({ start, title, location }: { start: string; title: string; location: string }) =>
    `${start.slice(0, 16)} ${title} ${location}`.trim();
  const inOutlook = (...titles: readonly string[]) =>
    outlook
      .list(shownIn)
      .filter(({ title }) => titles.includes(title))
      .map(line)
      .toSorted();
  const inSuperOffice = (...titles: readonly string[]) =>
    superOffice
      .list()
      .filter(({ title, start }) => titles.includes(title) && start < '2027-05-15' && start >= '2026-11-24')
      .map(line)
      .toSorted();
  return {
    ...world,
    outlook,
    superOffice,
    inOutlook,
    inSuperOffice,
    makeInOutlook: (title, count = 8) =>
      outlook.createSeries({
        title,
        start: '2026-12-01T10:00:00',
        end: '2026-12-01T10:30:00',
        zone: 'Europe/Berlin',
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] },
        ends: count === null ? null : { count },
      }).id,
    makeInSuperOffice: (title, count = 8) =>
      superOffice.createAppointment({
        title,
        start: '2026-12-01T10:00:00',
        end: '2026-12-01T10:30:00',
        zone: 'Europe/Berlin',
        rule: {
          Pattern: 'Weekly',
          WeekPattern: { Weekdays: 'Tuesday', Cycle: 1 },
          RecurrenceEndType: 'Counter',
          RecurrenceCounter: count,
        },
      }).id,
    row(start, title = 'Runde') {
      const [found, ...others] = superOffice.list().filter((one) => one.title === title && one.start.startsWith(start));
      if (found === undefined || others.length > 0) throw new Error(`${others.length} too many, or none, at ${start}`);
      return found.id;
    },
    async settled(computer, ...titles) {
      const report = await computer.run();
      expect(report).toMatchObject({ outcome: 'ok', held: 0, parked: 0 });
      expect(writesOf(report)).toEqual(nothing);
      expect(inSuperOffice(...titles)).toEqual(inOutlook(...titles));
      expect(outlook.mails()).toEqual([]);
      expect(superOffice.mails()).toEqual([]);
      return inOutlook(...titles);
    },
  };
}
