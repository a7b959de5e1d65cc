/**
 * @file Two practice servers, the engine between them, and one preference that is set: what the table of preferences is shown on, with
 * each calendar system.
 */
import { Temporal } from 'temporal-polyfill';
import { expect } from 'vitest';
import type { RunReport } from '../../../sync-core/engine/report.ts';
import { writesOf } from '../../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../../sync-core/preferences/schema.ts';
import { openExchangeStory } from '../../support/exchange-story.ts';
import {
  googleHands,
  type HandEvent,
  type HandTask,
  type ShownContact,
  type ShownEvent,
  type ShownTask,
} from '../../support/google-hands.ts';
import { openGoogleStory } from '../../support/google-story.ts';
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

type Microsoft365 = Stage['sandbox']['microsoft365']['control'];
type Exchange = Awaited<ReturnType<typeof openExchangeStory>>['sandbox']['exchange']['control'];

export type CalendarName = 'microsoft365' | 'google' | 'exchange';

/** What not every calendar system has room for. */
export type Feature = 'contactCategories' | 'contactGroups' | 'taskReminders' | 'taskCategories' | 'severalCategories';

export const featuresOf: Readonly<Record<CalendarName, readonly Feature[]>> = {
  microsoft365: ['contactCategories', 'taskReminders', 'taskCategories', 'severalCategories'],
  google: ['contactGroups'],
  exchange: ['contactCategories', 'taskReminders', 'taskCategories', 'severalCategories'],
};

/** What the person does and sees in the calendar system's own programs, and can in each of them. */
export interface CalendarHands {
  createEvent(event: HandEvent): unknown;
  changeEvent(change: Partial<HandEvent> & { readonly id: string }): unknown;
  list(): readonly ShownEvent[];
  createTask(task: HandTask): unknown;
  /** In the order in which they were made. */
  contacts(): readonly ShownContact[];
  changeContact(change: { readonly id: string; readonly jobTitle: string }): unknown;
  tasks(): readonly (Omit<ShownTask, 'reminder'> & { readonly reminder: unknown })[];
  categories(): readonly { readonly displayName: string; readonly color: string }[];
}

/** Tasks with categories and reminders. */
interface OutlookTasks {
  createTask(task: HandTask & { readonly categories?: string[]; readonly reminder?: string }): unknown;
  changeTask(change: { readonly id: string; readonly categories: string[] }): unknown;
}

export interface World {
  has(feature: Feature): boolean;
  readonly crm: Stage['sandbox']['superoffice']['control'];
  readonly calendar: CalendarHands;
  /** For what only the systems of Outlook have. @throws Error with another system */
  readonly outlook: Pick<OutlookTasks, 'createTask' | 'changeTask'>;
  /** Time goes on for the servers. */
  advance(milliseconds: number): void;
  /** A run with what is set; single items may have to wait. */
  run(): Promise<RunReport>;
  /** A run with what is set, which fails at nothing; it may have a question. */
  sync(): Promise<RunReport>;
  /** Sets something else from now on. */
  choose(chosen: Partial<Preferences>): void;
  rows(title: string): ReturnType<World['crm']['list']>;
  events(title: string): readonly ShownEvent[];
  /** The only one with that title; with another part of the subject than the title alone, the only one that has it in it. */
  row(title: string): ReturnType<World['crm']['list']>[number];
  event(title: string): ShownEvent;
  /** Whatever was synchronised, another run has nothing to do, and nobody got mail. */
  inPeace(): Promise<void>;
}

interface Ground extends Pick<World, 'crm' | 'calendar' | 'outlook' | 'advance'> {
  run(preferences: Partial<Preferences>): Promise<RunReport>;
  mails(): readonly unknown[];
  close(): Promise<void>;
}

function shownContact(contact: ReturnType<Microsoft365['contacts']>[number]): ShownContact {
  const { id, surname, title, jobTitle, department, birthday, categories } = contact;
  return {
    ...{ id, surname: surname ?? '', title: title ?? '', jobTitle: jobTitle ?? '', department: department ?? '' },
    name: contact.displayName ?? '',
    emails: contact.emailAddresses.flatMap(({ address }) => address ?? []),
    businessPhones: contact.businessPhones.flatMap((phone) => phone ?? []),
    hasBirthday: birthday !== null,
    categories,
  };
}

function shownInExchange(contact: ReturnType<Exchange['contacts']>[number]): ShownContact {
  const { id, texts, properties, emails, phones, birthday, categories } = contact;
  return {
    id,
    surname: texts['Surname'] ?? '',
    // The tag of the display name's prefix (MS-OXOCNTC).
    title: properties['String 0x3a45'] ?? '',
    jobTitle: texts['JobTitle'] ?? '',
    department: texts['Department'] ?? '',
    name: texts['DisplayName'] ?? '',
    emails: Object.values(emails),
    businessPhones: ['BusinessPhone', 'BusinessPhone2'].flatMap((key) => phones[key] ?? []),
    hasBirthday: birthday !== null,
    categories,
  };
}

async function onMicrosoft365(): Promise<Ground> {
  const stage = await openStage();
  const { superoffice, microsoft365 } = stage.sandbox;
  return {
    crm: superoffice.control,
    calendar: {
      ...microsoft365.control,
      contacts: () => microsoft365.control.contacts().map(shownContact),
      changeContact: ({ id, jobTitle }) => microsoft365.control.changeContact({ id, contact: { jobTitle } }),
    },
    outlook: microsoft365.control,
    advance: (milliseconds) => stage.servers.advance(milliseconds),
    run: (preferences) => stage.run({ preferences }),
    mails: () => microsoft365.control.mails(),
    close: () => stage.close(),
  };
}

async function onGoogle(): Promise<Ground> {
  const story = await openGoogleStory();
  const { superoffice, google } = story.sandbox;
  let chosen: Partial<Preferences> | undefined;
  return {
    crm: superoffice.control,
    calendar: googleHands(google, 'Europe/Berlin'),
    get outlook(): never {
      throw new Error('Google has nothing of the kind');
    },
    advance: story.advance,
    run(preferences) {
      chosen = preferences;
      return story.run(preferences);
    },
    mails: () => google.control.mails(),
    async close() {
      if (chosen === undefined) await story.run();
      await story.close(chosen);
    },
  };
}

async function onExchange(): Promise<Ground> {
  const story = await openExchangeStory();
  const { superoffice, exchange } = story.sandbox;
  return {
    crm: superoffice.control,
    calendar: {
      ...exchange.control,
      contacts: () => exchange.control.contacts().map(shownInExchange),
      changeContact: ({ id, jobTitle }) => exchange.control.changeContact({ id, texts: { JobTitle: jobTitle } }),
    },
    outlook: exchange.control,
    advance: story.advance,
    run: story.run,
    mails: () => exchange.control.mails(),
    close: story.close,
  };
}

const grounds = { microsoft365: onMicrosoft365, google: onGoogle, exchange: onExchange };

export async function openWorld(
  first: Partial<Preferences>,
  system: CalendarName = 'microsoft365',
): Promise<World & { close(): Promise<void> }> {
  const ground = await grounds[system]();
  const { crm, calendar } = ground;
  let chosen = first;
  const rows = (title: string) => crm.list().filter((one) => one.title === title);
  const events = (title: string) => calendar.list().filter((one) => one.title.includes(title));
  let ran = false;
  const run = () => {
    ran = true;
    return ground.run(chosen);
  };
  return {
    has: (feature) => featuresOf[system].includes(feature),
    crm,
    calendar,
    get outlook() {
      return ground.outlook;
    },
    advance: ground.advance,
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
      expect([crm.mails(), ground.mails()]).toEqual([[], []]);
    },
    close: ground.close,
  };
}
