/**
 * @file What we need to know of the user and the tenant before any appointment can be understood: who, which zones, which
 * follow-up types, what a new appointment looks like. Read once and kept for some hours, as SuperOffice asks of clients.
 */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Importance, importance } from '../../model/appointment.ts';
import type { Surroundings } from '../../model/surroundings.ts';
import { type ZoneId, zoneId } from '../../model/time.ts';
import type { AccountFacts } from '../connector.ts';
import { Nonsense, UnknownZone } from '../errors.ts';
import { createKeptFact, factsIn, keptAccountFacts } from '../http/kept-fact.ts';
import { withQuery } from '../http/query.ts';
import type { Clock, Remembered } from '../ports.ts';
import { namesByLanguage } from './multi-language.ts';
import { importanceOf } from './priority-names.ts';
import {
  type DefaultEntity,
  defaultEntitySchema,
  followUpTypesSchema,
  listItemsSchema,
  preferenceSchema,
  principalSchema,
  prioritiesSchema,
  timeZoneSchema,
} from './schemas.ts';
import type { Session } from './session.ts';
import { hasTitle } from './text-form.ts';
import { minutesFromWire } from './wire-time.ts';

export interface Profile {
  readonly facts: AccountFacts;
  readonly associateId: number;
  /** The user's own company; 0 where it is not told. */
  readonly contactId: number;
  /** SuperOffice's own code of the user's zone, as requests name it; empty where the site has no zones. */
  readonly zoneCode: string;
  /**
   * The zone that times are asked for and given in: the one that the CRM tells of its user, whatever the user says. `facts.zone`
   * is where the user lives.
   */
  readonly wireZone: ZoneId;
  /** The zone that the database keeps its wall-clock times in. */
  readonly baseZone: ZoneId;
  /** The zones that an appointment can be meant in, by SuperOffice's numbers; none where those are not to be relied on. */
  readonly zonesById: ReadonlyMap<number, ZoneId>;
  /** Names of each follow-up type by language (see `Surroundings`), by id. */
  readonly typeNames: ReadonlyMap<number, Surroundings['type']>;
  /** The follow-up types that a new appointment can be given. */
  readonly diaryTypes: readonly number[];
  /** Those that a new to-do can be given. */
  readonly todoTypes: readonly number[];
  /** What items of the tenant's list of priorities mean, by id, where their names tell; of equal ones the first counts. */
  readonly priorities: ReadonlyMap<number, Importance>;
  /** A new appointment as the server would make it; nothing of the user's is in it yet. */
  readonly defaultEntity: DefaultEntity;
  /** Wall-clock times that this user's all-day items carry (`08:00`), which SuperOffice keeps as office hours. */
  readonly allDay: { readonly start: string; readonly end: string };
}

/** The licence "Confidential activities". */
const privateLicence = 'visible-for';
/** Kinds of follow-up types that stand in a diary. */
const diaryRecords: readonly string[] = ['Appointment', 'Phone', 'ToDo'];
/** Those of the types that a to-do has of its own. */
const todoRecords: readonly string[] = ['ToDo'];
const keptFor = 6 * 3_600_000;
const officeHours = { start: '08:00', end: '16:00' };

export interface ProfileSource {
  /** @param zone see `Connector.facts`. @throws UnknownZone, ConnectorError */
  load(signal: AbortSignal, zone?: ZoneId | null): Promise<Profile>;
  /** What was loaded last, if anything was. */
  readonly current: Profile | undefined;
  /**
   * The server has not kept an item private, whatever licences it tells of: for some hours it is not tried again, because
   * every try shows the item's words for a moment.
   */
  noPrivate(): void;
}

/** A profile by the CRM's word alone, whatever the user says. */
interface ToldProfile extends Omit<Profile, 'facts' | 'wireZone' | 'baseZone'> {
  readonly facts: z.output<typeof keptAccountFacts>;
  /** null: of no known meaning. */
  readonly baseZone: ZoneId | null;
}

/** As it is kept. */
const keptProfile = z
  .object({
    facts: keptAccountFacts,
    associateId: z.int().positive(),
    contactId: z.int(),
    zoneCode: z.string(),
    baseZone: zoneId.nullable(),
    zonesById: z.array(z.tuple([z.int(), zoneId])),
    typeNames: z.array(z.tuple([z.int(), z.record(z.string(), z.string())])),
    diaryTypes: z.array(z.int()),
    todoTypes: z.array(z.int()),
    priorities: z.array(z.tuple([z.int(), importance])),
    defaultEntity: defaultEntitySchema,
    allDay: z.object({ start: z.string(), end: z.string() }),
  })
  .transform(
    (kept): ToldProfile => ({
      ...kept,
      zonesById: new Map(kept.zonesById),
      typeNames: new Map(kept.typeNames),
      priorities: new Map(kept.priorities),
    }),
  );

/** @param said the zone by the user's own word. @throws UnknownZone */
function profileIn(told: ToldProfile, said: ZoneId | null): Profile {
  const facts = factsIn(told.facts, said, 'superoffice');
  const wireZone = told.facts.zoneTold.zone ?? facts.zone;
  if (told.baseZone === null && said === null)
    throw new UnknownZone('the database has a time zone of no known meaning', { system: 'superoffice' });
  return { ...told, facts, wireZone, baseZone: told.baseZone ?? wireZone };
}

export function createProfileSource(session: Session, clock: Clock, remembered: Remembered): ProfileSource {
  const kept = createKeptFact(remembered, 'profile.told', keptProfile);
  let said: ZoneId | null = null;
  let last: { readonly told: ToldProfile; readonly said: ZoneId | null; readonly profile: Profile } | undefined;
  let loading: Promise<ToldProfile> | undefined;

  function use(told: ToldProfile): Profile {
    if (last?.told === told && last.said === said) return last.profile;
    const profile = profileIn(told, said);
    last = { told, said, profile };
    session.setZone(profile.zoneCode);
    return profile;
  }

  function keep(told: ToldProfile, until: number): void {
    const [zonesById, typeNames, priorities] = [[...told.zonesById], [...told.typeNames], [...told.priorities]];
    const [diaryTypes, todoTypes] = [[...told.diaryTypes], [...told.todoTypes]];
    kept.keep({ ...told, zonesById, typeNames, priorities, diaryTypes, todoTypes }, until);
  }

  async function renew(signal: AbortSignal): Promise<ToldProfile> {
    const until = clock.now() + keptFor;
    const told = await loadProfile(session, signal);
    // A zone that is put right there is to be noticed at once.
    if ((told.facts.zoneTold.zone !== null && told.baseZone !== null) || said !== null) keep(told, until);
    return told;
  }

  return {
    get current() {
      return last?.profile;
    },
    async load(signal, zone) {
      if (zone !== undefined) said = zone;
      const known = kept.current();
      if (known) return use(known);
      // Side by side, all wait for the same reading.
      loading ??= renew(signal).finally(() => {
        loading = undefined;
      });
      return use(await loading);
    },
    noPrivate() {
      const told = last?.told;
      if (told) keep({ ...told, facts: { ...told.facts, canBePrivate: false } }, clock.now() + keptFor);
    },
  };
}

async function loadProfile(session: Session, signal: AbortSignal): Promise<ToldProfile> {
  const get = async <S extends z.ZodType>(path: string, schema: S) =>
    (await session.call({ method: 'GET', path, repeat: 'idempotent' }, schema, signal)).body;

  const [principal, current, base, zoneList] = await Promise.all([
    get('User/currentPrincipal', principalSchema),
    get('TimeZone/current', timeZoneSchema),
    get('TimeZone/base', timeZoneSchema),
    get(withQuery('MDOList/timezoneiana', { flat: true }), listItemsSchema),
  ]);
  const zones = ianaByCode(zoneList);
  // A site without the time-zone feature has the base zone only.
  const code = current.TZLocationCode || base.TZLocationCode;
  session.setZone(code ?? '');

  const [types, priorities, defaultEntity, start, end] = await Promise.all([
    get(withQuery('List/Task/Items', { includeDeleted: true }), followUpTypesSchema),
    readPriorities(session, signal),
    readDefaultEntity(session, 'Appointment', signal),
    readDayTime(session, 'AllDayStartTime', signal),
    readDayTime(session, 'AllDayEndTime', signal),
  ]);
  const { AssociateId: associateId, DatabaseContextIdentifier: context } = principal;
  if (context.toLowerCase() !== session.tenant.toLowerCase()) {
    throw new Nonsense('the user is of another tenant than the one that was asked', { system: 'superoffice' });
  }
  return {
    facts: {
      accountKey: `superoffice:${context}:${associateId}`,
      userName: principal.UserName || principal.EMailAddress || String(associateId),
      addresses: [...new Set([principal.EMailAddress, principal.UserName].filter(isAddress))],
      displayName: principal.FullName || principal.UserName || String(associateId),
      zoneTold: { name: code ?? '', zone: knownZone(zones, code) },
      canBePrivate: (principal.Licenses ?? []).some((licence) => licence.Name === privateLicence),
      ...(hasTitle(defaultEntity) ? {} : { keepsAdded: false as const }),
    },
    associateId,
    contactId: principal.ContactId ?? 0,
    zoneCode: code ?? '',
    baseZone: knownZone(zones, base.TZLocationCode || code),
    zonesById: zonesByNumber(zoneList, current),
    typeNames: new Map(types.map((type) => [type.TaskListItemId, namesByLanguage(type.Value ?? '')])),
    diaryTypes: typesOf(types, diaryRecords),
    todoTypes: typesOf(types, todoRecords),
    priorities,
    defaultEntity,
    allDay: start !== undefined && end !== undefined && start < end ? { start, end } : officeHours,
  };
}

/** @returns those of `records`, and those of which the server does not say what they are for. */
function typesOf(types: z.infer<typeof followUpTypesSchema>, records: readonly string[]): number[] {
  return types
    .filter(({ Deleted, Type }) => Deleted !== true && (!Type || records.includes(Type)))
    .map(({ TaskListItemId }) => TaskListItemId);
}

function isAddress(text: string | null | undefined): text is string {
  return text?.includes('@') === true;
}

/** SuperOffice's zone codes (`NO`, `US-NY`) to IANA names, from `locationCode=DE&isActive=True&IANA=Europe/Berlin`. */
function ianaByCode(items: ZoneList): ReadonlyMap<string, string> {
  const pairs = items.map(placeOfZone).map(({ code, iana }) => [code, iana] as const);
  return new Map(pairs.filter(([code, iana]) => code !== '' && iana !== ''));
}

type ZoneList = z.infer<typeof listItemsSchema>;

function placeOfZone({ ExtraInfo }: ZoneList[number]): { readonly code: string; readonly iana: string } {
  const extra = new URLSearchParams((ExtraInfo ?? '').replaceAll('+', '%2B'));
  return { code: extra.get('locationCode') ?? '', iana: extra.get('IANA') ?? '' };
}

/** That the list's numbers are those of appointments is not written anywhere: the user's own zone shows whether they are. */
function zonesByNumber(items: ZoneList, current: z.infer<typeof timeZoneSchema>): ReadonlyMap<number, ZoneId> {
  const own = items.find((item) => placeOfZone(item).code === current.TZLocationCode);
  if (own === undefined || own.Id !== current.TZLocationID) return new Map();
  return new Map(
    items.flatMap((item) => {
      const zone = zoneId.safeParse(placeOfZone(item).iana);
      return item.Id > 0 && zone.success ? [[item.Id, zone.data] as const] : [];
    }),
  );
}

function knownZone(zones: ReadonlyMap<string, string>, code: string | null | undefined): ZoneId | null {
  return zoneId.safeParse(zones.get(code ?? '')).data ?? null;
}

/** A user who may not read the list has no priorities that mean anything to us. */
async function readPriorities(session: Session, signal: AbortSignal): Promise<Profile['priorities']> {
  const call = { method: 'GET', path: 'List/Priority/Items', repeat: 'idempotent', accept: [403, 404] } as const;
  const { status, body } = await session.call(call, z.unknown(), signal);
  if (status !== 200) return new Map();
  const items = session.check('priorities', body, prioritiesSchema).filter(({ Deleted }) => Deleted !== true);
  return new Map(
    items.flatMap(({ Id, Name }) => {
      const meaning = importanceOf(Object.values(namesByLanguage(Name ?? '')));
      return meaning === undefined ? [] : [[Id, meaning] as const];
    }),
  );
}

/** @param Type of which kind of follow-up. @returns a new one as the server would make it. @throws ConnectorError */
export async function readDefaultEntity(
  session: Session,
  Type: 'Appointment' | 'ToDo',
  signal: AbortSignal,
): Promise<DefaultEntity> {
  const path = 'Agents/Appointment/CreateDefaultAppointmentEntityByType';
  const call = { method: 'POST', path, json: { Type }, repeat: 'idempotent' } as const;
  return (await session.call(call, defaultEntitySchema, signal)).body;
}

/** @returns `HH:MM`, or undefined when the preference is not set or not readable as a time of day. */
async function readDayTime(session: Session, key: string, signal: AbortSignal): Promise<string | undefined> {
  const call = { method: 'GET', path: `Preference/DiaryView/${key}`, repeat: 'idempotent', accept: [404] } as const;
  const { status, body } = await session.call(call, z.unknown(), signal);
  const preference = preferenceSchema.safeParse(body);
  if (status === 404 || !preference.success) return undefined;
  const raw = preference.data.RawValue?.trim() ?? '';
  const minutes = /^\d{1,4}$/.test(raw) ? Number(raw) : minutesFromWire(raw);
  if (minutes === undefined || minutes >= 1440) return undefined;
  return Temporal.PlainTime.from('00:00').add({ minutes }).toString({ smallestUnit: 'minute' });
}
