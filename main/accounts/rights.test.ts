import { expect, test } from 'vitest';
import { basicRights, lackingRights, wantedRights } from './rights.ts';

test('each kind that is synchronised has a right of its own, and no other is asked for', () => {
  expect(wantedRights(['appointment'])).toEqual(basicRights);
  expect(wantedRights(['appointment', 'task'])).toEqual([...basicRights, 'Tasks.ReadWrite']);
  expect(wantedRights(['person', 'task'])).toEqual([...basicRights, 'Contacts.ReadWrite', 'Tasks.ReadWrite']);
});

test('what is lacking is named one by one, whatever the letters of what was granted', () => {
  const granted = ['user.read', 'calendars.readwrite', 'MailboxSettings.ReadWrite'];
  expect(lackingRights(wantedRights(['task', 'person']), granted)).toEqual(['Tasks.ReadWrite', 'Contacts.ReadWrite']);
});
