/**
 * @file User-defined fields: their values in the encoding of `CustomFields` (`[I:4]`, `[D:11/30/2026]`, `[F:1.5]`, text plain), and as
 * one reads them.
 */
import { inLanguage, multilingual } from '../language.ts';
import type { FieldValues, UserField } from '../tenant/person-rows.ts';
import type { Tenant } from '../tenant/tenant.ts';

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
