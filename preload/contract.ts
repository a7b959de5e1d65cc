/**
 * @file The one contract between the window and the main process: every channel with the schema of its request and its
 * answer. Main validates sender and payload of each call; the window gets plain data and events, never a token.
 */
import { z } from 'zod';
import {
  activityEntry,
  heldDecision,
  itemStanding,
  linkedCounts,
  runPhase,
  runProblem,
  runReport,
  undoReport,
} from '../sync-core/engine/report.ts';
import { choice, choiceSource } from '../sync-core/model/choice.ts';
import { side, systemId } from '../sync-core/model/side.ts';
import { zoneId } from '../sync-core/model/time.ts';
import { preferencesSchema } from '../sync-core/preferences/schema.ts';
import { preferenceSection } from '../sync-core/preferences/traits.ts';

const moment = z.iso.datetime();

/** What the tray shows; each has its icon and its words (`state.<id>`). */
export const appStatus = z.enum(['setUp', 'upToDate', 'working', 'paused', 'needsYou', 'offline', 'error']);
export type AppStatus = z.infer<typeof appStatus>;

/** One step of a sign-in that is followed: where it is looked, and what came of it. */
export const signInStep = z.object({
  /** Ways to look for a server (`json`, `pox`, `redirect`, `record`), and then the steps at the one that was found. */
  kind: z.enum(['json', 'pox', 'redirect', 'record', 'name', 'tls', 'signIn', 'mailbox']),
  /** A host, or the name of a record. */
  place: z.string(),
  outcome: z.enum(['going', 'good', 'redirect', 'nothing', 'failed']),
  /** Why it led to nothing. */
  why: z
    .enum([
      'nameUnknown',
      'unreachable',
      'certificate',
      'noAnswer',
      'refused',
      'notFound',
      'wrongAnswer',
      'mailboxUnknown',
      'noWay',
      'noWebService',
      'programBlocked',
      'passwordRefused',
      'ntlmRefused',
      'noMailbox',
      'busy',
    ])
    .nullable(),
});
export type SignInStep = z.infer<typeof signInStep>;

export const accountState = z.object({
  side,
  system: systemId,
  status: z.enum(['notConnected', 'connecting', 'connected', 'signInAgain']),
  userName: z.string().nullable(),
  displayName: z.string().nullable(),
  /** Host of the server that holds the data, as a person would name it. */
  server: z.string().nullable(),
  /** The server is not the vendor's public one but on this computer: said in the window all the time. */
  local: z.boolean(),
  connectedAt: moment.nullable(),
  lastContactAt: moment.nullable(),
  /** Granted rights, in the system's words; missing ones are listed in `missingRights`. */
  rights: z.array(z.string()),
  missingRights: z.array(z.string()),
  /** Why connecting or the last contact did not work. */
  problem: runProblem.nullable(),
  /** A sign-in or a test that is followed step by step: the one that goes on, or the last one that did not work. */
  signIn: z
    .object({
      steps: z.array(signInStep),
      /** The password would go to this host: may it? */
      question: z.string().nullable(),
    })
    .nullable(),
});
export type AccountState = z.infer<typeof accountState>;

export const appState = z.object({
  status: appStatus,
  accounts: z.array(accountState),
  /** Present while a run goes on. */
  progress: z
    .object({
      phase: runPhase,
      done: z.int(),
      total: z.int().nullable(),
      startedAt: moment,
      /** It only looks at what a run would do, and writes nothing. */
      dryRun: z.boolean(),
      /** It takes earlier changes back. */
      undoing: z.boolean(),
      /** A server asked for a break, or did not answer and is asked again then. */
      waiting: z.object({ system: systemId, until: moment, why: z.enum(['throttled', 'retry']) }).nullable(),
    })
    .nullable(),
  lastRun: runReport.nullable(),
  /** Before the first run: what it would do, or why that could not be found out. Null while nobody has looked. */
  preview: runReport.nullable(),
  lastSuccessAt: moment.nullable(),
  nextRunAt: moment.nullable(),
  /** Paused until then; `forever` until resumed. */
  paused: z.union([moment, z.literal('forever')]).nullable(),
  linked: linkedCounts,
  /** Waiting for the user. */
  held: z.int(),
  parked: z.int(),
  /** A problem of this computer rather than of a system (disk, store, key store, settings file). */
  problem: runProblem.nullable(),
  /** False where the operating system offers no key store: the window says so before the first sign-in. */
  canKeepSecrets: z.boolean(),
  /** The settings file could not be read and was set aside under this name. */
  settingsSetAside: z.string().nullable(),
});
export type AppState = z.infer<typeof appState>;

export const activityFilter = z.enum(['all', 'needsYou', 'changed', 'leftOut', 'failed']);
export type ActivityFilter = z.infer<typeof activityFilter>;

/** What taking a run back would do on each side, as far as the journal knows; and how much of it cannot be taken back. */
export const undoOutlook = z.object({
  /** Appointments that the run deleted and that come again, were changed and get their old values, were added and go again. */
  sides: z.record(side, z.object({ restored: z.int(), changedBack: z.int(), removed: z.int() })),
  impossible: z.int(),
});
export type UndoOutlook = z.infer<typeof undoOutlook>;

/** What to take back: single entries of the activity list, or everything that a run did. */
export const undoWhat = z.union([
  z.strictObject({ entries: z.array(z.int()).min(1).max(10_000) }),
  z.strictObject({ runId: z.string().min(1).max(100) }),
]);
export type UndoWhat = z.infer<typeof undoWhat>;

/** What becomes of the old links where the account or its calendar is another one. */
export const relinkHow = z.enum(['rematch', 'leave']);
export type RelinkHow = z.infer<typeof relinkHow>;

/** One day of the Overview's chart: writes done, by the side written. */
export const historyDay = z.object({ day: z.iso.date(), crm: z.int(), calendar: z.int(), held: z.int() });
export type HistoryDay = z.infer<typeof historyDay>;

/** What is used of a system's time zone, and what it comes from. */
const zoneOfSide = z.object({
  side,
  system: systemId,
  /** As the system names it; null where it could not be asked. */
  toldName: z.string().nullable(),
  /** The same as an IANA name; null where the name has no known meaning. */
  told: z.string().nullable(),
  /** The user's own word. */
  said: z.string().nullable(),
  problem: runProblem.nullable(),
});

/**
 * Where the zones differ. `unknown`: a system's zone has no known meaning; `apart`: the two systems' clocks show different
 * times; `away`: theirs are the same, and this computer's is another.
 */
const zoneDifference = z.object({
  code: z.enum(['unknown', 'apart', 'away']),
  /** The side that it is about; null: both. */
  side: side.nullable(),
  /** What one button sets: each named side's zone by the user's word, or null for what its system says. */
  use: z.partialRecord(side, zoneId.nullable()),
  /** The zone that is then used. */
  zone: z.string(),
});

export const timeZones = z.object({
  computer: z.string(),
  sides: z.array(zoneOfSide),
  difference: zoneDifference.nullable(),
});
export type TimeZones = z.infer<typeof timeZones>;

/** One of the user's coming appointments with the subject that it would have in the calendar. */
export const subjectPreview = z.object({
  title: z.string(),
  /** A moment, or the first of whole days. */
  start: z.union([moment, z.iso.date()]),
  subject: z.string(),
  /** Characters before it was cut. */
  length: z.int(),
});
export type SubjectPreview = z.infer<typeof subjectPreview>;

/** How subjects are to be built. */
export const subjectWish = z.object({
  parts: preferencesSchema.shape['crm.subject.parts'].unwrap(),
  language: preferencesSchema.shape['crm.subject.language'].unwrap(),
});

export const theme = z.enum(['system', 'light', 'dark']);

/** What a setting takes; the words are `commandLine:allowed.<kind>`. */
export const allowedValues = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['yesNo', 'numbers', 'address', 'zone', 'language']) }),
  /** Numbers are the value itself, texts its length. */
  z.object({ kind: z.enum(['wholeNumber', 'text', 'textOrNone']), least: z.int(), most: z.int() }),
  z.object({ kind: z.literal('wholeNumberFrom'), least: z.int() }),
  /** One of these; `choices`: several, in an order. */
  z.object({ kind: z.enum(['choice', 'choices']), choices: z.array(z.string()) }),
]);
export type AllowedValues = z.infer<typeof allowedValues>;

/** One setting, as a window shows it. Its words are `preferences:<id>.label` and `preferences:<id>.help`. */
export const settingView = z.object({
  id: z.string(),
  section: preferenceSection,
  allowed: allowedValues,
  /** The list of a connected system that it is chosen from: asked for with `settings:choices`. */
  choices: choiceSource.nullable(),
  /** It means nothing while this system is not connected. */
  system: systemId.nullable(),
  /** What each of these systems, where it is linked, cannot serve of it. */
  limits: z.partialRecord(systemId, z.enum(['all', 'part'])),
  value: z.json(),
  /** What holds where the user has set nothing. */
  standard: z.json(),
  /** What holds where an administrator has said nothing either. */
  builtIn: z.json(),
  /** The user has set it. */
  own: z.boolean(),
  /** An administrator has settled it. */
  locked: z.boolean(),
});
export type SettingView = z.infer<typeof settingView>;

const nothing = z.undefined();

/** Every call from the window, by channel. */
export const calls = {
  'state:get': { ask: nothing, answer: appState },
  'sync:now': { ask: nothing, answer: nothing },
  /** Looks at what the first run would do; the state tells how it goes and what came of it. A run ends it. */
  'sync:preview': { ask: nothing, answer: nothing },
  'sync:stop': { ask: nothing, answer: nothing },
  'sync:pause': { ask: z.object({ for: z.enum(['hour', 'tomorrow', 'forever']) }), answer: nothing },
  'sync:resume': { ask: nothing, answer: nothing },
  /** Opens the system browser; the answer comes when the sign-in is over or was given up. */
  'account:connect': {
    ask: z.object({ system: systemId.exclude(['exchange']) }),
    answer: z.object({ connected: z.boolean(), problem: runProblem.nullable() }),
  },
  /** Signs in with a password, tried once; the state tells the steps. The answer comes when it is over. */
  'account:connectExchange': {
    ask: z.object({
      userName: z.string().trim().min(1).max(320),
      password: z.string().min(1).max(1000),
      /** Null: it is looked for. */
      server: z.string().trim().min(1).max(2000).nullable(),
    }),
    answer: z.object({ connected: z.boolean(), problem: runProblem.nullable() }),
  },
  /** The user's word on the host that the state asks about. */
  'account:allowHost': { ask: z.object({ host: z.string().max(300), allowed: z.boolean() }), answer: nothing },
  /** Goes through the steps with what is kept; the state tells them. */
  'account:testExchange': { ask: nothing, answer: z.object({ problem: runProblem.nullable() }) },
  'account:cancelConnect': { ask: z.object({ system: systemId }), answer: nothing },
  'account:disconnect': { ask: z.object({ system: systemId }), answer: nothing },
  'activity:list': {
    ask: z.object({
      filter: activityFilter,
      search: z.string().max(200),
      /** Entries older than this id; null from the newest. */
      before: z.int().nullable(),
      limit: z.int().min(1).max(200),
    }),
    answer: z.object({ entries: z.array(activityEntry), more: z.boolean() }),
  },
  'activity:entry': { ask: z.object({ id: z.int() }), answer: activityEntry.nullable() },
  'activity:open': { ask: z.object({ id: z.int(), side }), answer: nothing },
  'held:decide': {
    ask: z.object({ ids: z.array(z.int()).min(1), decision: heldDecision }),
    answer: nothing,
  },
  /** Looks only; nothing is written. */
  'undo:look': { ask: z.object({ runId: z.string().min(1).max(100) }), answer: undoOutlook },
  /** The answer comes when it is over; the state tells how it goes. */
  'undo:make': { ask: undoWhat, answer: undoReport },
  /** "Why is this not synchronised?": items whose title has this in it, and how each stands. */
  'item:find': { ask: z.object({ title: z.string().trim().min(1).max(200) }), answer: z.array(itemStanding) },
  /** In the browser; only addresses of the connected systems are opened. */
  'item:open': { ask: z.object({ webUrl: z.url().max(4000) }), answer: nothing },
  /** This computer synchronises from now on; the other one waits. */
  'device:takeOver': { ask: nothing, answer: z.object({ problem: runProblem.nullable() }) },
  /** Decides on links that were made with another account or calendar; a run follows. */
  'links:relink': { ask: z.object({ how: relinkHow }), answer: nothing },
  'history:get': { ask: nothing, answer: z.array(historyDay) },
  /** Side by side: what both systems, the user and this computer say. Refused while an account is missing. */
  'timeZones:get': { ask: nothing, answer: timeZones },
  'timeZones:use': { ask: z.partialRecord(side, zoneId.nullable()), answer: nothing },
  'preferences:get': { ask: nothing, answer: preferencesSchema },
  /** Every setting; what an administrator has settled is read again. */
  'settings:list': {
    ask: nothing,
    answer: z.object({
      /** False: an administrator has turned editing off. */
      editable: z.boolean(),
      /** What is wrong with the administrator's policy, in technical words: nothing is changed or synchronised meanwhile. */
      policyProblem: z.string().nullable(),
      settings: z.array(settingView),
    }),
  },
  /** All or none. `refused` says which one is not possible, and why. */
  'settings:set': {
    ask: z.record(z.string().max(100), z.json()),
    answer: z.object({
      refused: z.object({ id: z.string(), why: z.enum(['unknown', 'notAllowed', 'locked', 'notEditable']) }).nullable(),
    }),
  },
  /** Back to what is standard. Refused like `settings:set`. */
  'settings:unset': {
    ask: z.array(z.string().max(100)).min(1),
    answer: z.object({
      refused: z.object({ id: z.string(), why: z.enum(['unknown', 'locked', 'notEditable']) }).nullable(),
    }),
  },
  /** A list of a connected system, in the user's language; or why it cannot be told. */
  'settings:choices': {
    ask: z.object({ source: choiceSource }),
    answer: z.object({ choices: z.array(choice), problem: runProblem.nullable() }),
  },
  'subject:preview': {
    ask: subjectWish,
    answer: z.object({ subjects: z.array(subjectPreview), problem: runProblem.nullable() }),
  },
  'app:info': {
    ask: nothing,
    answer: z.object({
      version: z.string(),
      electron: z.string(),
      language: z.string(),
      theme,
      /** The user's format and zone, for times on screen. */
      locale: z.string(),
      zone: z.string(),
      /** Licences and data folder, for About. */
      dataFolder: z.string(),
    }),
  },
} as const;

/** Every event that main sends to the window, by channel. */
export const events = {
  'state:changed': appState,
  /** The activity list has new entries. */
  'activity:changed': nothing,
  /** Settings, or what an administrator has settled of them. */
  'settings:changed': nothing,
  /** A page to show: from the tray's menu or a notification. */
  'window:show': z.object({
    page: z.enum(['overview', 'accounts', 'crm', 'calendar', 'advanced', 'activity', 'find', 'about']),
  }),
} as const;

export type CallChannel = keyof typeof calls;
export type Ask<C extends CallChannel> = z.input<(typeof calls)[C]['ask']>;
export type Answer<C extends CallChannel> = z.output<(typeof calls)[C]['answer']>;
export type EventChannel = keyof typeof events;
export type EventData<C extends EventChannel> = z.output<(typeof events)[C]>;

/** What the preload script puts on `window.synchronizer`. */
export interface Bridge {
  call<C extends CallChannel>(channel: C, ...ask: Ask<C> extends undefined ? [] : [Ask<C>]): Promise<Answer<C>>;
  on<C extends EventChannel>(channel: C, listener: (data: EventData<C>) => void): () => void;
}
