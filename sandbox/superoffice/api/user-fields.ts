/**
 * @file The definitions of user-defined fields, as they are published.
 */
import type { FastifyInstance } from 'fastify';
import { inLanguage, multilingual } from '../language.ts';
import { fieldsOfOwner, progIdOf, textLengthOf } from '../person/field-values.ts';
import type { UserField } from '../tenant/person-rows.ts';
import type { ApiParts, Caller } from './request-context.ts';

const owners = [
  ['Person', 'person'],
  ['Contact', 'company'],
] as const;
const typeNames: Readonly<Record<UserField['kind'], string>> = {
  number: 'Number',
  shortText: 'ShortText',
  longText: 'LongText',
  date: 'Date',
  unlimitedDate: 'UnlimitedDate',
  checkbox: 'Checkbox',
  list: 'List',
  decimal: 'Decimal',
};

export function addUserFields(api: FastifyInstance, { tenant }: ApiParts): void {
  for (const [entity, owner] of owners) {
    api.get(`/${entity}/UdefLayout/Published`, (request) =>
      fieldsOfOwner(tenant, owner).map((field) => definition(field, entity, request.caller)),
    );
  }
}

function definition(field: UserField, entity: string, { language }: Caller): Record<string, unknown> {
  const label = inLanguage(multilingual(field.labels), language);
  return {
    UDefFieldId: (field.of === 'person' ? 60 : 40) + field.number,
    ColumnId: field.number,
    FieldDefault: '',
    FieldHeight: 21,
    FieldLabel: label,
    FieldLeft: 0,
    FieldTop: 0,
    FieldType: typeNames[field.kind],
    FieldWidth: 150,
    FormatMask: '',
    HideLabel: false,
    IsIndexed: false,
    ListTableId: field.list ? 340 : 0,
    IsMandatory: false,
    Type: entity,
    ProgId: progIdOf(field),
    IsReadOnly: false,
    ShortLabel: label,
    TabOrder: field.number,
    TextLength: textLengthOf(field),
    Tooltip: '',
    UDListDefinitionId: field.list?.id ?? 0,
    Justification: 'Left',
    Version: 1,
    TemplateVariableName: `${field.of.slice(0, 1)}${field.number}`,
    HasBeenPublished: true,
    MdoListName: field.list ? 'udlist' : '',
    TableRight: null,
    FieldProperties: {},
  };
}
