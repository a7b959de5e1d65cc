/**
 * @file One customer's database: users, companies, persons, types, appointments and the log of what happened to them.
 */
import { createRecordTable, type RecordTable } from '../../kit/record-table.ts';
import type { SandboxClock } from '../../kit/system.ts';
import type { RecurrenceRule } from '../recurrence/rule.ts';
import { findZone, type Zone, zones } from '../time/zones.ts';
import type { Company, MergeMove, Person, Picture, Selection, UserField } from './person-rows.ts';
import { type AppointmentRow, appointmentTable, type FollowUpType, type LogRow, logType, type User } from './rows.ts';

export interface Tenant {
  context: string;
  companyName: string;
  /** The zone that the database stores wall-clock times in. */
  baseZone: Zone;
  readonly users: Map<number, User>;
  readonly companies: RecordTable<Company>;
  readonly persons: RecordTable<Person>;
  readonly selections: RecordTable<Selection>;
  readonly userFields: UserField[];
  /** By person id. */
  readonly pictures: Map<number, Picture>;
  readonly mergeMoves: MergeMove[];
  readonly types: Map<number, FollowUpType>;
  readonly appointments: RecordTable<AppointmentRow>;
  readonly rules: Map<number, RecurrenceRule>;
  /** iCal UID to appointment id. */
  readonly uids: ReadonlyMap<string, number>;
  nameByUid(uid: string, appointmentId: number): void;
  uidOf(appointmentId: number): string | undefined;
  readonly log: LogRow[];
  /** What users chose for themselves, by `associateId/Section/Key` in lower case. */
  readonly preferences: Map<string, string>;
  /** The servers' time in whole seconds, as rows carry it. */
  now(): number;
  nextAppointmentId(): number;
  nextRuleId(): number;
  nextPersonId(): number;
  nextCompanyId(): number;
  nextSelectionId(): number;
  nextMemberId(): number;
  nextBlobId(): number;
  putPerson(person: Person): void;
  /** For good, with the picture. */
  erasePerson(personId: number): void;
  putCompany(company: Company): void;
  putSelection(selection: Selection): void;
  removeSelection(id: number): void;
  noteMerge(merge: Omit<MergeMove, 'id' | 'time'>): void;
  /** Stores a row and writes the log, with the update stamp already set by the caller. */
  put(row: AppointmentRow): void;
  /** Stores a row that has another owner from now on, which the log tells. */
  give(row: AppointmentRow, before: number): void;
  /** Deletes for good; the log keeps that it was there. */
  remove(row: AppointmentRow, byAssociate: number): void;
  /** The rows of a rule in one diary, by their start; empty for 0. */
  series(ruleId: number, associateId: number, asOf?: number | null): readonly AppointmentRow[];
  /** The rows of a booking, or of a mother that has just this one: master first. */
  family(motherId: number, asOf?: number | null): readonly AppointmentRow[];
  clear(): void;
  save(): unknown;
  restore(state: unknown): void;
}

interface Counters {
  appointment: number;
  rule: number;
  log: number;
  person: number;
  company: number;
  selection: number;
  member: number;
  blob: number;
  merge: number;
}

const firstIds: Counters = {
  ...{ appointment: 5000, rule: 70, log: 900_000, person: 0, company: 0, selection: 50 },
  ...{ member: 9000, blob: 100, merge: 0 },
};

export function createTenant(clock: SandboxClock): Tenant {
  const counters = { ...firstIds };
  const families = new Map<number, Set<number>>();
  const uids = new Map<string, number>();
  const uidsById = new Map<number, string>();
  const appointments = createRecordTable<AppointmentRow>();
  const companies = createRecordTable<Company>();
  const persons = createRecordTable<Person>();
  const selections = createRecordTable<Selection>();
  const utc = zones[0];
  if (!utc) throw new RangeError('There are no time zones.');
  const seconds = () => Math.floor(clock.now() / 1000) * 1000;
  const note = (type: number, recordId: number, associateId: number, before = 0): void => {
    counters.log += 1;
    tenant.log.push({
      id: counters.log,
      time: seconds(),
      type,
      table: appointmentTable,
      recordId,
      before,
      associateId,
    });
  };
  const next = (counter: keyof Counters): number => {
    counters[counter] += 1;
    return counters[counter];
  };
  const tenant: Tenant = {
    context: 'Cust70001',
    companyName: '',
    baseZone: utc,
    users: new Map(),
    companies,
    persons,
    selections,
    userFields: [],
    pictures: new Map(),
    mergeMoves: [],
    types: new Map(),
    appointments,
    rules: new Map(),
    uids,
    nameByUid: (uid, id) => {
      uids.set(uid, id);
      uidsById.set(id, uid);
    },
    uidOf: (id) => uidsById.get(id),
    log: [],
    preferences: new Map(),
    now: seconds,
    nextAppointmentId: () => next('appointment'),
    nextRuleId: () => next('rule'),
    nextPersonId: () => next('person'),
    nextCompanyId: () => next('company'),
    nextSelectionId: () => next('selection'),
    nextMemberId: () => next('member'),
    nextBlobId: () => next('blob'),
    putPerson: (person) => {
      persons.set(person.personId, person, clock.now());
      counters.person = Math.max(counters.person, person.personId);
    },
    erasePerson: (personId) => {
      persons.delete(personId, clock.now());
      tenant.pictures.delete(personId);
    },
    putCompany: (company) => {
      companies.set(company.contactId, company, clock.now());
      counters.company = Math.max(counters.company, company.contactId);
    },
    putSelection: (selection) => {
      selections.set(selection.id, selection, clock.now());
      counters.selection = Math.max(counters.selection, selection.id);
    },
    removeSelection: (id) => {
      selections.delete(id, clock.now());
    },
    noteMerge: (merge) => {
      tenant.mergeMoves.push({ ...merge, id: next('merge'), time: seconds() });
    },
    put: (row) => {
      const before = appointments.get(row.id);
      appointments.set(row.id, row, clock.now());
      if (before && before.motherId !== row.motherId) families.get(before.motherId)?.delete(row.id);
      if (row.motherId !== 0) {
        const family = families.get(row.motherId) ?? new Set();
        families.set(row.motherId, family.add(row.id));
      }
      note(before ? logType.update : logType.insert, row.id, row.updatedBy);
    },
    give: (row, before) => {
      tenant.put(row);
      note(logType.ownerChanged, row.id, row.updatedBy, before);
    },
    remove: (row, byAssociate) => {
      appointments.delete(row.id, clock.now());
      families.get(row.motherId)?.delete(row.id);
      uids.delete(uidsById.get(row.id) ?? '');
      uidsById.delete(row.id);
      note(logType.delete, row.id, byAssociate);
    },
    series: (ruleId, associateId, asOf = null) =>
      [...(ruleId === 0 ? [] : appointments.values(asOf))]
        .filter((row) => row.ruleId === ruleId && row.associateId === associateId)
        .sort((a, b) => a.start - b.start || a.id - b.id),
    family: (motherId, asOf = null) => {
      const ids = motherId === 0 ? [] : [...(families.get(motherId) ?? [])].sort((a, b) => a - b);
      const rows = ids.map((id) => appointments.get(id, asOf)).filter((row) => row !== undefined);
      return rows.sort((a, b) => Number(b.id === motherId) - Number(a.id === motherId));
    },
    clear: () => {
      for (const map of [tenant.users, tenant.types, tenant.rules, tenant.pictures]) map.clear();
      for (const map of [uids, uidsById, tenant.preferences, families]) map.clear();
      for (const table of [appointments, companies, persons, selections]) table.clear();
      for (const list of [tenant.log, tenant.userFields, tenant.mergeMoves]) list.length = 0;
      Object.assign(counters, firstIds);
    },
    save: () => ({
      context: tenant.context,
      companyName: tenant.companyName,
      baseZone: tenant.baseZone.code,
      counters: { ...counters },
      users: [...tenant.users.values()],
      companies: [...tenant.companies.values()],
      persons: [...tenant.persons.values()],
      selections: [...selections.values()],
      userFields: tenant.userFields,
      pictures: [...tenant.pictures],
      mergeMoves: tenant.mergeMoves,
      types: [...tenant.types.values()],
      appointments: [...appointments.values()],
      rules: [...tenant.rules.values()],
      uids: [...uids],
      log: tenant.log,
      preferences: [...tenant.preferences],
    }),
    restore: (state) => {
      const saved = state as SavedTenant;
      tenant.clear();
      tenant.context = saved.context;
      tenant.companyName = saved.companyName;
      tenant.baseZone = findZone(saved.baseZone) ?? utc;
      for (const user of saved.users) tenant.users.set(user.associateId, user);
      for (const company of saved.companies) tenant.putCompany(company);
      for (const person of saved.persons) tenant.putPerson(person);
      for (const selection of saved.selections) tenant.putSelection(selection);
      tenant.userFields.push(...saved.userFields);
      for (const [personId, picture] of saved.pictures) tenant.pictures.set(personId, picture);
      tenant.mergeMoves.push(...saved.mergeMoves);
      for (const type of saved.types) tenant.types.set(type.id, type);
      for (const rule of saved.rules) tenant.rules.set(rule.id, rule);
      for (const row of saved.appointments) tenant.put(row);
      for (const [uid, id] of saved.uids) tenant.nameByUid(uid, id);
      for (const [key, value] of saved.preferences) tenant.preferences.set(key, value);
      tenant.log.splice(0, tenant.log.length, ...saved.log);
      Object.assign(counters, saved.counters);
    },
  };
  return tenant;
}

interface SavedTenant {
  readonly context: string;
  readonly companyName: string;
  readonly baseZone: string;
  readonly counters: Counters;
  readonly users: readonly User[];
  readonly companies: readonly Company[];
  readonly persons: readonly Person[];
  readonly selections: readonly Selection[];
  readonly userFields: readonly UserField[];
  readonly pictures: readonly (readonly [number, Picture])[];
  readonly mergeMoves: readonly MergeMove[];
  readonly types: readonly FollowUpType[];
  readonly appointments: readonly AppointmentRow[];
  readonly rules: readonly RecurrenceRule[];
  readonly uids: readonly (readonly [string, number])[];
  readonly log: readonly LogRow[];
  readonly preferences: readonly (readonly [string, string])[];
}
