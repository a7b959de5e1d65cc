/** @file What the harness shows: one fixed moment, and the state, activity and history of each situation. */
import type { AccountState, Answer, AppState, HistoryDay, TimeZones } from '../../preload/contract.ts';
import type { ActivityEntry, RunReport } from '../../sync-core/engine/report.ts';
import type { Preferences } from '../../sync-core/preferences/schema.ts';
import { activity, longNames } from './sample-activity.ts';
import { zonesApart, zonesAway, zonesUnknown } from './sample-answers.ts';
import { questions } from './sample-questions.ts';
import { managed, wrongPolicy } from './sample-settings.ts';

/** A Wednesday morning in Oslo. */
export const now = Date.parse('2026-11-18T09:42:00Z');

export interface Scenario {
  readonly state: AppState;
  readonly activity: readonly ActivityEntry[];
  readonly history: HistoryDay[];
  /** Where something else is to be said of the time zones than that all is well. */
  readonly zones?: TimeZones;
  /** Where an administrator has settled something. */
  readonly settings?: Answer<'settings:list'>;
  /** What holds for the synchronisation where it is not what is usual. */
  readonly preferences?: Partial<Preferences>;
  /** How it stands with the lists of SuperOffice; absent: all are there, and each has something in it. */
  readonly lists?: 'failed' | 'loading' | 'empty' | 'long';
  /** No answer comes (yet). */
  readonly silent?: boolean;
  /** Every answer is a failure. */
  readonly broken?: boolean;
}

export const info: Answer<'app:info'> = {
  version: '0.1.0',
  electron: '45.4.1',
  language: 'en',
  theme: 'light',
  locale: 'en-GB',
  zone: 'Europe/Oslo',
  dataFolder: '/home/mara/.config/Synchronizer',
};

const none: Omit<AccountState, 'side' | 'system'> = {
  status: 'notConnected',
  userName: null,
  displayName: null,
  server: null,
  local: false,
  connectedAt: null,
  lastContactAt: null,
  rights: [],
  missingRights: [],
  problem: null,
  signIn: null,
};

const connected: Omit<AccountState, 'side' | 'system' | 'server'> = {
  ...none,
  status: 'connected',
  userName: 'mara.lindqvist@northwind.example',
  displayName: 'Mara Lindqvist',
  connectedAt: '2026-11-02T08:15:00Z',
  lastContactAt: '2026-11-18T09:38:00Z',
};

const crm: AccountState = {
  ...connected,
  side: 'crm',
  system: 'superoffice',
  server: 'sod.superoffice.com',
  rights: ['Read and write your own diary'],
};
const calendar: AccountState = {
  ...connected,
  side: 'calendar',
  system: 'microsoft365',
  server: 'graph.microsoft.com',
  rights: ['Calendars.ReadWrite', 'Contacts.ReadWrite', 'Tasks.ReadWrite', 'User.Read'],
};

const exchange: AccountState = { ...connected, side: 'calendar', system: 'exchange', server: 'mail.northwind.example' };
const at = 'mail.northwind.example';
const tested: AccountState['signIn'] = {
  steps: [
    { kind: 'name', place: at, outcome: 'good', why: null },
    { kind: 'tls', place: at, outcome: 'good', why: null },
    { kind: 'signIn', place: at, outcome: 'good', why: null },
    { kind: 'mailbox', place: at, outcome: 'good', why: null },
  ],
  question: null,
};
const refused: AccountState['signIn'] = {
  steps: [
    { kind: 'name', place: at, outcome: 'good', why: null },
    { kind: 'tls', place: at, outcome: 'good', why: null },
    { kind: 'signIn', place: at, outcome: 'failed', why: 'ntlmRefused' },
  ],
  question: null,
};
const asking: AccountState['signIn'] = {
  steps: [
    { kind: 'json', place: 'northwind.example', outcome: 'nothing', why: 'notFound' },
    { kind: 'pox', place: 'northwind.example', outcome: 'nothing', why: 'wrongAnswer' },
    { kind: 'json', place: 'autodiscover.northwind.example', outcome: 'nothing', why: 'nameUnknown' },
    { kind: 'pox', place: 'autodiscover.northwind.example', outcome: 'nothing', why: 'nameUnknown' },
    { kind: 'redirect', place: 'autodiscover.northwind.example', outcome: 'redirect', why: null },
  ],
  question: 'autodiscover.hosting.example',
};

const lastRun: RunReport = {
  runId: '0198d0c2',
  trigger: 'timer',
  dryRun: false,
  startedAt: '2026-11-18T09:37:57Z',
  finishedAt: '2026-11-18T09:38:00Z',
  outcome: 'ok',
  written: { crm: { created: 1, updated: 2, removed: 0 }, calendar: { created: 3, updated: 1, removed: 1 } },
  read: { crm: 5, calendar: 4 },
  adopted: 0,
  leftOut: { seriesNotUnderstood: 14, privateOff: 3, declined: 2 },
  conflicts: 0,
  held: 0,
  parked: 0,
  linked: 1204,
};

const quiet: AppState = {
  status: 'upToDate',
  accounts: [crm, calendar],
  progress: null,
  lastRun,
  preview: null,
  lastSuccessAt: '2026-11-18T09:38:00Z',
  nextRunAt: '2026-11-18T09:43:00Z',
  paused: null,
  linked: { appointment: 1204, task: 37, person: 412 },
  held: 0,
  parked: 0,
  problem: null,
  canKeepSecrets: true,
  settingsSetAside: null,
};

const fresh: AppState = {
  ...quiet,
  status: 'setUp',
  accounts: [
    { ...none, side: 'crm', system: 'superoffice' },
    { ...none, side: 'calendar', system: 'microsoft365' },
    { ...none, side: 'calendar', system: 'google' },
    { ...none, side: 'calendar', system: 'exchange' },
  ],
  lastRun: null,
  lastSuccessAt: null,
  nextRunAt: null,
  linked: { appointment: 0, task: 0, person: 0 },
};

const google: AccountState = {
  ...calendar,
  system: 'google',
  server: 'www.googleapis.com',
  rights: ['calendar', 'tasks', 'contacts'].map((name) => `https://www.googleapis.com/auth/${name}`),
};

/** Both accounts are connected, and nothing was synchronised yet. */
const ready: AppState = { ...fresh, accounts: [crm, calendar] };

const nothing = { created: 0, updated: 0, removed: 0 };

const previewed: RunReport = {
  ...lastRun,
  trigger: 'user',
  dryRun: true,
  written: { crm: { ...nothing, created: 41 }, calendar: { ...nothing, created: 128 } },
  adopted: 1,
  leftOut: { privateOff: 3, seriesNotUnderstood: 14, declined: 2 },
  linked: 0,
};

const history: HistoryDay[] = [
  [3, 6, 0],
  [5, 2, 0],
  [1, 0, 0],
  [0, 0, 0],
  [8, 12, 0],
  [4, 9, 2],
  [6, 3, 0],
  [2, 7, 0],
  [9, 4, 0],
  [0, 1, 0],
  [0, 0, 0],
  [7, 11, 0],
  [5, 5, 3],
  [4, 6, 0],
].map(([toCrm = 0, toCalendar = 0, held = 0], index) => ({
  day: new Date(Date.UTC(2026, 10, 5 + index)).toISOString().slice(0, 10),
  crm: toCrm,
  calendar: toCalendar,
  held,
}));

const usual = { activity, history };
const startScenario = { activity: [], history: history.map((day) => ({ ...day, crm: 0, calendar: 0, held: 0 })) };
const notReached = '2026-11-18T08:12:00Z';

export const scenarios = {
  setUp: { ...startScenario, state: fresh },
  setUpWithoutKeyStore: { ...startScenario, state: { ...fresh, canKeepSecrets: false } },
  connecting: {
    ...startScenario,
    state: {
      ...fresh,
      accounts: [
        crm,
        { ...none, side: 'calendar', system: 'microsoft365', status: 'connecting' },
        { ...none, side: 'calendar', system: 'google' },
      ],
    },
  },
  connectFailed: {
    ...startScenario,
    state: {
      ...fresh,
      accounts: [
        crm,
        {
          ...none,
          side: 'calendar',
          system: 'microsoft365',
          problem: { code: 'appNotApproved', system: 'microsoft365', details: 'AADSTS65001: consent_required' },
        },
        { ...none, side: 'calendar', system: 'google' },
      ],
    },
  },
  readyToStart: { ...startScenario, state: ready },
  previewRunning: {
    ...startScenario,
    state: {
      ...ready,
      progress: {
        phase: 'reading',
        done: 1_412,
        total: 12_040,
        startedAt: '2026-11-18T09:41:30Z',
        dryRun: true,
        undoing: false,
        waiting: null,
      },
    },
  },
  previewDone: { ...startScenario, state: { ...ready, preview: previewed } },
  previewLarge: {
    ...startScenario,
    state: {
      ...ready,
      preview: {
        ...previewed,
        written: {
          crm: { created: 1_234_567, updated: 0, removed: 0 },
          calendar: { created: 98_765, updated: 1, removed: 0 },
        },
        adopted: 345_678,
        leftOut: {
          seriesNotUnderstood: 1_000_000,
          notInDiary: 54_321,
          outsideWindow: 9_876,
          privateOff: 1,
          declined: 0,
        },
      },
    },
  },
  previewNothing: {
    ...startScenario,
    state: {
      ...ready,
      preview: { ...previewed, written: { crm: nothing, calendar: nothing }, adopted: 0, leftOut: {} },
    },
  },
  previewFailed: {
    ...startScenario,
    state: {
      ...ready,
      preview: {
        ...previewed,
        outcome: 'failed',
        problem: { code: 'unavailable', system: 'superoffice', details: '503 Service Unavailable' },
      },
    },
  },
  disconnected: {
    ...usual,
    state: {
      ...quiet,
      status: 'setUp',
      accounts: [
        crm,
        { ...none, side: 'calendar', system: 'microsoft365' },
        { ...none, side: 'calendar', system: 'google' },
      ],
    },
  },
  upToDate: { ...usual, state: quiet },
  managed: { ...usual, state: quiet, settings: managed },
  wrongPolicy: { ...usual, state: quiet, settings: wrongPolicy },
  listsFail: { ...usual, state: quiet, lists: 'failed' },
  listsLoading: { ...usual, state: quiet, lists: 'loading' },
  /** Thousands to choose from, some with long names. */
  listsLong: { ...usual, state: quiet, lists: 'long' },
  /** Each kind goes another way. */
  eachItsWay: {
    ...usual,
    state: quiet,
    preferences: { direction: 'crmToCalendar', 'direction.task': 'calendarToCrm', 'kinds.person': false },
  },
  listsEmpty: { ...usual, state: quiet, lists: 'empty' },
  google: {
    ...usual,
    state: {
      ...quiet,
      accounts: [crm, { ...google, userName: 'mara@northwind.example' }],
    },
  },
  /** The end of the seven days, and one right that was left out. */
  googleEnded: {
    ...usual,
    state: {
      ...quiet,
      status: 'needsYou',
      accounts: [
        crm,
        {
          ...google,
          status: 'signInAgain',
          missingRights: ['https://www.googleapis.com/auth/tasks'],
          problem: { code: 'authExpired', system: 'google', because: 'appNotVerified', details: 'AuthExpired' },
        },
      ],
    },
  },
  exchange: { ...usual, state: { ...quiet, accounts: [crm, { ...exchange, signIn: tested }] } },
  /** The server is looked for, and a foreign one is found. */
  exchangeAsks: {
    ...usual,
    state: {
      ...fresh,
      accounts: [crm, { ...none, side: 'calendar', system: 'exchange', status: 'connecting', signIn: asking }],
    },
  },
  /** The password was changed on the server. */
  exchangeRefused: {
    ...usual,
    state: {
      ...quiet,
      status: 'needsYou',
      accounts: [
        crm,
        {
          ...exchange,
          status: 'signInAgain',
          signIn: refused,
          problem: { code: 'authExpired', system: 'exchange', because: 'ntlmRefused', details: 'AuthExpired 401' },
        },
      ],
    },
  },
  zonesApart: { ...usual, state: quiet, zones: zonesApart },
  zonesAway: { ...usual, state: quiet, zones: zonesAway },
  zonesUnknown: { ...usual, state: quiet, zones: zonesUnknown },
  practice: {
    ...usual,
    state: {
      ...quiet,
      accounts: [
        { ...crm, local: true, server: 'localhost:4410' },
        { ...calendar, local: true, server: 'localhost:4420' },
      ],
    },
  },
  working: {
    ...usual,
    state: {
      ...quiet,
      status: 'working',
      nextRunAt: null,
      progress: {
        phase: 'reading',
        done: 412,
        total: 1204,
        startedAt: '2026-11-18T09:41:00Z',
        dryRun: false,
        undoing: false,
        waiting: null,
      },
    },
  },
  reading: {
    ...usual,
    state: {
      ...quiet,
      status: 'working',
      nextRunAt: null,
      progress: {
        phase: 'reading',
        done: 90,
        total: null,
        startedAt: '2026-11-18T09:41:50Z',
        dryRun: false,
        undoing: false,
        waiting: { system: 'superoffice', until: '2026-11-18T09:44:00Z', why: 'throttled' },
      },
    },
  },
  paused: { ...usual, state: { ...quiet, status: 'paused', paused: '2026-11-18T10:42:00Z', nextRunAt: null } },
  needsYou: { ...usual, state: { ...quiet, status: 'needsYou', held: 3, parked: 1 } },
  /** One question of each kind, and many of some. */
  questions: { activity: questions, history, state: { ...quiet, status: 'needsYou', held: questions.length } },
  undoing: {
    ...usual,
    state: {
      ...quiet,
      status: 'working',
      nextRunAt: null,
      progress: {
        phase: 'writing',
        done: 4,
        total: 9,
        startedAt: '2026-11-18T09:41:50Z',
        dryRun: false,
        undoing: true,
        waiting: { system: 'microsoft365', until: '2026-11-18T09:46:00Z', why: 'retry' },
      },
    },
  },
  unavailable: {
    ...usual,
    state: {
      ...quiet,
      status: 'error',
      lastRun: {
        ...lastRun,
        outcome: 'failed',
        problem: { code: 'unavailable', system: 'superoffice', details: '503 Service Unavailable' },
      },
    },
  },
  otherDevice: {
    ...usual,
    state: {
      ...quiet,
      status: 'needsYou',
      lastRun: {
        ...lastRun,
        outcome: 'failed',
        problem: { code: 'otherDevice', device: { name: 'MARA-LAPTOP', seenAt: '2026-11-18T09:36:00Z' } },
      },
    },
  },
  otherAccount: {
    ...usual,
    state: {
      ...quiet,
      status: 'needsYou',
      lastRun: { ...lastRun, outcome: 'failed', problem: { code: 'otherAccount', system: 'microsoft365' } },
    },
  },
  /** Google was connected after Microsoft 365 had been disconnected. */
  otherSystem: {
    ...usual,
    state: {
      ...quiet,
      status: 'needsYou',
      accounts: [crm, google],
      lastRun: {
        ...lastRun,
        outcome: 'failed',
        problem: { code: 'otherAccount', system: 'google', former: 'microsoft365' },
      },
    },
  },
  otherFolder: {
    ...usual,
    state: {
      ...quiet,
      status: 'needsYou',
      lastRun: { ...lastRun, outcome: 'failed', problem: { code: 'otherFolder', system: 'microsoft365' } },
    },
  },
  signInAgain: {
    ...usual,
    state: {
      ...quiet,
      status: 'needsYou',
      accounts: [
        crm,
        {
          ...calendar,
          status: 'signInAgain',
          problem: { code: 'authExpired', system: 'microsoft365', details: 'invalid_grant: AADSTS50173' },
        },
      ],
    },
  },
  offline: {
    ...usual,
    state: {
      ...quiet,
      status: 'offline',
      parked: 2,
      accounts: [
        { ...crm, lastContactAt: notReached },
        { ...calendar, lastContactAt: notReached },
      ],
      lastSuccessAt: notReached,
      lastRun: {
        ...lastRun,
        outcome: 'failed',
        problem: { code: 'offline', system: 'microsoft365', details: 'ENOTFOUND' },
      },
    },
  },
  error: {
    ...usual,
    state: { ...quiet, status: 'error', problem: { code: 'diskFull', details: 'ENOSPC: no space left on device' } },
  },
  settingsSetAside: { ...usual, state: { ...quiet, settingsSetAside: 'settings.2026-11-18.broken.json' } },
  missingRights: {
    ...usual,
    state: { ...quiet, status: 'needsYou', accounts: [crm, { ...calendar, missingRights: ['Calendars.ReadWrite'] }] },
  },
  emptyActivity: {
    activity: [],
    history: startScenario.history,
    state: { ...quiet, linked: { appointment: 0, task: 0, person: 0 } },
  },
  longNames: {
    activity: longNames,
    history,
    state: {
      ...quiet,
      linked: { appointment: 1_234_567, task: 98_765, person: 4321 },
      accounts: [crm, calendar].map((account) => ({
        ...account,
        local: true,
        userName:
          'maria-magdalena.von-und-zu-hohenlohe-langenburg@international-subsidiaries.northwind-traders.example',
        displayName: 'Maria Magdalena Prinzessin von und zu Hohenlohe-Langenburg-Schillingsfürst',
        server: 'a-very-long-regional-cluster-name.online-eu-north-1.superoffice.northwind-traders.example',
      })),
    },
  },
  loading: { ...usual, state: quiet, silent: true },
  failed: { ...usual, state: quiet, broken: true },
} satisfies Record<string, Scenario>;

export function isScenario(name: string): name is keyof typeof scenarios {
  return Object.hasOwn(scenarios, name);
}
