/** @file The kinds of follow-up that a default entity can be asked for. */
import { enumeration } from '../wire.ts';

export const recordType = enumeration({ 0: 'Unknown', 1: 'Appointment', 5: 'Phone', 6: 'ToDo' });
