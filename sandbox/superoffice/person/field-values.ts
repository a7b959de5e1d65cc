/**
 * @file User-defined fields: their values in the encoding of `CustomFields` (`[I:4]`, `[D:11/30/2026]`, `[F:1.5]`, text plain), and as
 * one reads them.
 */
import { badRequest } from '../errors.ts';
import { inLanguage, multilingual } from '../language.ts';
import type { FieldValues, UserField } from '../tenant/person-rows.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { parseWireTime } from '../time/wire-time.ts';

type Owner = UserField['of'];

const textLengths: Partial<Readonly<Record<UserField['kind'], number>>> = { shortText: 39, longText: 199 };

export function progIdOf({ number }: UserField): string {
  return `SuperOffice:${number}`;
}

export function textLengthOf({ kind }: UserField): number {
  return textLengths[kind] ?? 0;
}

export function fieldsOfOwner(tenant: Tenant, owner: Owner): readonly UserField[] {
  return tenant.userFields.filter((field) => field.of === owner);
}

/** All fields of an owner, also those without a value, as `CustomFields` has them. */
export function customFields(
  tenant: Tenant,
  owner: Owner,
  values: FieldValues,
  language: string | null,
): Record<string, string> {
  const entries = fieldsOfOwner(tenant, owner).flatMap((field): [string, string][] => {
    const name = progIdOf(field);
    const own: [string, string] = [name, encoded(field, values[name])];
    if (field.kind !== 'list') return [own];
    const shown = shownValue(field, values[name], language);
    return [own, [`${name}:DisplayText`, String(shown)], [`${name}:DisplayTooltip`, '']];
  });
  return Object.fromEntries(entries);
}

function encoded({ kind }: UserField, value: string | number | undefined): string {
  switch (kind) {
    case 'shortText':
    case 'longText':
      return String(value ?? '');
    case 'date':
    case 'unlimitedDate': {
      const [year, month, day] = String(value ?? '').split('-');
      return value === undefined || value === '' ? '[D:01/01/0001 00:00:00.0000000]' : `[D:${month}/${day}/${year}]`;
    }
    case 'decimal':
      return `[F:${value ?? 0}]`;
    default:
      return `[I:${value ?? 0}]`;
  }
}

/** As an archive shows it: the text of a list's item, the number, the text. Dates are told by the archive itself. */
export function shownValue(
  { kind, list }: UserField,
  value: string | number | undefined,
  language: string | null,
): string | number {
  if (kind === 'list') {
    const item = list?.items.find(({ id }) => id === value);
    return item ? inLanguage(multilingual(item.names), language) : '';
  }
  return value ?? (kind === 'number' || kind === 'decimal' ? 0 : '');
}

/**
 * The values after a save, of which the body names some; encoded or plain.
 * @throws Refusal (400) for a field that there is not, and a value that is not one of its kind
 */
export function valuesAfter(
  tenant: Tenant,
  owner: Owner,
  before: FieldValues,
  given: Readonly<Record<string, unknown>>,
): FieldValues {
  const values: Record<string, string | number> = { ...before };
  const fields = fieldsOfOwner(tenant, owner);
  for (const [name, value] of Object.entries(given)) {
    if (/:(DisplayText|DisplayTooltip|org)$/i.test(name)) continue;
    const field = fields.find((each) => progIdOf(each).toLowerCase() === name.toLowerCase());
    if (!field) throw badRequest(`There is no field ${name}.`);
    values[progIdOf(field)] = decoded(field, value);
  }
  return values;
}

function decoded(field: UserField, given: unknown): string | number {
  const name = progIdOf(field);
  const text = given === null || given === undefined ? '' : String(given);
  const bare = /^\[[A-Z]+:(.*)\]$/.exec(text)?.[1] ?? text;
  switch (field.kind) {
    case 'shortText':
    case 'longText':
      if (text.length > textLengthOf(field))
        throw badRequest(`${name} is longer than ${textLengthOf(field)} characters.`);
      return text;
    case 'date':
    case 'unlimitedDate':
      return dateIn(bare, name);
    case 'decimal':
      return numberIn(bare, name);
    case 'list':
      if (bare !== '' && bare !== '0' && !field.list?.items.some(({ id }) => id === Number(bare))) {
        throw badRequest(`${name} has no item ${bare}.`);
      }
      return numberIn(bare, name);
    case 'checkbox':
      return /^true$/i.test(bare) ? 1 : /^false$/i.test(bare) ? 0 : numberIn(bare, name);
    default:
      return numberIn(bare, name);
  }
}

function numberIn(text: string, name: string): number {
  const number = Number(text);
  if (Number.isNaN(number)) throw badRequest(`${name}: "${text}" is not a number.`);
  return number;
}

/** @returns `2026-11-24`, or empty for none */
function dateIn(text: string, name: string): string {
  const american = /^(\d\d)\/(\d\d)\/(\d{4})/.exec(text);
  if (text === '') return '';
  const date = american
    ? `${american[3]}-${american[1]}-${american[2]}`
    : new Date(parseWireTime(text).wall).toISOString().slice(0, 10);
  if (Number.isNaN(Date.parse(date))) throw badRequest(`${name}: "${text}" is not a date.`);
  return date.startsWith('0001') ? '' : date;
}
