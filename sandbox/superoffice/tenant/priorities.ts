/** @file The list of priorities, which a tenant fills as it likes; these are the usual ones. */
import type { SampleAppointment } from '../../sample/world.ts';
import { multilingual } from '../language.ts';

export const priorities: readonly { readonly id: number; readonly name: string }[] = [
  { id: 1, name: multilingual({ US: 'Low', GE: 'Niedrig', NO: 'Lav' }) },
  { id: 2, name: multilingual({ US: 'Medium', GE: 'Mittel', NO: 'Middels' }) },
  { id: 3, name: multilingual({ US: 'High', GE: 'Hoch', NO: 'Høy' }) },
];

/** 0: none is set. */
export const priorityIds: Readonly<Record<SampleAppointment['importance'], number>> = { low: 1, normal: 0, high: 3 };
