/**
 * @file What is not confirmed of SuperOffice, as named switches. The default is what the original most likely does; where
 * nothing speaks for either, it is what is harder on a client.
 */
import type { SwitchTable } from '../kit/switches.ts';

export const superOfficeSwitches = {
  callsPerSecond: {
    meaning:
      'API calls that are let through within one second; more are answered with 429 and Retry-After: 1. 0: no limit. The figure is published, the answer is our own choice.',
    default: 10,
  },
  tenantHost: {
    meaning: 'Which of the two API servers serves the tenant; the other answers 421.',
    default: 'api',
    choices: ['api', 'api2'],
  },
  tenantState: {
    meaning:
      'What the state address tells of the tenant. In OfflineMaintenance and the states of no service the API answers 503.',
    default: 'Running',
    choices: [
      'Unknown',
      'Provisioning',
      'Running',
      'Deleted',
      'Suspended',
      'OnlineMaintenance',
      'OfflineMaintenance',
      'ProvisioningFailed',
      'Deleting',
      'DeleteFailed',
      'MigrationPending',
    ],
  },
  appApproval: {
    meaning: 'Whether an administrator of the tenant has approved the application, or has to do it again.',
    default: 'approved',
    choices: ['approved', 'notApproved', 'needsReapproval'],
  },
  refusalOfApp: {
    meaning:
      'How a sign-in to an application that is not approved ends: with an error at the redirect address, or on a page that the application never hears of.',
    default: 'redirect',
    choices: ['redirect', 'page'],
  },
  clientSecretRequired: {
    meaning: 'Whether the token address insists on the client secret (`sandbox-secret`) next to the code verifier.',
    default: false,
  },
  redirectPattern: {
    meaning:
      'The regular expression of redirect addresses, as the template of native applications registers it: no path.',
    default: '^http://127.0.0.1\\:\\d{4,10}$',
  },
  timeZones: {
    meaning: 'Whether the site has its time zone feature on. Off: everything is wall-clock time of the base zone.',
    default: true,
  },
  zoneWithoutHeader: {
    meaning: 'In which zone date-times are when a request names none in SO-TimeZone.',
    default: 'base',
    choices: ['base', 'user'],
  },
  offsetForm: {
    meaning: 'How offsets are written with includeTZOffset: `-0500`, `-05:00` or `-5:00`; UTC is always `Z`.',
    default: 'compact',
    choices: ['compact', 'colon', 'short'],
  },
  filterZone: {
    meaning: 'In which zone date-times of a filter are, on columns that hold wall-clock times.',
    default: 'request',
    choices: ['request', 'base'],
  },
  filterZoneOfUpdated: {
    meaning:
      'In which zone date-times of a filter are, on updatedDate, registeredDate and other columns that hold UTC.',
    default: 'utc',
    choices: ['utc', 'request'],
  },
  updatedFilterByTime: {
    meaning: 'Whether afterTime on a UTC column looks at the time of day; otherwise at the day alone.',
    default: true,
  },
  preferredZone: {
    meaning: 'Whether a save keeps the zone that an appointment is to be shown in (PreferredTZLocation).',
    default: 'kept',
    choices: ['kept', 'ignored'],
  },
  archivePageSize: { meaning: 'Rows of an archive page when $top is missing.', default: 50 },
  archivePageLimit: {
    meaning: 'The most rows of an archive page, whatever $top says; the next page is told as ever. 0: no limit.',
    default: 1000,
  },
  unmarkedOrder: {
    meaning:
      'What a query does that orders by a column which the reference does not mark for it: the order counts for nothing but what the rows come in anyway, or 400.',
    default: 'ignored',
    choices: ['ignored', 'refused'],
  },
  archiveShowsRetired: {
    meaning: 'Whether the archive of persons shows former employees when $entities does not name them.',
    default: false,
  },
  archiveShowsDeletedPersons: {
    meaning: 'Whether archives show persons of the recycle bin, with their personDeletedDate.',
    default: false,
  },
  deletedPersonRead: {
    meaning: 'How the address of a person in the recycle bin answers: 404, or the entity, which does not tell it.',
    default: 'notFound',
    choices: ['notFound', 'entity'],
  },
  detailsTouchPerson: {
    meaning:
      'Whether a change of numbers, e-mails, addresses or user-defined fields, which have tables of their own, gives a person or company a new UpdatedDate.',
    default: false,
  },
  unreadableMembers: {
    meaning: 'What archives tell of the members of a selection that the user may not read: none, or 403.',
    default: 'none',
    choices: ['none', 'refused'],
  },
  memberCount: {
    meaning: 'What a static selection tells of its size: how many rows it has, or that it is not known (-1).',
    default: 'exact',
    choices: ['exact', 'unknown'],
  },
  membershipStamp: {
    meaning: 'Whether lastMembershipChange tells the second, or the day alone.',
    default: 'second',
    choices: ['second', 'day'],
  },
  archiveHidesUnanswered: {
    meaning:
      'Whether archives leave out tentative and declined invitations unless skipTentativeAndRejectedRestriction is set.',
    default: true,
  },
  archiveKnowsUnanswered: {
    meaning: 'Whether archives know skipTentativeAndRejectedRestriction; otherwise a filter with it is refused.',
    default: true,
  },
  unknownColumnStatus: {
    meaning: 'The status for a filter with a column or restriction that the archive does not know: 400, or 500.',
    default: 400,
  },
  deletionLogReadable: {
    meaning: 'Whether an ordinary user may read traveltransactionlog through the dynamic archive; otherwise 403.',
    default: true,
  },
  denialStatus: {
    meaning: 'The status for what the user has no right to.',
    default: 403,
  },
  textPrecedence: {
    meaning: 'Which text counts when Title or Agenda and Description were both changed in one save.',
    default: 'title',
    choices: ['title', 'description'],
  },
  agendaHtml: {
    meaning:
      'Whether the HTML of an agenda is stored as it came, or rewritten to the formatting that SuperOffice knows.',
    default: 'verbatim',
    choices: ['verbatim', 'rewritten'],
  },
  detailTablesReadable: {
    meaning:
      'Whether an ordinary user may read the tables of e-mail addresses and of pictures through the dynamic archive; otherwise 403.',
    default: true,
  },
  replacedPicture: {
    meaning:
      'What becomes of a picture in whose place another one is put: it is the same object with another content and time, or a new object takes its place.',
    default: 'sameObject',
    choices: ['sameObject', 'newObject'],
  },
  noPictureInfo: {
    meaning: 'What ImageInfo answers for a person without a picture: 404, or an object without a number.',
    default: 'notFound',
    choices: ['notFound', 'empty'],
  },
  titleAndAgenda: {
    meaning: 'Whether follow-ups have a title and an agenda, as since 10.2.6; before, they have a description alone.',
    default: true,
  },
  titleLength: { meaning: 'Characters of a title.', default: 2047 },
  tooLongText: {
    meaning:
      'What becomes of text that is longer than its field: the save is refused, or the text is cut without a word.',
    default: 'refused',
    choices: ['refused', 'cut'],
  },
  allDayTimes: {
    meaning: 'What a save makes of the times of an all-day entry: left, set to office hours, or to midnight and 23:59.',
    default: 'kept',
    choices: ['kept', 'officeHours', 'midnight'],
  },
  allDayZone: {
    meaning: 'In whose zone a save sets the times of an all-day entry: that of its user, or the base zone.',
    default: 'user',
    choices: ['user', 'base'],
  },
  todoDeadline: {
    meaning:
      'Which property of a to-do holds its deadline: StartDate and EndDate both stand as they were sent, or one of them alone is kept and the other is empty.',
    default: 'both',
    choices: ['both', 'endDate', 'startDate'],
  },
  todoWithoutDate: {
    meaning: 'What a save makes of a to-do without a deadline: it has none, it gets today’s date, or it is refused.',
    default: 'accepted',
    choices: ['accepted', 'today', 'refused'],
  },
  todoTimes: {
    meaning:
      'Whether the time of day of a deadline is kept, or cut to midnight of the day in the user’s zone or in the base zone.',
    default: 'kept',
    choices: ['kept', 'cut', 'cutInBase'],
  },
  completedEditable: {
    meaning: 'Whether anything but the state of a completed row can be changed before it is open again.',
    default: false,
  },
  privateAlone: {
    meaning:
      'What a save makes of Private without VisibleFor, or the other way round: the other one follows, or only VisibleFor counts.',
    default: 'visibleForCounts',
    choices: ['follows', 'visibleForCounts'],
  },
  privateWithoutLicence: {
    meaning: 'What a save with VisibleFor does for a user without the licence: it is refused, or the row is public.',
    default: 'public',
    choices: ['refused', 'public'],
  },
  ownedExternallyWritable: {
    meaning: 'Whether a client can set OwnedExternally; otherwise it is ignored.',
    default: false,
  },
  seriesRowByRest: {
    meaning:
      'What PUT, PATCH and DELETE of one row of a series do, as they carry no mode: act on this row, on this and all that follow, or are refused.',
    default: 'onlyThis',
    choices: ['onlyThis', 'thisAndForward', 'refused'],
  },
  firstRowForward: {
    meaning:
      'Whether ThisAndForward on the first row of a series keeps its rule, or makes a new one as it does on later rows.',
    default: 'sameRule',
    choices: ['sameRule', 'newRule'],
  },
  resavedSeries: {
    meaning:
      'What saving a rule again does to the rows of days that it keeps: rows that were changed by themselves stay as they are, or are reset like the others, or all rows are made anew.',
    default: 'reset',
    choices: ['kept', 'reset', 'remade'],
  },
  seriesDays: {
    meaning: 'Which days a saved rule gets: those of the list that is sent with it, or those of its pattern.',
    default: 'dates',
    choices: ['dates', 'pattern'],
  },
  seriesClock: {
    meaning:
      'By which clock the rows of a series keep their time of day, and its days are counted: that of the base zone, or of the request.',
    default: 'base',
    choices: ['base', 'user'],
  },
  recurrenceDates: {
    meaning:
      'Whether the dates of a rule are converted between zones as other times are, or stand as they were written.',
    default: 'shifted',
    choices: ['shifted', 'asWritten'],
  },
  seriesEnd: {
    meaning: 'How the end of a rule is told: in the way in which it was sent, always by date, or always by count.',
    default: 'asSent',
    choices: ['asSent', 'date', 'count'],
  },
  monthWithoutDay: {
    meaning: 'What a rule for the 31st has in a month that is shorter: nothing, or the last day.',
    default: 'skipped',
    choices: ['skipped', 'lastDay'],
  },
  originalStartDate: {
    meaning: 'Of which rows of a series original_start_date tells the planned start: moved ones, all, or none.',
    default: 'ofMoved',
    choices: ['ofMoved', 'ofAll', 'none'],
  },
  uidWithRecurrence: {
    meaning:
      'What CreateAppointmentForUID makes of an entity with a rule: a series whose first row has the UID, one appointment without the rule, or nothing (400).',
    default: 'series',
    choices: ['series', 'single', 'refused'],
  },
  seriesRows: {
    meaning: 'The most rows that a rule may have; a longer one is refused. Our own choice.',
    default: 1000,
  },
  restSavesMail: {
    meaning:
      'Whether saves and deletions by REST, which carry no wish about mail, write to participants with SendEmail.',
    default: true,
  },
} as const satisfies SwitchTable;
