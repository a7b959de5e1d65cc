/**
 * @file The checker for Google: the discovery documents in `tests/contracts`. Bodies are closed against properties that are not
 * described, in requests and answers: the original may add some, our client and the sandbox may not.
 */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type ContractChecker, type Exchange, nameOf, type Violation } from './contract-checker.ts';

interface Parameter {
  readonly location: 'path' | 'query';
  readonly required?: boolean;
  readonly repeated?: boolean;
  readonly type: string;
  /** What a path parameter with slashes looks like. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

interface Method {
  readonly httpMethod: string;
  readonly path: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly request?: { readonly $ref: string };
  readonly response?: { readonly $ref: string };
}

interface Resource {
  readonly methods?: Readonly<Record<string, Method>>;
  readonly resources?: Readonly<Record<string, Resource>>;
}

interface Discovery extends Resource {
  readonly id: string;
  readonly servicePath: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly schemas: Readonly<Record<string, object>>;
}

interface Route {
  readonly method: Method;
  readonly pattern: RegExp;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Address of the schemas' document. */
  readonly document: string;
}

type Found = Omit<Violation, 'exchange'>;

const documents = ['google-calendar-v3', 'google-people-v1', 'google-tasks-v1'];
/** Formats that are strings on the wire and mean nothing to the library. */
const foreignFormats = new Set(['int32', 'uint32', 'int64', 'google-datetime', 'google-fieldmask', 'byte']);

/** Beside a time zone a moment needs no offset. */
const formats: Readonly<Record<string, string>> = { 'date-time': 'iso-date-time' };

/** A checker that is ready to use. Validators are compiled as they are needed. */
export function createGoogleChecker(): ContractChecker {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const routes = documents.flatMap((name) => {
    const discovery = read(name);
    ajv.addSchema({ $id: name, definitions: Object.fromEntries(definitionsOf(discovery)) });
    return routesOf(discovery, name);
  });
  const compiled = new Map<string, ValidateFunction>();
  const errors = (part: Found['part'], route: Route, schema: string, body: unknown): Found[] => {
    const reference = `${route.document}#/definitions/${schema}`;
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
    compiled.set(reference, validate);
    if (validate(part === 'request' ? withoutNulls(body) : body)) return [];
    return (validate.errors ?? []).map((error) => ({
      part,
      at: error.instancePath,
      message: `${error.message ?? 'is wrong'} ${JSON.stringify(error.params)}`,
    }));
  };
  return {
    check: (exchange) => {
      const [path = '', query = ''] = exchange.path.split(/\?(.*)/s);
      if (!/^\/(calendar\/v3|tasks\/v1|v1\/(people|contactGroups))/.test(path)) return null;
      const name = nameOf(exchange);
      const route = routes.find(({ method, pattern }) => method.httpMethod === exchange.method && pattern.test(path));
      if (!route) return [{ exchange: name, part: 'request', at: '', message: 'is an address that is not described' }];
      const { request, response } = route.method;
      const found = [
        ...checkQuery(route, query),
        ...checkBody('request', request?.$ref, exchange.requestBody, (schema, body) =>
          errors('request', route, schema, body),
        ),
        ...checkAnswer(exchange, response?.$ref, (schema, body) => errors('answer', route, schema, body)),
      ];
      return found.map((each) => ({ exchange: name, ...each }));
    },
  };
}

type Check = (schema: string, body: unknown) => Found[];

function checkBody(part: Found['part'], schema: string | undefined, body: unknown, check: Check): Found[] {
  const empty = body === null || body === undefined || body === '';
  if (schema === undefined) return empty ? [] : [{ part, at: '', message: 'has a body that is not described' }];
  return empty ? [{ part, at: '', message: 'lacks its body' }] : check(schema, body);
}

function checkAnswer({ status, responseBody }: Exchange, schema: string | undefined, check: Check): Found[] {
  if (status === null || status === 304) return [];
  if (status < 400) return checkBody('answer', schema, responseBody, check);
  const { error } = (responseBody ?? {}) as { error?: { code?: unknown; message?: unknown } };
  const good = error?.code === status && typeof error.message === 'string';
  return good ? [] : [{ part: 'answer', at: '', message: 'is not an error as Google writes it' }];
}

function checkQuery(route: Route, query: string): Found[] {
  const given = [...new URLSearchParams(query)];
  const wrong = given.flatMap(([name, value]): Found[] => {
    const parameter = route.parameters[name];
    const at = `/query/${name}`;
    if (parameter?.location !== 'query') return [{ part: 'request', at, message: 'is not described' }];
    const several = given.filter(([other]) => other === name).length > 1 && !parameter.repeated;
    if (several) return [{ part: 'request', at, message: 'stands there more than once' }];
    return fits(parameter, value) ? [] : [{ part: 'request', at, message: `cannot be ${value}` }];
  });
  const missing = Object.entries(route.parameters)
    .filter(([name, each]) => each.location === 'query' && each.required && !given.some(([other]) => other === name))
    .map(([name]): Found => ({ part: 'request', at: `/query/${name}`, message: 'is required' }));
  return [...wrong, ...missing];
}

function fits(parameter: Parameter, value: string): boolean {
  if (parameter.enum) return parameter.enum.includes(value);
  if (parameter.type === 'integer') return /^-?\d+$/.test(value);
  return parameter.type !== 'boolean' || /^(true|false)$/.test(value);
}

function read(name: string): Discovery {
  return JSON.parse(readFileSync(new URL(`../contracts/${name}.json`, import.meta.url), 'utf8')) as Discovery;
}

/** More literal paths first, so that `/events/import` is not taken for an id. */
function routesOf(discovery: Discovery, document: string): Route[] {
  const all = (resource: Resource): Method[] => [
    ...Object.values(resource.methods ?? {}),
    ...Object.values(resource.resources ?? {}).flatMap(all),
  ];
  return all(discovery)
    .sort((one, other) => namesIn(one) - namesIn(other) || other.path.length - one.path.length)
    .map((method) => {
      const pattern = method.path
        .replace(/[.*?^$()|[\]\\]/g, '\\$&')
        .replace(/\{\+([^}]+)\}/g, (_, name: string) =>
          (method.parameters?.[name]?.pattern ?? '.+?').replace(/^\^|\$$/g, ''),
        )
        .replace(/\{[^}]+\}/g, '[^/]+');
      return {
        method,
        document,
        pattern: new RegExp(`^/${discovery.servicePath}${pattern}$`),
        parameters: { ...discovery.parameters, ...method.parameters },
      };
    });
}

function namesIn({ path }: Method): number {
  return path.split('{').length;
}

function definitionsOf({ schemas }: Discovery): [string, unknown][] {
  return Object.entries(schemas).map(([name, schema]) => [name, converted(schema)]);
}

/** A discovery schema (in the manner of JSON Schema 3) as one of today. */
function converted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(converted);
  if (typeof schema !== 'object' || schema === null) return schema;
  const {
    $ref,
    type,
    format,
    properties,
    items,
    additionalProperties,
    enum: values,
  } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') return { $ref: `#/definitions/${$ref}` };
  const own = Object.entries((properties ?? {}) as object).map(([name, each]) => [name, converted(each)]);
  const closed = type === 'object' && additionalProperties === undefined ? false : converted(additionalProperties);
  return {
    ...(type === 'any' ? {} : { type }),
    ...(typeof format === 'string' && !foreignFormats.has(format) ? { format: formats[format] ?? format } : {}),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(own) }),
    ...(items === undefined ? {} : { items: converted(items) }),
    ...(type === 'object' ? { additionalProperties: closed } : {}),
    ...(values === undefined ? {} : { enum: values }),
  };
}

/** With null a PATCH takes a property away; the description does not speak of it. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutNulls(each)]));
}
