import { describe, expect, it } from 'vitest';
import { changesByPatch } from './patch.ts';

const entity = {
  Title: 'Alt',
  Location: '',
  Contact: null,
  Task: { TaskListItemId: 2, Type: 'Appointment' },
  Participants: [{ AssociateId: 12 }],
  CustomFields: { 'SuperOffice:1': 'x' },
};

describe('a JSON patch', () => {
  it('replaces, adds and removes, with names in any case and without the slash', () => {
    const patch = [
      { op: 'test', path: '/title', value: 'Alt' },
      { op: 'replace', path: 'TITLE', value: 'Neu' },
      { op: 'replace', path: '/Task/taskListItemId', value: 5 },
      { op: 'add', path: 'Participants/-', value: { AssociateId: 15 } },
      { op: 'replace', path: 'Contact', value: { ContactId: 310 } },
      { op: 'add', path: 'CustomFields/SuperOffice:2', value: 'y' },
    ];
    expect(changesByPatch(entity, patch)).toEqual({
      Title: 'Neu',
      Contact: { ContactId: 310 },
      Task: { TaskListItemId: 5, Type: 'Appointment' },
      Participants: [{ AssociateId: 12 }, { AssociateId: 15 }],
      CustomFields: { 'SuperOffice:1': 'x', 'SuperOffice:2': 'y' },
    });
    expect(changesByPatch(entity, [{ op: 'remove', path: 'Title' }])).toEqual({ Title: null });
    expect(entity.Title).toBe('Alt');
  });

  it('with a test that fails is a conflict', () => {
    const patch = [
      { op: 'test', path: 'Title', value: 'Anders' },
      { op: 'replace', path: 'Title', value: 'Neu' },
    ];
    expect(() => changesByPatch(entity, patch)).toThrow(expect.objectContaining({ statusCode: 409 }));
  });

  it.each([
    { op: 'move', path: 'Title', from: 'Location' },
    { op: 'replace', path: 'Titel', value: 'x' },
    { op: 'replace', path: 'Participants/7', value: {} },
    { op: 'replace', path: 'Contact/ContactId', value: 1 },
    { op: 'replace' },
  ])('is refused as %j', (operation) => {
    expect(() => changesByPatch(entity, [operation])).toThrow(expect.objectContaining({ statusCode: 400 }));
  });
});

describe('a merge patch', () => {
  it('sets values and reaches into objects', () => {
    expect(changesByPatch(entity, { title: 'Neu', Task: { TaskListItemId: 5 } })).toEqual({
      Title: 'Neu',
      Task: { TaskListItemId: 5, Type: 'Appointment' },
    });
  });

  it('does not set a property that is null now', () => {
    expect(changesByPatch(entity, { Contact: { ContactId: 310 } })).toEqual({});
  });

  it('adds an object to an array, and replaces it by an array', () => {
    expect(changesByPatch(entity, { Participants: { AssociateId: 15 } })).toEqual({
      Participants: [{ AssociateId: 12 }, { AssociateId: 15 }],
    });
    expect(changesByPatch(entity, { Participants: [] })).toEqual({ Participants: [] });
  });

  it('takes new names in a map of texts only', () => {
    expect(changesByPatch(entity, { CustomFields: { x_own: 'z' }, Unheard: 1 })).toEqual({
      CustomFields: { 'SuperOffice:1': 'x', x_own: 'z' },
    });
  });
});
