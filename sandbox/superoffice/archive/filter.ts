/**
 * @file A parsed filter as a function on rows. Values are brought into the form of the column once, so that tens of thousands
 * of rows are compared as numbers.
 */
import type { Switches } from '../../kit/switches.ts';
import { badRequest, Refusal } from '../errors.ts';
import { midnight, parseWireTime } from '../time/wire-time.ts';
import { type ArchiveContext, type Column, findColumn, type Provider } from './column.ts';
import type { Filter, Literal } from './filter-parser.ts';
import { namedPeriod } from './periods.ts';

type Comparable = string | number | boolean | null;
type Test = (value: Comparable) => boolean;
type Predicate<R> = (row: R) => boolean;

const day = 86_400_000;

/** @throws Refusal for an unknown column, and (400) for an operator that is not one of the column's type */
export function compileFilter<R>(
  provider: Provider<R>,
  filter: Filter,
  context: ArchiveContext,
  switches: Switches,
): Predicate<R> {
  if (filter.kind !== 'condition') {
    const parts = filter.parts.map((part) => compileFilter(provider, part, context, switches));
    return filter.kind === 'and'
      ? (row) => parts.every((matches) => matches(row))
      : (row) => parts.some((matches) => matches(row));
  }
  const found = findColumn(provider, filter.column);
  if (!found)
    throw new Refusal(switches.number('unknownColumnStatus'), `$filter: there is no column "${filter.column}".`);
  const { column } = found;
  if (column.filterable === false) throw badRequest(`$filter: the column "${found.name}" cannot be filtered.`);
  const test = testOf(column, found.name, filter, context, switches);
  return (row) => test(column.value(row, context));
}

interface Condition {
  readonly operator: string;
  readonly values: readonly Literal[];
}

function testOf<R>(
  column: Column<R>,
  name: string,
  condition: Condition,
  context: ArchiveContext,
  switches: Switches,
): Test {
  const operator = condition.operator.toLowerCase();
  const test = testOfType(column.type, operator, condition.values, context, switches);
  if (!test)
    throw badRequest(`$filter: "${condition.operator}" is no operator of the ${column.type} column "${name}".`);
  return test;
}

function testOfType(
  type: Column<unknown>['type'],
  operator: string,
  values: readonly Literal[],
  context: ArchiveContext,
  switches: Switches,
): Test | null {
  switch (type) {
    case 'int':
      return numberTest(operator, values);
    case 'string':
      return textTest(operator, values);
    case 'bool':
    case 'option':
      return flagTest(operator, values);
    case 'list':
      return memberTest({ oneof: true, notoneof: false }, operator, values);
    case 'associate':
      if (operator === 'currentassociate') return (value) => value === context.caller.user.associateId;
      return memberTest({ associateisoneof: true, associateisnotoneof: false }, operator, values);
    case 'date':
      return dateTest(operator, values, localDates(context, switches));
    case 'utc':
      return dateTest(operator, values, utcDates(context, switches));
  }
}

function numberOf(value: Literal | undefined): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number))
    throw badRequest(`$filter: ${JSON.stringify(value)} is not a number.`);
  return number;
}

function numberTest(operator: string, values: readonly Literal[]): Test | null {
  const first = numberOf(values[0]);
  const as =
    (compare: (value: number) => boolean): Test =>
    (value) =>
      compare(Number(value));
  if (['=', 'eq', 'equals'].includes(operator)) return as((value) => value === first);
  if (['ne', 'unequals'].includes(operator)) return as((value) => value !== first);
  if (['lt', 'less'].includes(operator)) return as((value) => value < first);
  if (['gt', 'greater'].includes(operator)) return as((value) => value > first);
  if (operator === 'le') return as((value) => value <= first);
  if (operator === 'ge') return as((value) => value >= first);
  if (operator !== 'between') return null;
  const second = numberOf(values[1]);
  return as((value) => value >= first && value <= second);
}

function textTest(operator: string, values: readonly Literal[]): Test | null {
  const wanted = values.map((value) => String(value).toLowerCase());
  const [first = ''] = wanted;
  const tests: Readonly<Record<string, (value: string) => boolean>> = {
    is: (value) => value === first,
    isnot: (value) => value !== first,
    begins: (value) => value.startsWith(first),
    notbegins: (value) => !value.startsWith(first),
    contains: (value) => value.includes(first),
    notcontains: (value) => !value.includes(first),
    ends: (value) => value.endsWith(first),
    in: (value) => wanted.includes(value),
  };
  const test = tests[operator];
  return test ? (value) => test(String(value ?? '').toLowerCase()) : null;
}

function flagTest(operator: string, values: readonly Literal[]): Test | null {
  if (operator !== 'set') return null;
  const wanted = !['false', '0'].includes(String(values[0]).toLowerCase());
  return (value) => value === wanted;
}

/** @param operators name to whether membership is wanted */
function memberTest(
  operators: Readonly<Record<string, boolean>>,
  operator: string,
  values: readonly Literal[],
): Test | null {
  const wanted = operators[operator];
  if (wanted === undefined) return null;
  const ids = new Set(values.map(numberOf));
  return (value) => ids.has(Number(value)) === wanted;
}

/** How the dates of a filter become what a column holds. */
interface Dates {
  /** A literal with its time. */
  moment(text: string): number;
  /** Midnight of a day, counted in days of the literal's zone. */
  dayStart(wallDay: number): number;
  /** The day of a literal. */
  dayOf(text: string): number;
  /** Today in the literal's zone, as its midnight. */
  today(): number;
  /** Whether afterTime and beforeTime look at the time. */
  readonly byTime: boolean;
}

function localDates({ tenant, caller }: ArchiveContext, switches: Switches): Dates {
  const asBase = switches.text('filterZone') === 'base';
  const { time } = caller;
  const nowWall = () => time.zone.wallAt(tenant.now());
  return {
    moment: (text) => {
      const { wall, offset } = parseWireTime(text);
      return asBase && offset === null ? wall : time.read(text);
    },
    dayStart: (wallDay) => (asBase ? wallDay : time.toBase(wallDay)),
    dayOf: (text) => midnight(parseWireTime(text).wall),
    today: () => midnight(nowWall()),
    byTime: true,
  };
}

function utcDates({ tenant, caller }: ArchiveContext, switches: Switches): Dates {
  const asUtc = switches.text('filterZoneOfUpdated') === 'utc';
  const { zone } = caller.time;
  const instant = (wall: number) => (asUtc ? wall : zone.instantAt(wall));
  return {
    moment: (text) => {
      const { wall, offset } = parseWireTime(text);
      return offset === null ? instant(wall) : wall - offset;
    },
    dayStart: instant,
    dayOf: (text) => midnight(parseWireTime(text).wall),
    today: () => midnight(asUtc ? tenant.now() : zone.wallAt(tenant.now())),
    byTime: switches.flag('updatedFilterByTime'),
  };
}

function dateTest(operator: string, values: readonly Literal[], dates: Dates): Test | null {
  const within =
    (from: number, to: number): Test =>
    (value) =>
      Number(value) >= from && Number(value) < to;
  const period = namedPeriod(operator, dates.today());
  if (period) return within(dates.dayStart(period.from), dates.dayStart(period.to));
  const text = String(values[0] ?? '');
  const dayFrom = () => dates.dayStart(dates.dayOf(text));
  const dayTo = () => dates.dayStart(dates.dayOf(text) + day);
  const moment = () => (dates.byTime ? dates.moment(text) : dayFrom());
  switch (operator) {
    case 'aftertime':
      return within(moment(), Number.POSITIVE_INFINITY);
    case 'beforetime':
      return within(Number.NEGATIVE_INFINITY, moment());
    case 'datetime':
      return within(moment(), moment() + 1000);
    case 'before':
      return within(Number.NEGATIVE_INFINITY, dayFrom());
    case 'date':
      return within(dayFrom(), dayTo());
    case 'after':
      return within(dayTo(), Number.POSITIVE_INFINITY);
    case 'beforeorequal':
      return within(Number.NEGATIVE_INFINITY, dayTo());
    case 'between':
    case 'datebetween':
      return within(dayFrom(), dates.dayStart(dates.dayOf(String(values[1] ?? '')) + day));
    default:
      return null;
  }
}
