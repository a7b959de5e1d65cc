/**
 * @file Both practice servers, the engine between them, and one preference that is set: what the table of preferences is shown on.
 */
import { Temporal } from 'temporal-polyfill';
import { expect } from 'vitest';
import type { RunReport } from '../../../sync-core/engine/report.ts';
import { writesOf } from '../../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../../sync-core/preferences/schema.ts';
import { nothing, openStage, type Stage } from '../../support/stage.ts';

/** The day on which the stage begins, at eight o'clock UTC. */
const today = Temporal.PlainDate.from('2026-11-23');

/** @returns the date that is so many days from the stage's first one */
export const dayFrom = (days: number): string => today.add({ days }).toString();

/** Half an hour of that day, as the item operations of both servers take it. */
export const at = (days: number, hour = 12) => {
  const clock = `${dayFrom(days)}T${String(hour).padStart(2, '0')}`;
  return { start: `${clock}:00:00`, end: `${clock}:30:00` };
};

export function only<T>([item, ...more]: readonly T[]): T {
  if (item === undefined || more.length > 0) throw new Error(`${more.length + (item === undefined ? 0 : 1)} items`);
  return item;
}

export interface World {
  readonly stage: Stage;
  readonly crm: Stage['sandbox']['superoffice']['control'];
  readonly calendar: Stage['sandbox']['microsoft365']['control'];
  /** A run with what is set; single items may have to wait. */
  run(): Promise<RunReport>;
  /** A run with what is set, which fails at nothing; it may have a question. */
  sync(): Promise<RunReport>;
  /** Sets something else from now on. */
  choose(chosen: Partial<Preferences>): void;
  rows(title: string): ReturnType<World['crm']['list']>;
  events(title: string): ReturnType<World['calendar']['list']>;
  /** The only one with that title; with another part of the subject than the title alone, the only one that has it in it. */
  row(title: string): ReturnType<World['crm']['list']>[number];
  event(title: string): ReturnType<World['calendar']['list']>[number];
  /** Whatever was synchronised, another run has nothing to do, and nobody got mail. */
  inPeace(): Promise<void>;
}

export async function openWorld(first: Partial<Preferences>): Promise<World & { close(): Promise<void> }> {
  const stage = await openStage();
  let chosen = first;
  const crm = stage.sandbox.superoffice.control;
  const calendar = stage.sandbox.microsoft365.control;
  const rows = (title: string) => crm.list().filter((one) => one.title === title);
  const events = (title: string) => calendar.list().filter((one) => one.title.includes(title));
  let ran = false;
  const run = () => {
    ran = true;
    return stage.run({ preferences: chosen });
  };
  return {
    stage,
    crm,
    calendar,
    run,
    async sync() {
      const report = await run();
      expect(report.problem).toBeUndefined();
      expect(report.parked).toBe(0);
      return report;
    },
    choose(more) {
      chosen = { ...chosen, ...more };
    },
    rows,
    events,
    row: (title) => only(rows(title)),
    event: (title) => only(events(title)),
    async inPeace() {
      if (ran) expect(writesOf(await run()), 'a run after a run').toEqual(nothing);
      expect([crm.mails(), calendar.mails()]).toEqual([[], []]);
    },
    close: () => stage.close(),
  };
}
