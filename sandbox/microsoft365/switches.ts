/**
 * @file What is unconfirmed of Microsoft 365, or happens there only now and then: each point is a named switch, and its
 * default is the harsher of the known behaviours.
 */
import type { SwitchTable } from '../kit/switches.ts';

export const microsoft365Switches = {
  repeatedTransaction: {
    meaning:
      'Answer to a POST whose transactionId was used before: 409, or the existing event with 200 or 201. None makes a second event.',
    default: 'conflict',
    choices: ['conflict', 'existing200', 'existing201'],
  },
  originalZoneNames: {
    meaning:
      'Whether originalStartTimeZone and the recurrence name the Windows zone even when an IANA name was sent, or the name as it was sent.',
    default: 'windows',
    choices: ['windows', 'asSent'],
  },
  zonesWithoutSummerTime: {
    meaning:
      'Windows names, with commas between, of zones whose summer time the server does not know (yet, or any more): what is written in them then lies an hour beside.',
    default: '',
  },
  leftWindow: {
    meaning:
      'How an event that left the window of a change list is reported: as removed, as a row of nulls, or not at all.',
    default: 'removed',
    choices: ['removed', 'nulls', 'silent'],
  },
  cancelledOccurrenceRow: {
    meaning: 'Whether a deleted single occurrence gets an @removed row of its own beside its series.',
    default: false,
  },
  seriesVersion: {
    meaning:
      'Whether the etag of a series changes only for its own sake, or also when one of its occurrences is changed or removed.',
    default: 'own',
    choices: ['own', 'withOccurrences'],
  },
  seriesRows: {
    meaning:
      'What of a changed series a change list tells: the series and its plain occurrences; the occurrences alone where only some of them were changed or removed; the series alone.',
    default: 'whole',
    choices: ['whole', 'occurrences', 'itself'],
  },
  cancelledOccurrences: {
    meaning: 'Whether the property cancelledOccurrences is answered when it is selected.',
    default: 'told',
    choices: ['told', 'absent'],
  },
  occurrenceIds: {
    meaning: 'Whether occurrences get other ids when time or pattern of their series change.',
    default: 'regenerated',
    choices: ['regenerated', 'kept'],
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
  emptyDeltaPages: { meaning: 'Each round of changes begins with an empty page that has a nextLink.', default: false },
  repeatDeltaRows: {
    meaning: 'The last row of a page of changes comes again on the following page.',
    default: true,
  },
  shuffleDeltaRows: { meaning: 'Rows of a page of changes come in no particular order.', default: true },
  expiredCursor: {
    meaning:
      'Error code for a change list token that is no longer known; `badRequest` is SyncStateNotFound with status 400.',
    default: 'SyncStateNotFound',
    choices: ['SyncStateNotFound', 'syncStateInvalid', 'resyncRequired', 'badRequest'],
  },
  spuriousConflictEvery: {
    meaning: 'Every n-th PATCH or DELETE of an event fails with 412 though nobody else wrote; 0: never.',
    default: 0,
  },
  calendarIfMatch: {
    meaning: 'Whether If-Match counts when a calendar itself (not an event) is changed.',
    default: 'honoured',
    choices: ['honoured', 'ignored'],
  },
  taskHtml: {
    meaning: 'Whether the body of a task stays HTML where it was written so, or becomes text.',
    default: 'text',
    choices: ['text', 'kept'],
  },
  taskIfMatch: {
    meaning: 'Whether If-Match counts when a task is changed or deleted.',
    default: 'ignored',
    choices: ['ignored', 'honoured'],
  },
  taskDates: {
    meaning:
      'As which moment a date is told that the owner set in another program: midnight where the owner is, which is the day before in UTC east of Greenwich, or midnight in UTC.',
    default: 'localMidnight',
    choices: ['localMidnight', 'utcMidnight'],
  },
  contactPictures: {
    meaning: 'Whether contacts can have pictures: they cannot in a mailbox that belongs to no organisation.',
    default: 'kept',
    choices: ['kept', 'refused'],
  },
  contactPictureRemoval: {
    meaning: 'Whether the picture of a contact can be taken away again.',
    default: 'refused',
    choices: ['refused', 'done'],
  },
  batchThrottleEvery: { meaning: 'Every n-th request inside a batch is answered 429; 0: never.', default: 0 },
  unreadableInBatch: {
    meaning:
      'A text: a batch with a request in which it stands is refused as a whole (400), like one that is no batch; empty: none is.',
    default: '',
  },
  tokensEndInBatchAfter: {
    meaning:
      'After so many requests inside batches, in all, every access token is at its end: those behind it are answered 401; 0: never.',
    default: 0,
  },
  concurrentRequests: { meaning: 'How many requests of one mailbox may be under way at once.', default: 4 },
  requestsPerTenMinutes: { meaning: 'How many requests of one mailbox are answered in ten minutes.', default: 10_000 },
  concurrencyRetryAfterSeconds: { meaning: 'Retry-After of the 429 for too many requests at once.', default: 1 },
  silentPatchMails: {
    meaning:
      'Whether the organiser’s PATCH of nothing but categories, reminder or extended properties sends an update to the attendees.',
    default: false,
  },
  defaultReminderMinutes: {
    meaning: 'The mailbox default that an event gets when isReminderOn is not sent; negative: none.',
    default: 15,
  },
  adminApproval: {
    meaning:
      'Whether an administrator approved the application: granted, required (the application is told at once), or requiredWithPage (the browser shows a page from which the user returns).',
    default: 'granted',
    choices: ['granted', 'required', 'requiredWithPage'],
  },
  consentPage: { meaning: 'Whether the browser asks for the user’s consent after the password.', default: false },
  withheldScopes: {
    meaning: 'Permissions, with spaces between, that are not granted though they were asked for.',
    default: '',
  },
  usedRefreshToken: {
    meaning: 'Whether a refresh token works again after it was exchanged for a newer one.',
    default: 'accepted',
    choices: ['accepted', 'refused'],
  },
  accessTokenSeconds: { meaning: 'Life of an access token.', default: 4_217 },
  refreshTokenDays: { meaning: 'Life of a refresh token from its last exchange.', default: 90 },
  metadataAddresses: {
    meaning:
      'Addresses in the sign-in documents: those of login.microsoftonline.com, as MSAL demands (its network client maps them), or the sandbox’s own.',
    default: 'original',
    choices: ['original', 'loopback'],
  },
} as const satisfies SwitchTable;
