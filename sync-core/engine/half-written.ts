/**
 * @file Series of which a write was cut off on its way: some of what was to be written stands there, and some of what stood there
 * is gone, because a system takes a series in several steps and drops occurrences when its rule changes. Taken for somebody's
 * edit, that would be carried back. It is written once more instead, which finishes it.
 *
 * Only what our write alone explains is taken for its trace: an edit of anybody else is met as any other.
 */
import { isReadable, type RemoteAppointment, type WriteOperation } from '../connectors/connector.ts';
import { type Appointment, type AppointmentPatch, appointmentFields } from '../model/appointment.ts';
import type { Recurrence } from '../model/recurrence.ts';
import type { Side } from '../model/side.ts';
import type { RunContext } from './context.ts';
import { differingFields, sameField } from './fields.ts';
import { concernsAccount } from './problem.ts';

/** What a write left, and what it was to be. */
export interface HalfWritten {
  readonly item: RemoteAppointment;
  readonly patch: AppointmentPatch;
  /** What of the operation is told beside it. */
  readonly beside: Pick<Extract<WriteOperation, { readonly do: 'update' }>, 'categories' | 'doneCategory' | 'added'>;
}

/**
 * @param before as it was when the write was begun; null: it was not there.
 * @param meant as the system would give it back.
 * @returns whether a write that was cut off explains what is there. Pure.
 */
export function isHalfWritten(is: Appointment, before: Appointment | null, meant: Appointment): boolean {
  if (meant.recurrence === null && (before?.recurrence ?? null) === null) return false;
  const known = before === null ? [meant] : [before, meant];
  // Nothing of it was written, or all.
  if (known.some((one) => differingFields(is, one).length === 0)) return false;
  const words = appointmentFields.filter((field) => field !== 'span' && field !== 'recurrence');
  if (!words.every((field) => known.some((one) => sameField(field, is, one)))) return false;
  return known.some((one) => sameFrame(is, one)) && ownOccurrencesAmong(is.recurrence, known);
}

/** The rule and the first occurrence; on its way from one rule to another, a series may be a single appointment. */
function sameFrame(is: Appointment, one: Appointment): boolean {
  if (!sameField('span', is, one)) return false;
  return is.recurrence === null || sameField('recurrence', bare(is), bare(one));
}

function bare(fields: Appointment): Appointment {
  const { recurrence } = fields;
  return recurrence === null ? fields : { ...fields, recurrence: { ...recurrence, cancelled: [], changed: [] } };
}

function ownOccurrencesAmong(is: Recurrence | null, known: readonly Appointment[]): boolean {
  if (is === null) return true;
  const all = known.flatMap(({ recurrence }) => recurrence ?? []);
  const cancelled = new Set(all.flatMap((one) => one.cancelled));
  const changed = new Set(all.flatMap((one) => one.changed.map((change) => JSON.stringify(change))));
  return is.cancelled.every((day) => cancelled.has(day)) && is.changed.every((one) => changed.has(JSON.stringify(one)));
}

/**
 * Writes them once more.
 * @returns as they are then, by what was handed in; what could not be finished is not among them.
 * @throws ConnectorError what concerns the whole account
 */
export async function finish<K>(
  { faces, rules, run, options }: RunContext,
  side: Side,
  halves: ReadonlyMap<K, HalfWritten>,
): Promise<ReadonlyMap<K, RemoteAppointment>> {
  const keys = [...halves.keys()];
  const operations = [...halves.values()].map(({ item, patch, beside }): WriteOperation => {
    const { id, version, fields: current } = item;
    return { do: 'update', id, version, patch, current, ...beside };
  });
  const finished = new Map<K, RemoteAppointment>();
  if (operations.length === 0) return finished;
  for await (const outcome of faces[side].write(operations, rules.window, run.signal)) {
    const key = keys[outcome.index];
    if (outcome.result === 'failed') {
      if (concernsAccount(outcome.error)) throw outcome.error;
      options.log.warn('a series that was cut off could not be finished', { side, error: outcome.error.kind });
    } else if ('item' in outcome && key !== undefined && isReadable(outcome.item)) finished.set(key, outcome.item);
  }
  return finished;
}
