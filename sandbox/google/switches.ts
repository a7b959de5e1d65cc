/**
 * @file What is unconfirmed of Google, or happens there only now and then: each point is a named switch, and its default is the
 * harsher of the known behaviours.
 */
import type { SwitchTable } from '../kit/switches.ts';

export const googleSwitches = {
  publishingStatus: {
    meaning:
      'Whether the application is published. In testing, a refresh token lives for seven days, and its answer says so (refresh_token_expires_in).',
    default: 'production',
    choices: ['production', 'testing'],
  },
  accessTokenSeconds: { meaning: 'Life of an access token.', default: 3599 },
  unusedRefreshTokenDays: { meaning: 'Life of a refresh token that nobody exchanges.', default: 180 },
  liveRefreshTokens: {
    meaning: 'How many refresh tokens one person has; a further one ends the oldest without a word.',
    default: 100,
  },
  withheldScopes: {
    meaning: 'Permissions, with spaces between, that the person leaves out on the consent page whatever a test ticks.',
    default: '',
  },
  requestsPerMinute: {
    meaning: 'How many requests of one person are answered within any one minute, all services together; 0: no limit.',
    default: 600,
  },
  quotaAnswer: {
    meaning: 'Status of a request beyond the quota of a minute; the reason is rateLimitExceeded in both.',
    default: '403',
    choices: ['403', '429'],
  },
  unknownFields: {
    meaning:
      'Whether a body with properties that Calendar does not have is refused, or they are left out without a word.',
    default: 'refused',
    choices: ['refused', 'ignored'],
  },
  deletedRows: {
    meaning: 'What a list tells of a deleted event: its id and state alone, or what it was.',
    default: 'idOnly',
    choices: ['idOnly', 'whole'],
  },
  deletedSeriesRows: {
    meaning: 'Whether a list of changes tells of a deleted series only itself, or its changed occurrences too.',
    default: 'itself',
    choices: ['itself', 'withExceptions'],
  },
  deletedRevivable: {
    meaning: 'Whether a PUT with the state confirmed brings a deleted event back; otherwise it is answered 410.',
    default: true,
  },
  exceptionsAfterRuleChange: {
    meaning:
      'What becomes of changed occurrences when time or rule of their series change: they stay as they are, whether their planned start still is one or not, or are cancelled.',
    default: 'orphaned',
    choices: ['orphaned', 'dropped'],
  },
  reminderChangesListed: {
    meaning:
      'Whether a list of changes tells of an event of which nothing but reminders changed; its time of change stays in any case.',
    default: false,
  },
  severalProperties: {
    meaning: 'Whether an event has to have all properties that privateExtendedProperty asks for, or any of them.',
    default: 'all',
    choices: ['all', 'any'],
  },
  updatedMinDays: { meaning: 'How far back updatedMin of a list of events may lie.', default: 20 },
  eventLabels: {
    meaning: 'Whether the account has labels on events already; otherwise eventLabelVersion=1 changes nothing.',
    default: true,
  },
  taskDueDay: {
    meaning:
      'Which day a due date with a time and an offset means: the one that is written, or that in UTC. The time is dropped in any case.',
    default: 'asWritten',
    choices: ['asWritten', 'utc'],
  },
  tasksReopenAlone: {
    meaning:
      'Whether a completed task is open again with its status alone; otherwise `completed` has to be taken away with it (400).',
    default: false,
  },
  taskIfMatch: { meaning: 'Whether If-Match counts when a task is changed or deleted.', default: false },
  deletedTaskDays: { meaning: 'How many days lists tell of a deleted task (showDeleted).', default: 30 },
  movedTaskId: {
    meaning: 'Whether a task has another id once it was moved to another list.',
    default: 'new',
    choices: ['new', 'kept'],
  },
  contactDelaySeconds: {
    meaning: 'How long after a write the list of contacts still tells the state before it.',
    default: 120,
  },
  contactBatchFailure: {
    meaning:
      'What one contact does that is not there, or was changed meanwhile, to a batch that reads or changes others with it: all of it is refused, or that one alone.',
    default: 'whole',
    choices: ['whole', 'each'],
  },
  groupDeletionListed: {
    meaning: 'Whether a list of changed contacts tells of those whose group was deleted.',
    default: false,
  },
  contactWritesPerMinute: {
    meaning: 'How many requests of one person that write to People are answered within any one minute; 0: no limit.',
    default: 90,
  },
  wholeContactListsPerMinute: {
    meaning: 'How many whole lists of contacts, with a token at their end, one person can begin within any one minute.',
    default: 6,
  },
} as const satisfies SwitchTable;
