/** @file The plainest appointment there is, on which the parts of the sample world build theirs. */
import { typeIds, users } from './tenant.ts';
import type { SampleAppointment, SampleUser } from './world.ts';

/** @throws RangeError if the tenant had no user. */
export function mainUser(): SampleUser {
  const [first] = users;
  if (first === undefined) throw new RangeError('the sample tenant has no users');
  return first;
}

/** An appointment of the main user's own, with what is given in place of the plain defaults. */
export function draft(
  given: Pick<SampleAppointment, 'key' | 'on' | 'title' | 'start' | 'end'> & Partial<SampleAppointment>,
): SampleAppointment {
  return {
    body: '',
    location: '',
    zone: mainUser().zone,
    allDay: false,
    free: false,
    private: false,
    reminderMinutes: null,
    typeId: typeIds.internal,
    contactId: null,
    personId: null,
    bookedAssociates: [],
    bookedBy: null,
    guests: [],
    rooms: [],
    showAs: null,
    importance: 'normal',
    joinUrl: null,
    cancelled: false,
    uid: null,
    readOnly: false,
    organiser: null,
    response: 'none',
    categories: [],
    completed: false,
    weekly: null,
    ...given,
  };
}
