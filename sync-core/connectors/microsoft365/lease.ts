/**
 * @file The lease: a named extended property of the default calendar, which no Outlook shows.
 *
 * A calendar has a change key, but it is not documented whether If-Match counts for it. It is sent all the same, and whoever
 * takes the lease from another or from nobody reads it once more: then the last one to write has it, and everybody else sees
 * that.
 */
import type { LeaseFace, LeaseReading, LeaseRecord } from '../connector.ts';
import { ConnectorError, Nonsense } from '../errors.ts';
import { readRecord, writeRecord } from '../outlook/lease-record.ts';
import type { Graph } from './graph.ts';
import { graphCalendar } from './graph-schemas.ts';
import { expandProperty, propertyAmong } from './marker.ts';

const system = 'microsoft365';

/** The property set is ours alone; installations of all versions look for this name. */
const leaseProperty = 'String {3f1d8a52-6c0e-4e8b-9a57-1b2f4d7c6e90} Name SynchronizerLease';

export function createLease(graph: Graph): LeaseFace {
  const path = `/me/calendar?$select=id,changeKey&$expand=${encodeURIComponent(expandProperty(leaseProperty))}`;

  async function read(signal: AbortSignal): Promise<LeaseReading> {
    const { body } = await graph.send({ method: 'GET', url: graph.url(path), repeat: 'idempotent' }, signal);
    const calendar = graphCalendar.safeParse(body);
    if (!calendar.success) {
      throw new Nonsense('the calendar is in an unknown form', { system, cause: calendar.error });
    }
    const { changeKey, singleValueExtendedProperties } = calendar.data;
    const value = propertyAmong(singleValueExtendedProperties, leaseProperty);
    return {
      record: readRecord(value),
      everWritten: value !== undefined,
      stamp: changeKey ? `W/"${changeKey}"` : null,
    };
  }

  async function write(next: LeaseRecord, replacing: LeaseReading, signal: AbortSignal): Promise<'written' | 'lost'> {
    const { stamp, record: before } = replacing;
    const value = writeRecord(next);
    try {
      await graph.send(
        {
          method: 'PATCH',
          url: graph.url('/me/calendar'),
          headers: stamp === null ? {} : { 'if-match': stamp },
          json: { singleValueExtendedProperties: [{ id: leaseProperty, value }] },
          // Sent twice, it says the same; that the first one had arrived shows when it is read again.
          repeat: 'idempotent',
        },
        signal,
      );
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'conflict') return 'lost';
      throw error;
    }
    if (before?.holder === next.holder) return 'written';
    return (await read(signal)).record?.holder === next.holder ? 'written' : 'lost';
  }

  return { read, write };
}
