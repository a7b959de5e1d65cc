/** @file How long the first run with many persons takes, told before it is begun. */

/** From here on the user is warned. */
const manyPersons = 300;

/**
 * Contacts that are made in a minute: a mailbox of Microsoft 365 answers four requests at a time, each in about half a second,
 * and a contact is two of them, itself and its picture. The persons themselves are read faster.
 */
const contactsPerMinute = 240;

/** @returns about how many minutes the first run takes for so many persons; null where it is not worth a word. */
export function firstRunMinutes(persons: number): number | null {
  if (persons <= manyPersons) return null;
  const minutes = Math.ceil(persons / contactsPerMinute);
  return minutes <= 10 ? minutes : Math.ceil(minutes / 5) * 5;
}
