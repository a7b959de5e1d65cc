/**
 * @file Lists: time zones with their rules, follow-up types, associates, and who an entry may be visible for.
 */
import type { FastifyInstance } from 'fastify';
import { badRequest, notFound, Refusal } from '../errors.ts';
import { inLanguage, multilingual } from '../language.ts';
import { readableSelections } from '../selection/members.ts';
import { priorities } from '../tenant/priorities.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { userZone } from '../tenant/user-zone.ts';
import { type Zone, zones } from '../time/zones.ts';
import { typeCarrier, typeName } from './carriers.ts';
import { type ApiParts, type Caller, idOf, queryOf } from './request-context.ts';

export function addLists(api: FastifyInstance, parts: ApiParts): void {
  const { tenant } = parts;
  const current = ({ user }: Caller): Zone => userZone(tenant, parts.kit.switches, user);
  api.get('/TimeZone/base', () => zoneData(tenant.baseZone, parts.kit.clock.now()));
  api.get('/TimeZone/current', (request) => zoneData(current(request.caller), parts.kit.clock.now()));
  api.get('/List/Task/Items', (request) =>
    [...tenant.types.keys()].map((id) => typeCarrier(tenant, id, request.caller.language)),
  );
  api.get('/List/Task/Items/:id', (request) => {
    const carrier = typeCarrier(tenant, idOf(request), request.caller.language);
    if (!carrier) throw notFound('TaskListItem', idOf(request));
    return carrier;
  });
  api.get('/List/Priority/Items', (request) =>
    priorities.map(({ id, name }, index) => ({
      Id: id,
      Name: inLanguage(name, request.caller.language),
      Tooltip: '',
      Deleted: false,
      UdListDefinitionId: 0,
      Rank: index + 1,
    })),
  );
  api.get('/List/MrMrs/Items', () => mrMrsNames(tenant).map((name, index) => listItem(index + 1, name, index)));
  api.get('/List/:id/Items', (request) => {
    const items = userList(tenant, idOf(request), request.caller);
    return items.map(({ Id, Name }, index) => ({ ...listItem(Id, Name, index), UdListDefinitionId: idOf(request) }));
  });
  api.get('/List/Task/MDOItems', (request) => typeItems(tenant, request.caller));
  api.get<{ Params: { name: string } }>('/MDOList/:name', (request) => {
    const name = request.params.name.toLowerCase();
    const items = Object.hasOwn(mdoLists, name) ? mdoLists[name] : undefined;
    if (!items) throw new Refusal(404, `There is no list provider ${request.params.name}.`);
    return items(tenant, request.caller, new URLSearchParams(queryOf(request)['additional'] ?? ''));
  });
}

function listItem(id: number, name: string, index: number): Record<string, unknown> {
  return { Id: id, Name: name, Tooltip: '', Deleted: false, UdListDefinitionId: 0, Rank: index + 1 };
}

/** What stands in the address book before names: the list has been filled from it. */
function mrMrsNames(tenant: Tenant): string[] {
  return [...new Set([...tenant.persons.values()].map(({ mrMrs }) => mrMrs).filter((name) => name !== ''))].sort();
}

/** @throws Refusal (404) */
function userList(tenant: Tenant, id: number, { language }: Caller): MdoItem[] {
  const list = tenant.userFields.find((field) => field.list?.id === id)?.list;
  if (!list) throw notFound('UDListDefinition', id);
  return list.items.map((item) => ({ Id: item.id, Name: inLanguage(multilingual(item.names), language) }));
}

/** `additional` is the id of the list alone. */
function listIdIn(additional: URLSearchParams): number {
  return Number([...additional.keys()][0] ?? 0);
}

const memberKinds = ['static', 'dynamic', 'combined'];

/** The selections of companies and persons that the caller may read, of the kind that is asked for. */
function selectionItems(tenant: Tenant, { user, asOf }: Caller, additional: URLSearchParams) {
  const kind = additional.get('kind')?.toLowerCase() ?? '';
  const type = additional.get('membertype')?.toLowerCase() ?? 'contact';
  if (kind !== '' && !memberKinds.includes(kind)) throw badRequest(`Selections have no kind "${kind}".`);
  return readableSelections(tenant, user, asOf)
    .filter((selection) => type === 'contact' && (kind === '' || selection.kind === kind))
    .map((selection, rank) => mdoItem({ Id: selection.id, Name: selection.name, Type: selection.kind }, rank));
}

interface MdoItem {
  readonly Id: number;
  readonly Name: string;
  readonly ExtraInfo?: string;
  readonly Type?: string;
}

const mdoLists: Readonly<
  Record<string, (tenant: Tenant, caller: Caller, additional: URLSearchParams) => Record<string, unknown>[]>
> = {
  timezoneiana: () =>
    zones.map((zone, rank) =>
      mdoItem(
        {
          Id: zone.id,
          Name: zoneName(zone),
          ExtraInfo: `countryId=${zone.countryId}&locationCode=${zone.code}&isActive=True&IANA=${zone.iana}`,
        },
        rank,
      ),
    ),
  timezone: () => zones.map((zone, rank) => mdoItem({ Id: zone.id, Name: zoneName(zone), ExtraInfo: zone.code }, rank)),
  mrmrs: (tenant) => mrMrsNames(tenant).map((Name, rank) => mdoItem({ Id: rank + 1, Name }, rank)),
  udlist: (tenant, caller, additional) =>
    userList(tenant, listIdIn(additional), caller).map((item, rank) => mdoItem(item, rank)),
  selection: selectionItems,
  task: typeItems,
  appointmenttask: typeItems,
  associate: (tenant) =>
    [...tenant.users.values()].map((user, rank) =>
      mdoItem(
        {
          Id: user.associateId,
          Name: user.fullName,
          ExtraInfo: `person_id=${user.personId}&contact_id=${user.contactId}`,
        },
        rank,
      ),
    ),
  visiblefor: (_tenant, { user }) => [
    mdoItem({ Id: -2_147_483_648, Name: '[SR_VFC_ALL]' }, 0),
    ...(user.confidentialActivities
      ? [
          mdoItem({ Id: user.associateId, Name: user.fullName }, 1),
          mdoItem({ Id: -user.groupId, Name: multilingual({ US: 'Sales', GE: 'Vertrieb', NO: 'Salg' }) }, 2),
        ]
      : []),
  ],
};

function typeItems(tenant: Tenant, { language }: Caller): Record<string, unknown>[] {
  return [...tenant.types.values()].map((type, rank) => {
    const info = `freebusy=${Number(type.defaultFree)};allday=${Number(type.defaultAllDay)};ispublished=0`;
    return mdoItem({ Id: type.id, Name: typeName(type, language), ExtraInfo: info }, rank);
  });
}

function mdoItem(item: MdoItem, rank: number): Record<string, unknown> {
  return {
    Id: item.Id,
    Name: item.Name,
    ToolTip: '',
    Deleted: false,
    Rank: rank,
    Type: item.Type ?? '',
    ChildItems: [],
    IconHint: '',
    ColorBlock: 0,
    ExtraInfo: item.ExtraInfo ?? '',
    StyleHint: '',
    FullName: item.Name,
    TableRight: null,
    FieldProperties: {},
  };
}

export function zoneName(zone: Zone): string {
  return zone.region === '' ? zone.country : `${zone.country}, ${zone.region}`;
}

/** A zone with the rules of the years around now: from when to when the standard and the summer offset hold. */
function zoneData(zone: Zone, now: number): Record<string, unknown> {
  const thisYear = new Date(now).getUTCFullYear();
  const years = Array.from({ length: 16 }, (_none, index) => thisYear - 5 + index);
  const standard: Record<string, unknown> = {};
  const summer: Record<string, unknown> = {};
  for (const year of years) {
    const [first, second] = changesIn(zone, year);
    const offsets = [zone.offsetAt(Date.UTC(year, 0, 1)), first?.offset ?? zone.offsetAt(Date.UTC(year, 0, 1))];
    if (!first || !second) {
      standard[year] = rule({ day: 1, month: 1 }, { day: 31, month: 12 }, Math.min(...offsets));
      continue;
    }
    const [spring, autumn] = first.offset > second.offset ? [first, second] : [second, first];
    standard[year] = rule(dayAt(zone, autumn.at), dayAt(zone, spring.at), autumn.offset);
    summer[year] = rule(dayAt(zone, spring.at), dayAt(zone, autumn.at), spring.offset);
  }
  return {
    TZLocationID: zone.id,
    Name: zoneName(zone),
    TZLocationCode: zone.code,
    TZLocationCities: zone.iana.split('/').at(-1)?.replaceAll('_', ' ') ?? '',
    IsoNumber: zone.countryId,
    TimeZoneSTDRules: standard,
    TimeZoneDSTRules: summer,
  };
}

function changesIn(zone: Zone, year: number) {
  return zone.changes().filter((change) => new Date(change.at).getUTCFullYear() === year);
}

interface DayOfYear {
  readonly day: number;
  readonly month: number;
}

/** The day of a change, on the clock that showed until then. */
function dayAt(zone: Zone, instant: number): DayOfYear {
  const date = new Date(zone.wallAt(instant - 1));
  return { day: date.getUTCDate(), month: date.getUTCMonth() + 1 };
}

function rule(start: DayOfYear, end: DayOfYear, offset: number): Record<string, unknown> {
  return {
    StartDay: start.day,
    StartMonth: start.month,
    EndDay: end.day,
    EndMonth: end.month,
    TZOffset: offset / 60_000,
    StartRulePattern: '',
    EndRulePattern: '',
  };
}
