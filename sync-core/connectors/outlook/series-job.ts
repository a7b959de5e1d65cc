/** @file A series on its way to the calendar: what is wanted of it, how far it is, and how it ends. */
import type { Appointment } from '../../model/appointment.ts';
import type { ItemId } from '../../model/side.ts';
import type { LocalDate } from '../../model/time.ts';
import type { RemoteAppointment, Window, WriteOperation, WriteOutcome } from '../connector.ts';
import { type ConnectorError, Nonsense, Unavailable } from '../errors.ts';
import type { OutlookCalendar } from './calendar.ts';
import { daysOfItsOwn } from './plan-series.ts';
import { etagOf, type SeriesZones } from './read-series.ts';
import type { SeriesState } from './series-state.ts';

/** An operation with its place in what was handed in. */
export interface Placed<O extends WriteOperation = WriteOperation> {
  readonly index: number;
  readonly operation: O;
}

/** A series on its way. */
export interface Job {
  readonly index: number;
  readonly operation: WriteOperation;
  readonly wanted: Appointment;
  readonly result: 'created' | 'updated' | 'existed';
  readonly id: ItemId;
  /** Known without asking: until something is written. */
  state: SeriesState | undefined;
  /** Days whose plain occurrences are going to be written. */
  days: readonly LocalDate[];
  /** Whether something of it was written: until then, somebody else's change ends it. */
  begun: boolean;
  /** The categories that belong to the operation were accepted. */
  categorised: boolean;
  rounds: number;
  /** Steps that were answered well, and ought not to be asked for again. */
  readonly taken: Set<string>;
  /** Why the last steps were not taken, where none was. */
  refused: ConnectorError | undefined;
}

export interface Writing {
  readonly calendar: OutlookCalendar;
  readonly window: Window;
  readonly zones: SeriesZones;
  readonly signal: AbortSignal;
}

export type Creation = Extract<WriteOperation, { readonly do: 'create' }>;
type Change = Exclude<WriteOperation, Creation>;

export function failed(index: number, error: ConnectorError): WriteOutcome {
  return { index, result: 'failed', error };
}

export function wantedBy(calendar: OutlookCalendar, operation: WriteOperation, window: Window): Appointment {
  if (operation.do === 'create') return calendar.express(operation.fields, window);
  if (operation.do === 'remove') return operation.current;
  return calendar.express({ ...operation.current, ...operation.patch }, window);
}

/** An event of which no occurrence is of its own is known well enough: its etag says whether it still is as it was. */
export function jobOf(index: number, operation: Change, wanted: Appointment): Job {
  const { id, current, version } = operation;
  const plain = daysOfItsOwn(current).length === 0 && etagOf(version) === version;
  return {
    index,
    operation,
    wanted,
    id,
    result: 'updated',
    state:
      plain && operation.do === 'update'
        ? { item: assumed(operation), visibility: current.visibility, places: new Map() }
        : undefined,
    days: daysOfItsOwn(wanted),
    begun: false,
    categorised: false,
    rounds: 0,
    taken: new Set(),
    refused: undefined,
  };
}

function assumed(operation: Change): RemoteAppointment {
  const { id, version, current } = operation;
  return {
    ...(operation.do === 'update' && operation.hostsItself ? { hostsItself: true as const } : {}),
    id,
    version,
    fields: current,
    form: current.recurrence === null ? { kind: 'single' } : { kind: 'series', seriesId: id },
    protection: { edit: true, remove: true },
    editedAt: '1970-01-01T00:00:00Z' as RemoteAppointment['editedAt'],
    categories: [],
  };
}

/**
 * Once something of a series was written, it is neither as it was nor as it is to be: whoever asked must not take it for done,
 * nor for somebody's edit.
 */
export function failedJob({ index, begun, operation }: Job, error: ConnectorError): WriteOutcome {
  const isHalf = begun && operation.do !== 'remove' && ['conflict', 'rejected', 'throttled'].includes(error.kind);
  if (!isHalf) return failed(index, error);
  const { system, status, code } = error.details;
  const details = {
    system,
    cause: error,
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
  } as const;
  return failed(index, new Unavailable('a series is written in part', details));
}

export function notAsWritten({ calendar: { system } }: Pick<Writing, 'calendar'>): ConnectorError {
  return new Nonsense('a series is not as it was written', { system });
}
