/** @file Rows of a change list that do not say all that they should. */
import { expect, test } from 'vitest';
import type { Instant, ZoneId } from '../../model/time.ts';
import { isReadable, type RemoteAppointment, type UnreadableItem } from '../connector.ts';
import { jumpingClock, quietLog } from '../http/testing/ports.ts';
import { anEvent } from '../outlook/testing/events.ts';
import { listChanges } from './changes.ts';
import type { Mailbox } from './items.ts';

async function told(...rows: readonly object[]): Promise<readonly (RemoteAppointment | UnreadableItem)[]> {
  const page = { value: rows, '@odata.deltaLink': 'https://graph.test/v1.0/next' };
  const mailbox: Mailbox = {
    graph: {
      url: (path) => `https://graph.test/v1.0${path}`,
      ownLink: (link) => link,
      hush: () => undefined,
      refuseToken: () => undefined,
      send: async () => ({ status: 200, headers: {}, body: page }),
    },
    ports: { clock: jumpingClock(0), random: () => 0.5 },
    zone: async () => 'Europe/Oslo' as ZoneId,
    zoneForUnknown: () => undefined,
  };
  const pages = listChanges(mailbox, quietLog, {
    cursor: null,
    window: { from: '2026-11-01T00:00:00Z' as Instant, until: '2027-05-01T00:00:00Z' as Instant },
    known: { versionOf: () => undefined, idsWithin: () => [] },
    signal: new AbortController().signal,
  });
  const items: (RemoteAppointment | UnreadableItem)[] = [];
  for await (const { changed, unreadable = [] } of pages) items.push(...changed, ...unreadable);
  return items;
}

test('a new event without a version is not taken for one that is known as it is', async () => {
  const { '@odata.etag': _, ...unversioned } = anEvent({ id: 'b' });
  const items = await told(anEvent({ id: 'a' }), unversioned);
  expect(items.map((item) => [item.id, isReadable(item)])).toEqual([
    ['a', true],
    ['b', false],
  ]);
});
