/**
 * @file The dynamic archive, which shows columns of one table by their database names: appointment, the log that tells deletions,
 * the log of persons that were merged or moved, and the tables of e-mail addresses and of who has a picture.
 */

import type { Switches } from '../../kit/switches.ts';
import { activeDate } from '../appointment/entity.ts';
import { denied, seenBy } from '../appointment/rights.ts';
import { badRequest, notYet } from '../errors.ts';
import type { MergeMove, Picture } from '../tenant/person-rows.ts';
import type { AppointmentRow, LogRow } from '../tenant/rows.ts';
import { noTime } from '../time/wire-time.ts';
import type { Column, ColumnType, Provider } from './column.ts';

const mergeOperations = { merge: 1, move: 2 } as const;

type Value<R> = Column<R>['value'];

function table<R>(name: string, fields: Readonly<Record<string, readonly [ColumnType, Value<R>]>>) {
  return Object.fromEntries(
    Object.entries(fields).map(([field, [type, value]]): [string, Column<R>] => [`${name}.${field}`, { type, value }]),
  );
}

const appointmentColumns = table<AppointmentRow>('appointment', {
  appointment_id: ['int', (row) => row.id],
  associate_id: ['int', (row) => row.associateId],
  contact_id: ['int', (row) => row.contactId],
  person_id: ['int', (row) => row.personId],
  document_id: ['int', () => 0],
  mother_id: ['int', (row) => row.motherId],
  task_idx: ['int', (row) => row.taskId],
  type: ['int', (row) => row.type],
  status: ['int', (row) => row.status],
  private: ['int', (row) => row.isPrivate],
  alldayEvent: ['int', (row) => Number(row.isAllDay)],
  freeBusy: ['int', (row) => Number(row.isFree)],
  hasAlarm: ['int', (row) => Number(row.hasAlarm)],
  alarm: ['int', (row) => row.alarmLead],
  location: ['string', (row) => row.location],
  do_by: ['date', (row) => row.start],
  endDate: ['date', (row) => row.end],
  activeDate: ['date', activeDate],
  recurrenceRuleId: ['int', (row) => row.ruleId],
  owned_externally: ['int', (row) => row.ownedExternally],
  updated: ['utc', (row) => row.updated],
  updated_associate_id: ['int', (row) => row.updatedBy],
  registered: ['utc', (row) => row.created],
  registered_associate_id: ['int', (row) => row.createdBy],
  done: ['utc', (row) => row.done],
});

const logColumns = table<LogRow>('traveltransactionlog', {
  traveltransactionlog_id: ['int', (row) => row.id],
  ttime: ['utc', (row) => row.time],
  type: ['int', (row) => row.type],
  tablenumber: ['int', (row) => row.table],
  record_id: ['int', (row) => row.recordId],
  prev_record_id: ['int', (row) => row.before],
  associate_id: ['int', (row) => row.associateId],
});

const mergeColumns = table<MergeMove>('mergemovelog', {
  mergemovelog_id: ['int', (row) => row.id],
  tableNumber: ['int', (row) => row.table],
  operation: ['int', (row) => mergeOperations[row.operation]],
  sourceRecord: ['int', (row) => row.source],
  destinationRecord: ['int', (row) => row.destination],
  registered: ['utc', (row) => row.time],
  registered_associate_id: ['int', (row) => row.associateId],
});

interface EmailRow {
  readonly id: number;
  readonly personId: number;
  /** From 1. */
  readonly rank: number;
  readonly address: string;
  readonly description: string;
}

const emailColumns = table<EmailRow>('email', {
  email_id: ['int', (row) => row.id],
  person_id: ['int', (row) => row.personId],
  rank: ['int', (row) => row.rank],
  email_address: ['string', (row) => row.address],
  description: ['string', (row) => row.description],
});

/** No person has so many. */
const mostEmails = 100;

const emails: Provider<EmailRow> = {
  entityName: 'dynamic',
  columns: emailColumns,
  primaryKey: (row) => row.id,
  rows: function* ({ tenant, caller: { asOf } }) {
    for (const { personId, emails: own } of tenant.persons.values(asOf)) {
      for (const [index, { value, description }] of own.entries()) {
        yield { id: personId * mostEmails + index, personId, rank: index + 1, address: value, description };
      }
    }
  },
};

interface PictureRow extends Picture {
  readonly personId: number;
}

const personTable = 6;
const portrait = 1;

/** What hangs on records in pictures: here, those of persons alone. Of what it links to, the times are joined. */
const pictures: Provider<PictureRow> = {
  entityName: 'dynamic',
  columns: table<PictureRow>('BinaryObjectLink', {
    BinaryObjectLink_id: ['int', (row) => row.linkId],
    binaryObjectId: ['int', (row) => row.blobId],
    ownerTable: ['int', () => personTable],
    ownerRecord: ['int', (row) => row.personId],
    linkType: ['int', () => portrait],
    updated: ['utc', (row) => row.linked],
    'binaryObjectId.updated': ['utc', (row) => row.updated],
  }),
  primaryKey: (row) => row.linkId,
  rows: function* ({ tenant }) {
    for (const [personId, picture] of tenant.pictures) yield { ...picture, personId };
  },
};

const merges: Provider<MergeMove> = {
  entityName: 'dynamic',
  columns: mergeColumns,
  primaryKey: (row) => row.id,
  rows: ({ tenant }) => tenant.mergeMoves,
};

/** The planned start of a row of a series, as far as the database keeps one. */
function plannedStart(form: string): Value<AppointmentRow> {
  return (row) => {
    const kept = row.ruleId !== 0 && (form === 'ofAll' || (form === 'ofMoved' && row.start !== row.originalStart));
    return kept ? row.originalStart : noTime;
  };
}

const appointments = (switches: Switches): Provider<AppointmentRow> => ({
  entityName: 'dynamic',
  columns: {
    ...appointmentColumns,
    ...table<AppointmentRow>('appointment', {
      original_start_date: ['date', plannedStart(switches.text('originalStartDate'))],
    }),
  },
  primaryKey: (row) => row.id,
  rows: function* ({ tenant, caller }) {
    for (const row of tenant.appointments.values(caller.asOf)) yield seenBy(row, caller.user);
  },
});

const log: Provider<LogRow> = {
  entityName: 'dynamic',
  columns: logColumns,
  primaryKey: (row) => row.id,
  rows: ({ tenant, caller: { asOf } }) => (asOf === null ? tenant.log : tenant.log.filter((row) => row.time <= asOf)),
};

type Known = AppointmentRow | LogRow | MergeMove | EmailRow | PictureRow;

/**
 * The provider of the table that the first selected column names.
 * @throws Refusal 400 for a table that the sandbox has not, 501 for joins, 403 where a table may not be read
 */
export function dynamicProvider(select: string, switches: Switches): Provider<Known> {
  return providerOf(select, switches) as Provider<Known>;
}

function providerOf(select: string, switches: Switches) {
  const name = select.split('.')[0]?.trim().toLowerCase();
  if (name === 'email' || name === 'binaryobjectlink') {
    if (!switches.flag('detailTablesReadable')) throw denied(switches, `The user may not read ${name}.`);
    return name === 'email' ? emails : pictures;
  }
  if (/[:(]|\w+\.\w+\.\w+/.test(select)) throw notYet('Joining tables in the dynamic archive');
  if (name === 'appointment') return appointments(switches);
  if (name === 'mergemovelog') return merges;
  if (name !== 'traveltransactionlog') throw badRequest(`The dynamic archive has no table "${name}".`);
  if (!switches.flag('deletionLogReadable')) throw denied(switches, 'The user may not read traveltransactionlog.');
  return log;
}
