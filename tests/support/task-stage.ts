/** @file Systems of tasks as the suite for all of them sees them: the stage of their calendar, and what they are said to be able to keep. */
import type { Importance } from '../../sync-core/model/appointment.ts';
import { type CalendarStage, calendarSystems } from './calendar-stage.ts';

/** What a system keeps of a task; everything else comes back as something else, and `express` has to say so. */
export interface TaskCapabilities {
  readonly startDate: boolean;
  readonly importance: readonly Importance[];
  readonly reminder: boolean;
  /** Shares of the work that are kept, between nothing and all of it. */
  readonly percent: readonly number[];
  readonly private: boolean;
  readonly categories: boolean;
  /** Room for a mark that nobody sees, by which what was made is found; without it, it is found by what it was to show. */
  readonly marks: boolean;
  /** Its list of changes goes by a token that can be lost. */
  readonly token: boolean;
  /** In which ways it asks for silence. */
  readonly throttles: readonly number[];
}

export interface TaskSystemUnderTest {
  readonly name: string;
  readonly capabilities: TaskCapabilities;
  readonly start: () => Promise<CalendarStage>;
}

const capabilities = {
  microsoft365: {
    startDate: true,
    importance: ['low', 'normal', 'high'],
    reminder: true,
    percent: [50],
    private: false,
    categories: true,
    marks: true,
    token: true,
    throttles: [429],
  },
  google: {
    startDate: false,
    importance: ['normal'],
    reminder: false,
    percent: [],
    private: false,
    categories: false,
    marks: false,
    token: false,
    throttles: [403, 429],
  },
  exchange: {
    startDate: true,
    importance: ['low', 'normal', 'high'],
    reminder: true,
    percent: [25, 50, 75],
    private: true,
    categories: true,
    marks: true,
    token: true,
    throttles: [429, 503],
  },
} satisfies { readonly [S in (typeof calendarSystems)[number]['system']]?: TaskCapabilities };

export const taskSystems: readonly TaskSystemUnderTest[] = calendarSystems.flatMap(({ system, name, start }) =>
  system in capabilities ? [{ name, start, capabilities: capabilities[system as keyof typeof capabilities] }] : [],
);
