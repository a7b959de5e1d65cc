/**
 * @file What is unconfirmed of Exchange Server, differs from one installation to the next, or happens only now and then: each
 * point is a named switch, and its default is the harsher of the known behaviours.
 */
import type { SwitchTable } from '../kit/switches.ts';

export const exchangeSwitches = {
  release: {
    meaning: 'Which release it is; a request that asks for the rules of a later one is refused.',
    default: '2013',
    choices: ['2013', '2016', '2019', 'SE'],
  },
  signIn: {
    meaning: 'Ways to sign in that the administrator has opened, with spaces between: basic, ntlm, bearer.',
    default: 'ntlm basic bearer',
  },
  channelBinding: {
    meaning: 'Whether NTLM has to name the TLS channel that it is meant for, as Extended Protection demands it.',
    default: 'allowed',
    choices: ['allowed', 'required'],
  },
  lockOutAfter: { meaning: 'After so many wrong passwords an account is locked; 0: never.', default: 5 },
  lockOutMinutes: { meaning: 'How long it stays locked.', default: 30 },
  mailboxPlace: {
    meaning: 'Where the mailbox is: here, or moved to the cloud, which Autodiscover tells and the web service refuses.',
    default: 'here',
    choices: ['here', 'cloud'],
  },
  autodiscover: {
    meaning:
      'Where Autodiscover answers: on the mail server itself; at the domain, which redirects there; as a redirect to another address; nowhere.',
    default: 'direct',
    choices: ['direct', 'redirect', 'redirectAddress', 'none'],
  },
  zoneDefinitions: {
    meaning:
      'Whether StartTimeZone comes with all rules of the zone, or by its name alone; the schema allows both. A zone of somebody’s own, which has no name that others know, comes with its rules in any case.',
    default: 'short',
    choices: ['full', 'short'],
  },
  ownZoneNames: {
    meaning:
      'Whether a zone that a client has defined itself is told by the name that it was sent with, or is renamed to tzone://Microsoft/Custom; its rules are kept in any case, by years.',
    default: 'renamed',
    choices: ['kept', 'renamed'],
  },
  taskDates: {
    meaning: 'As which moment the dates of a task are told and taken: midnight in UTC, or where the mailbox is.',
    default: 'localMidnight',
    choices: ['localMidnight', 'utcMidnight'],
  },
  seriesVersion: {
    meaning:
      'Whether the change key of a series changes only for its own sake, or also when one of its occurrences is changed or removed.',
    default: 'withOccurrences',
    choices: ['own', 'withOccurrences'],
  },
  outlivingExceptions: {
    meaning:
      'Which changed and removed occurrences outlive a change of the series’ time or pattern: none; those inside, where only the end of the range changes; all whose day still is one.',
    default: 'none',
    choices: ['none', 'rangeOnly', 'all'],
  },
  seriesEditReaches: {
    meaning:
      'Which occurrences get a property that is changed on the series: plain ones; also changed ones that had it unchanged; all.',
    default: 'unchanged',
    choices: ['unchanged', 'plain', 'all'],
  },
  startOffPattern: {
    meaning: 'What becomes of a start that the pattern does not have: it is moved to the first day that fits, or kept.',
    default: 'moved',
    choices: ['moved', 'kept'],
  },
  ownerZone: {
    meaning:
      'Where the mailbox says in which zone its owner lives: in the options of Outlook on the web, with the hours of work that Outlook keeps, or nowhere.',
    default: 'options',
    choices: ['options', 'workHours', 'none'],
  },
  folderChangeKey: {
    meaning: 'Whether the change key of a folder is compared when the folder is written.',
    default: 'ignored',
    choices: ['ignored', 'compared'],
  },
  defaultReminderMinutes: {
    meaning: 'The reminder that an appointment gets when none is sent; negative: none.',
    default: 15,
  },
  concurrentRequests: { meaning: 'How many requests of one mailbox may be under way at once.', default: 27 },
  backOffMilliseconds: {
    meaning: 'How long a server that is busy asks to be left alone, where a fault does not say.',
    default: 60_000,
  },
  busyAs: {
    meaning: 'How a busy server says so: as a fault with the time to wait, or by HTTP alone.',
    default: 'fault',
    choices: ['fault', 'http'],
  },
} as const satisfies SwitchTable;
