/** @file What a granted right lets the program do, in the user's words. */
import type { Words } from '../../../locales/index.ts';

type Translate = Words['t'];

/** @returns the right's own name where a system grants one that has no words here. */
export function rightInWords(t: Translate, right: string): string {
  switch (right) {
    case 'openid':
      return t('accounts.right.crm');
    case 'https://www.googleapis.com/auth/calendar':
      return t('accounts.right.googleCalendar');
    case 'https://www.googleapis.com/auth/tasks':
      return t('accounts.right.tasks');
    case 'https://www.googleapis.com/auth/contacts':
      return t('accounts.right.contacts');
    case 'Calendars.ReadWrite':
      return t('accounts.right.calendar');
    case 'Tasks.ReadWrite':
      return t('accounts.right.tasks');
    case 'Contacts.ReadWrite':
      return t('accounts.right.contacts');
    case 'MailboxSettings.ReadWrite':
      return t('accounts.right.zone');
    case 'User.Read':
      return t('accounts.right.name');
    default:
      return right;
  }
}
