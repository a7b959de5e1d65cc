/**
 * @file What became of rows that a series had and shows no more. That they are missing says nothing: a listing may be short, rights
 * may be lost, a row may lie in somebody else's diary. Each is asked for by itself, unless the rule tells that no day lacks its row.
 */
import type { ItemId } from '../../../model/side.ts';
import { isReadable } from '../../connector.ts';
import { sideBySide } from '../../http/side-by-side.ts';
import type { ItemReader } from '../read-items.ts';

/**
 * - `left`: removed, or no part of this series any more: the system says so.
 * - `noAccess`: it is there, and may not be read, or is in somebody else's diary.
 * - `unlisted`: it is a row of the series, and the listing left it out.
 * - `lagging`: it is there, and the copy of the database that answers does not know it.
 */
type Whereabouts = 'left' | 'noAccess' | 'unlisted' | 'lagging';

/** What was read of a series just now. */
interface Shown {
  readonly ruleId: number;
  readonly rows: readonly { readonly rowId: number }[];
  readonly unreadable: readonly { readonly id: ItemId }[];
  /** Rows that were listed, and not given. */
  readonly unread: readonly number[];
  readonly reading: { readonly hasEveryDay: boolean } | undefined;
}

type RowReader = Pick<ItemReader, 'one' | 'existsForWriting'>;

/** Rows asked for side by side. */
const rowsSideBySide = 6;

/**
 * Costs nothing when no row is missing, or when the rule tells that it has a row for each of its days; else one request for each row
 * that was removed. It stops at the first row that was not.
 * @param had the rows that the series had when it was read last.
 * @returns `left` when all that are missing have left. @throws ConnectorError
 */
export async function whereaboutsOfMissing(
  reader: RowReader,
  had: ReadonlySet<number>,
  { ruleId, rows, unread, unreadable, reading }: Shown,
  signal: AbortSignal,
): Promise<Whereabouts> {
  const there = new Set([...rows.map(({ rowId }) => rowId), ...unreadable.map(({ id }) => Number(id))]);
  const missing = [...new Set([...had, ...unread])].filter((rowId) => !there.has(rowId));
  if (unread.length === 0 && reading?.hasEveryDay) return 'left';
  for await (const found of sideBySide(rowsSideBySide, missing, (rowId) =>
    whereabouts(reader, rowId, ruleId, signal),
  )) {
    if (found !== 'left') return found;
  }
  return 'left';
}

async function whereabouts(
  reader: RowReader,
  rowId: number,
  ruleId: number,
  signal: AbortSignal,
): Promise<Whereabouts> {
  const id = String(rowId) as ItemId;
  // Asked in a way that no copy of the database can answer.
  if (!(await reader.existsForWriting(id, signal))) return 'left';
  const found = await reader.one(id, signal);
  if (found === 'gone') return 'lagging';
  if (found === 'noAccess') return 'noAccess';
  if (!isReadable(found)) return 'unlisted';
  if (found.unfit === 'noLongerMine') return 'noAccess';
  return found.form.kind !== 'single' && found.form.seriesId === String(ruleId) ? 'unlisted' : 'left';
}
