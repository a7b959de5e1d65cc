/** @file The checker for SuperOffice: `tests/contracts/superoffice-openapi.json`, for requests and answers. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type ContractChecker, type Exchange, nameOf, type Violation } from './contract-checker.ts';
import {
  convert,
  definitionsIn,
  type JsonSchema,
  lowerCased,
  type Nulls,
  readSwagger,
  type SchemaForm,
  type SwaggerOperation,
  type SwaggerParameter,
} from './superoffice-schemas.ts';

interface Route {
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly operation: SwaggerOperation;
}

type Found = Omit<Violation, 'exchange'>;

/** Errors that any address may answer with, whether the description lists them or not. */
const generalErrors: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 412, 421, 429, 500, 502, 503, 504]);
const patchOperations = ['add', 'replace', 'remove', 'test'];

/** More literal templates first, so that `/Appointment/default` is not taken for an id. */
function readRoutes(paths: Readonly<Record<string, Readonly<Record<string, SwaggerOperation>>>>): Route[] {
  const routes = Object.entries(paths).flatMap(([template, operations]) => {
    const body = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '([^/]+)');
    const pattern = new RegExp(`^/[^/]+${body}/?$`, 'i');
    return Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      template,
      pattern,
      operation,
    }));
  });
  const parameters = (route: Route): number => route.template.split('{').length;
  return routes.sort((one, other) => parameters(one) - parameters(other));
}

function ownParameters(operation: SwaggerOperation): SwaggerParameter[] {
  return (operation.parameters ?? []).filter((each): each is SwaggerParameter => !('$ref' in each));
}

function isEmpty(body: unknown): boolean {
  return body === null || body === undefined || body === '';
}

function fits(parameter: SwaggerParameter, value: string): boolean {
  if (parameter.enum) return parameter.enum.some((each) => each.toLowerCase() === value.toLowerCase());
  if (parameter.type === 'integer') return /^-?\d+$/.test(value);
  return parameter.type !== 'boolean' || /^(true|false)$/i.test(value);
}

function checkQuery(route: Route, query: string): Found[] {
  const parameters = ownParameters(route.operation).filter((each) => each.in === 'query');
  const given = [...new URLSearchParams(query)];
  const unknown = given
    .filter(([name]) => !parameters.some((each) => each.name.toLowerCase() === name.toLowerCase()))
    .map(([name]) => ({
      part: 'request' as const,
      at: `/query/${name}`,
      message: 'is a parameter that is not described',
    }));
  const wrong = parameters.flatMap((parameter) => {
    const value = given.find(([name]) => name.toLowerCase() === parameter.name.toLowerCase())?.[1];
    const at = `/query/${parameter.name}`;
    if (value === undefined) {
      return parameter.required ? [{ part: 'request' as const, at, message: 'is a required parameter' }] : [];
    }
    return fits(parameter, value)
      ? []
      : [{ part: 'request' as const, at, message: `is not a ${parameter.type}: ${value}` }];
  });
  return [...unknown, ...wrong];
}

/** Path parameters in the order of the template. */
function checkPath(route: Route, path: string): Found[] {
  const names = [...route.template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  const values = route.pattern.exec(path)?.slice(1) ?? [];
  const parameters = ownParameters(route.operation);
  return names.flatMap((name, index) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
    const value = decodeURIComponent(values[index] ?? '');
    if (parameter === undefined || fits(parameter, value)) return [];
    return [{ part: 'request' as const, at: `/path/${name}`, message: `is not a ${parameter.type}: ${value}` }];
  });
}

/** One schema document for one direction, and validators into it. */
function createValidators(form: SchemaForm) {
  const swagger = readSwagger();
  const ajv = new Ajv({ strict: false, allErrors: true });
  const document = { $id: 'superoffice', definitions: definitionsIn(swagger, form) };
  ajv.addSchema(document);
  const compiled = new Map<string, ValidateFunction>();
  return {
    document,
    errors(key: string, schema: () => JsonSchema, value: unknown): readonly ErrorObject[] {
      const validate =
        compiled.get(key) ?? ajv.compile(JSON.parse(JSON.stringify(schema()).replaceAll('"#/', '"superoffice#/')));
      compiled.set(key, validate);
      return validate(value) ? [] : (validate.errors ?? []);
    },
  };
}

function toFound(part: Found['part'], errors: readonly ErrorObject[], at = ''): Found[] {
  const meant = errors.filter((error) => error.keyword !== 'anyOf' && error.params['type'] !== 'null');
  return meant.map((error) => ({
    part,
    at: `${at}${error.instancePath}`,
    message: `${error.message ?? 'is wrong'} ${JSON.stringify(error.params)}`,
  }));
}

/** Follows a JSON Patch path through the entity's schema; null: there is no such property. */
function schemaAt(
  document: { definitions: Record<string, JsonSchema> },
  entity: string,
  path: string,
): JsonSchema | null {
  const steps = path
    .toLowerCase()
    .split('/')
    .filter((step) => step !== '');
  let current: JsonSchema | null = { $ref: entity };
  for (const step of steps) {
    const resolved: JsonSchema | null = current === null ? null : resolve(document, current);
    if (resolved === null) return null;
    const properties = (resolved['properties'] ?? {}) as Record<string, JsonSchema>;
    const additional: unknown = resolved['additionalProperties'];
    current =
      resolved['type'] === 'array'
        ? (resolved['items'] as JsonSchema)
        : (properties[step] ?? (typeof additional === 'object' ? (additional as JsonSchema) : null));
  }
  return steps.length === 0 ? null : current;
}

/** Takes the alternative "or null" and references off a schema. */
function resolve(document: { definitions: Record<string, JsonSchema> }, schema: JsonSchema): JsonSchema | null {
  const alternatives = schema['anyOf'] as JsonSchema[] | undefined;
  const inner = alternatives?.[0] ?? schema;
  const reference = inner['$ref'];
  if (typeof reference !== 'string') return inner;
  return document.definitions[reference.replace('#/definitions/', '')] ?? null;
}

/** A checker that is ready to use. Validators are compiled as they are needed. */
export function createSuperOfficeChecker(): ContractChecker {
  const swagger = readSwagger();
  const routes = readRoutes(swagger.paths);
  const requests = createValidators({ nulls: 'objectsAndTexts', lowerCaseNames: true });
  const answers = {
    whole: createValidators({ nulls: 'objectsAndTexts', lowerCaseNames: false }),
    selected: createValidators({ nulls: 'everything', lowerCaseNames: false }),
  };

  const checkPatch = (route: Route, body: readonly unknown[]): Found[] => {
    const entity = entityOf(route);
    return body.flatMap((each, index) => {
      const { op, path, value } = (each ?? {}) as { op?: unknown; path?: unknown; value?: unknown };
      const at = `/${index}`;
      if (typeof op !== 'string' || !patchOperations.includes(op)) {
        return [{ part: 'request' as const, at: `${at}/op`, message: `is not one of ${patchOperations.join(', ')}` }];
      }
      const target = typeof path === 'string' ? schemaAt(requests.document, entity, path) : null;
      if (target === null) {
        return [{ part: 'request' as const, at: `${at}/path`, message: `names no property: ${String(path)}` }];
      }
      if (op === 'remove') return [];
      const key = `${route.operation.operationId} ${String(path).toLowerCase()}`;
      return toFound(
        'request',
        requests.errors(key, () => target, lowerCased(value)),
        `${at}/value`,
      );
    });
  };

  const checkRequestBody = (route: Route, body: unknown): Found[] => {
    const parameter = ownParameters(route.operation).find((each) => each.in === 'body');
    if (isEmpty(body)) {
      return parameter?.required ? [{ part: 'request', at: '', message: 'lacks its body' }] : [];
    }
    if (parameter === undefined) return [{ part: 'request', at: '', message: 'has a body that is not described' }];
    if (route.method === 'PATCH' && Array.isArray(body)) return checkPatch(route, body);
    const schema = route.method === 'PATCH' ? { $ref: entityOf(route) } : (parameter.schema ?? {});
    const form: SchemaForm = { nulls: 'objectsAndTexts', lowerCaseNames: true };
    const errors = requests.errors(route.operation.operationId, () => convert(schema, form), lowerCased(body));
    return toFound('request', errors);
  };

  const checkAnswer = (route: Route, exchange: Exchange, query: string): Found[] => {
    const { status, responseBody } = exchange;
    if (status === null) return [];
    const described = route.operation.responses[String(status)];
    if (status >= 400) return checkError(status, responseBody, described !== undefined);
    if (described === undefined) {
      return [{ part: 'answer', at: '', message: `has status ${status}, which is not described` }];
    }
    if (described.schema === undefined) {
      return isEmpty(responseBody) ? [] : [{ part: 'answer', at: '', message: `has a body with status ${status}` }];
    }
    const { schema } = described;
    if (schema.type === 'file') return [];
    const selected = new URLSearchParams(query.toLowerCase()).has('$select');
    const nulls: Nulls = selected ? 'everything' : 'objectsAndTexts';
    const errors = answers[selected ? 'selected' : 'whole'].errors(
      `${route.operation.operationId} ${status}`,
      () => requireValue(convert(schema, { nulls, lowerCaseNames: false })),
      responseBody,
    );
    return toFound('answer', errors);
  };

  return {
    check: (exchange) => {
      const [path = '', query = ''] = exchange.path.split(/\?(.*)/s);
      if (!/^\/[^/]+\/api\/v1\//i.test(path)) return null;
      const exchangeName = nameOf(exchange);
      const route = routes.find((each) => each.method === exchange.method && each.pattern.test(path));
      if (route === undefined) {
        return [{ exchange: exchangeName, part: 'request', at: '', message: 'is an address that is not described' }];
      }
      return [
        ...checkPath(route, path),
        ...checkQuery(route, query),
        ...checkRequestBody(route, exchange.requestBody),
        ...checkAnswer(route, exchange, query),
      ].map((found) => ({ exchange: exchangeName, ...found }));
    },
  };
}

/** A whole answer is never null, though its parts may be. */
function requireValue(schema: JsonSchema): JsonSchema {
  return (schema['anyOf'] as JsonSchema[] | undefined)?.[0] ?? schema;
}

/** The entity that a PATCH changes: what the same address answers. */
function entityOf(route: Route): string {
  const reference = route.operation.responses['200']?.schema?.$ref;
  if (reference === undefined) throw new RangeError(`${route.template} has no entity to patch`);
  return reference;
}

/** Errors come as an object in the original's form, as plain text, or without a body. */
function checkError(status: number, body: unknown, described: boolean): Found[] {
  if (!described && !generalErrors.has(status)) {
    return [{ part: 'answer', at: '', message: `has status ${status}, which is not described` }];
  }
  if (isEmpty(body) || typeof body === 'string') return [];
  const { Error: failed, ErrorType: type, ErrorMessage: message } = body as Record<string, unknown>;
  const good = failed === true && typeof type === 'string' && typeof message === 'string';
  return good ? [] : [{ part: 'answer', at: '', message: 'is not an error as the original writes it' }];
}
