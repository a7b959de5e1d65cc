/**
 * @file Turns the CRM's Swagger 2.0 description into JSON schemas that can fail: closed against unknown properties, with the
 * forms of dates and times that the original is known to write.
 */
import { readFileSync } from 'node:fs';

const contractFile = new URL('../contracts/superoffice-openapi.json', import.meta.url);

interface SwaggerSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly items?: SwaggerSchema;
  readonly properties?: Readonly<Record<string, SwaggerSchema>>;
  readonly additionalProperties?: SwaggerSchema;
}

export interface SwaggerParameter {
  readonly name: string;
  readonly in: 'query' | 'path' | 'body' | 'header';
  readonly required?: boolean;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly schema?: SwaggerSchema;
}

export interface SwaggerOperation {
  readonly operationId: string;
  readonly parameters?: readonly (SwaggerParameter | { readonly $ref: string })[];
  readonly responses: Readonly<Record<string, { readonly schema?: SwaggerSchema }>>;
}

interface Swagger {
  readonly paths: Readonly<Record<string, Readonly<Record<string, SwaggerOperation>>>>;
  readonly definitions: Readonly<Record<string, SwaggerSchema>>;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Which values may be null: Swagger 2.0 cannot say it. Where not everything selected was asked for, everything may. */
export type Nulls = 'objectsAndTexts' | 'everything';

/** How a body is read: requests by names in any case, answers by names exactly as written. */
export interface SchemaForm {
  readonly nulls: Nulls;
  readonly lowerCaseNames: boolean;
}

/** No zone, `Z`, `+0100`, `+01:00` or `+1:00`; a fraction has up to seven digits. */
const dateTime = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,7})?(Z|[+-]\\d{1,2}:?\\d\\d)?$';
/** Whole days may stand before it, as .NET writes them. */
const duration = '^(\\d+\\.)?\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,7})?$';
const durations: ReadonlySet<string> = new Set(['AlarmLeadTime', 'LagTime', 'LeadTime']);
/** Flags, written as names with commas between them. */
const flags: ReadonlySet<string> = new Set(['Weekdays', 'Weekday']);

export function readSwagger(): Swagger {
  return JSON.parse(readFileSync(contractFile, 'utf8')) as Swagger;
}

function withNull(schema: JsonSchema, allowed: boolean): JsonSchema {
  return allowed ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function textSchema(schema: SwaggerSchema, name: string): JsonSchema {
  if (schema.enum && flags.has(name))
    return { type: 'string', pattern: `^(${schema.enum.join('|')})(, (${schema.enum.join('|')}))*$` };
  if (schema.enum) return { enum: schema.enum };
  if (schema.format === 'date-time') return { type: 'string', pattern: dateTime };
  return durations.has(name) ? { type: 'string', pattern: duration } : { type: 'string' };
}

/** Recorded on every carrier, also on those whose description leaves them out. */
const rightsOfCarriers: JsonSchema = {
  TableRight: { anyOf: [{ $ref: '#/definitions/SuperOffice.CRM.Security.TableRight' }, { type: 'null' }] },
  FieldProperties: { type: ['object', 'null'] },
};

function objectSchema(schema: SwaggerSchema, form: SchemaForm): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, each]) => [
    form.lowerCaseNames ? name.toLowerCase() : name,
    convert(each, form, name),
  ]);
  const additional = schema.additionalProperties;
  return {
    type: 'object',
    properties: { ...(properties.length > 0 ? rightsOfCarriers : {}), ...Object.fromEntries(properties) },
    additionalProperties: additional === undefined ? schema.properties === undefined : convert(additional, form),
  };
}

/** One Swagger schema as JSON schema. `name` is the property's, where something hangs on it. */
export function convert(schema: SwaggerSchema, form: SchemaForm, name = ''): JsonSchema {
  const everything = form.nulls === 'everything';
  if (schema.$ref !== undefined) return withNull({ $ref: schema.$ref }, true);
  switch (schema.type) {
    case 'string':
      return withNull(
        textSchema(schema, name),
        everything || (schema.enum === undefined && schema.format === undefined),
      );
    case 'array':
      return withNull({ type: 'array', items: convert(schema.items ?? {}, form, name) }, true);
    case 'object':
      return withNull(objectSchema(schema, form), true);
    case 'integer':
    case 'number':
    case 'boolean':
      return withNull({ type: schema.type }, everything);
    default:
      return {};
  }
}

/**
 * All definitions in one schema document. A row of an archive holds columns of any simple type, whatever the description
 * says about objects.
 */
export function definitionsIn(swagger: Swagger, form: SchemaForm): Record<string, JsonSchema> {
  const definitions = Object.fromEntries(
    Object.entries(swagger.definitions).map(([name, schema]) => [name, objectSchema(schema, form)]),
  );
  const page = 'SuperOffice.Services.WebApi.OData.ODataSlimResponse';
  const cell = { type: ['string', 'number', 'boolean', 'null', 'object'] };
  const row = {
    type: 'object',
    required: ['PrimaryKey', 'EntityName'],
    properties: { PrimaryKey: { type: ['string', 'number'] }, EntityName: { type: 'string' } },
    additionalProperties: cell,
  };
  definitions[page] = {
    type: 'object',
    required: ['value'],
    properties: {
      'odata.metadata': { type: 'string' },
      'odata.nextLink': { type: ['string', 'null'] },
      'odata.count': { type: ['string', 'number', 'null'] },
      value: { type: 'array', items: row },
    },
    additionalProperties: false,
  };
  return definitions;
}

/** All names of a value in lower case, however deep: the original reads requests without regard to case. */
export function lowerCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name.toLowerCase(), lowerCased(each)]));
}
