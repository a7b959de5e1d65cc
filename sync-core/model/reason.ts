/**
 * @file Why an item does not take part, or an operation was not done. The user reads the words of `reason.<code>` in the
 * message catalogue; the code is what the store and the reports keep.
 */
import { z } from 'zod';

/** Why an item is left out of the synchronisation. Each code has its words in `locales/`. */
export const leftOutCode = z.enum([
  'kindOff',
  'outsideWindow',
  'seriesNotUnderstood',
  'notInDiary',
  'allDayOff',
  'freeOff',
  'privateOff',
  'privateNotAccepted',
  'typeNotSelected',
  'notFromCrm',
  'notChosen',
  'declined',
  'notAnAppointment',
  'cancelled',
  'unknownZone',
  'ambiguousMatch',
  'copiedAlready',
  'invitationCame',
  'noLongerMine',
  'directionOff',
]);
export type LeftOutCode = z.infer<typeof leftOutCode>;

/** Why this side's copy of an item must not be edited or removed by the synchroniser. */
export const protectedCode = z.enum([
  'organisedByOthers',
  'hasGuests',
  'bookingOfOthers',
  'bookingWithColleagues',
  'noRight',
]);
export type ProtectedCode = z.infer<typeof protectedCode>;
