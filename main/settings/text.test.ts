import { describe, expect, it } from 'vitest';
import { subjectPart } from '../../sync-core/model/subject.ts';
import { type SettingId, settingIds, settingsSchema } from './schema.ts';
import { allowedFor, formatSetting, parseSetting } from './text.ts';

describe('a setting that was typed', () => {
  it.each<[SettingId, string, unknown]>([
    ['calendar.free', 'no', false],
    ['calendar.free', 'TRUE', undefined],
    ['calendar.free', 'true', true],
    ['window.pastDays', ' 30 ', 30],
    ['window.pastDays', '30.5', undefined],
    ['window.pastDays', '1096', undefined],
    ['window.pastDays', '', undefined],
    ['crm.types', '1, 2,3', [1, 2, 3]],
    ['crm.types', '7', [7]],
    ['crm.types', '[]', []],
    ['crm.types', '1,-2', undefined],
    ['crm.subject.parts', 'title, company', ['title', 'company']],
    ['crm.subject.parts', 'title', ['title']],
    ['crm.subject.parts', 'title,title', undefined],
    ['crm.subject.parts', '[]', undefined],
    ['crm.subject.language', 'German', undefined],
    ['crm.incoming.appointmentType', 'null', null],
    ['crm.outgoing.appointmentCategory', '', ''],
    ['crm.outgoing.appointmentCategory', '2026', '2026'],
    ['superoffice.clientId', '0815', '0815'],
    ['superoffice.loginUrl', 'https://login.example.org/', 'https://login.example.org'],
    ['superoffice.loginUrl', 'http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
    ['superoffice.loginUrl', 'http://login.example.org', undefined],
    ['superoffice.loginUrl', 'https://user:pw@login.example.org', undefined],
    ['superoffice.loginUrl', 'login.example.org', undefined],
    ['timeZone.crm', 'Europe/Oslo', 'Europe/Oslo'],
    ['timeZone.calendar', 'null', null],
    ['timeZone.calendar', 'Middle Earth', undefined],
    ['timeZone.calendar', '+02:00', undefined],
    ['theme', 'blue', undefined],
    ['crm.persons.selections', '12, 7,12', [12, 7]],
    ['crm.persons.selections', '', []],
    ['crm.persons.selections', '-3', undefined],
    ['crm.subject.parts', '', undefined],
    ['crm.fields.jobTitle', '', ''],
    ['crm.fields.jobTitle', 'person:SuperOffice:2', 'person:SuperOffice:2'],
    ['crm.outgoing.taskCategory', '2027', '2027'],
    ['google.contactGroup', ' ', undefined],
    ['direction.person', 'none', 'none'],
  ])('%s=%s is %j', (id, typed, value) => {
    expect(parseSetting(id, typed)?.value).toEqual(value);
  });

  it('is written so that it is read back as it was', () => {
    const defaults = settingsSchema.parse({});
    for (const id of settingIds) expect(parseSetting(id, formatSetting(defaults[id]))?.value).toEqual(defaults[id]);
  });
});

describe('what is allowed', () => {
  it('is said with the range that is checked', () => {
    expect(allowedFor('window.pastDays')).toEqual({ kind: 'wholeNumber', least: 0, most: 1095 });
    expect(allowedFor('crm.incoming.appointmentType')).toEqual({ kind: 'wholeNumberFrom', least: 1 });
    expect(allowedFor('conflict.rule')).toEqual({ kind: 'choice', choices: ['laterEdit', 'crm', 'calendar', 'ask'] });
    expect(allowedFor('crm.types')).toEqual({ kind: 'numbers' });
    expect(allowedFor('crm.subject.parts')).toEqual({ kind: 'choices', choices: subjectPart.options });
    expect(allowedFor('microsoft365.graphUrl')).toEqual({ kind: 'address' });
    expect(allowedFor('timeZone.crm')).toEqual({ kind: 'zone' });
    expect(allowedFor('superoffice.clientId')).toEqual({ kind: 'textOrNone', least: 1, most: 200 });
    expect(allowedFor('google.contactGroup')).toEqual({ kind: 'text', least: 1, most: 255 });
    expect(allowedFor('crm.subject.language')).toEqual({ kind: 'language' });
    expect(allowedFor('calendar.private')).toEqual({ kind: 'yesNo' });
  });
});
