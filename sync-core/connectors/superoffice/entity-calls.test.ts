/** @file What the calls that write carry with them, so that nobody's edit is overwritten. */
import { expect, it } from 'vitest';
import type { ItemId, ItemVersion } from '../../model/side.ts';
import { jumpingClock, quietLog } from '../http/testing/ports.ts';
import { createEntityCalls } from './entity-calls.ts';
import { createPeople } from './people.ts';
import { appointmentRows } from './read-appointment.ts';
import type { Call, Session } from './session.ts';
import { profileWith } from './testing.ts';

const id = '5001' as ItemId;
const version = '2026-11-23T08:00:00Z' as ItemVersion;
const never = new AbortController().signal;

/** Calls on a session that notes what it is asked. */
function noted() {
  const asked: Call[] = [];
  const session = {
    async call(call: Call) {
      asked.push(call);
      return { status: 200, body: { AppointmentId: 5001 }, serverNow: 0, serverSaid: true };
    },
  } as unknown as Session;
  const load = async () => profileWith();
  const people = createPeople({ session, load, clock: jumpingClock(0), log: quietLog });
  return { asked, calls: createEntityCalls(appointmentRows, session, load, people) };
}

it('a change and a removal are bound to the version that was read', async () => {
  const { asked, calls } = noted();
  await calls.patch(id, { Title: 'New' }, version, never);
  await calls.remove(id, version, never);
  expect(asked.map(({ method, headers }) => [method, headers?.['If-Unmodified-Since']])).toEqual([
    ['PATCH', 'Mon, 23 Nov 2026 08:00:00 GMT'],
    ['DELETE', 'Mon, 23 Nov 2026 08:00:00 GMT'],
  ]);
});

it('what takes back our own write is bound to none', async () => {
  const { asked, calls } = noted();
  await calls.patch(id, { Title: 'Old' }, undefined, never);
  await calls.remove(id, undefined, never);
  expect(asked.map(({ headers }) => headers?.['If-Unmodified-Since'])).toEqual([undefined, undefined]);
});
