/** @file A row of a series as an appointment by itself. */
import type { RemoteAppointment } from '../../connector.ts';
import type { SeriesRow } from './match-rows.ts';
import { rowItemId, seriesId } from './series-id.ts';

export function rowAsItem({ rowId, item }: Pick<SeriesRow, 'rowId' | 'item'>): RemoteAppointment {
  const { form } = item;
  const recordOf = form.kind === 'single' ? {} : { recordOf: seriesId(Number(form.seriesId)) };
  return { ...item, id: rowItemId(rowId), form: { kind: 'single' }, ...recordOf };
}
