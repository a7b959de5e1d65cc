/**
 * @file Which endpoint of the two contracts a request asks, and what the contract says of its answer. An endpoint that is
 * asked for different things (by other options of its address, or inside a batch) is one for each of them: the answers are
 * read by different parts of the program.
 */
import { readFileSync } from 'node:fs';
import type { Side } from '../../../sync-core/model/side.ts';

/** What generating wrong values needs to know of a place in an answer. */
export interface AnswerSchema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, AnswerSchema>>;
  readonly additionalProperties?: AnswerSchema | boolean;
  readonly items?: AnswerSchema;
  readonly $ref?: string;
  readonly anyOf?: readonly AnswerSchema[];
}

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly schema?: AnswerSchema; readonly content?: Record<string, { schema?: AnswerSchema }> }>
  >;
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Template {
  readonly name: string;
  readonly pattern: RegExp;
}

export interface Endpoint {
  readonly side: Side;
  /** `GET /me/events/{event-id} in a batch`. */
  readonly name: string;
  /** As the contract names it. */
  readonly template: string;
  /** undefined: the contract describes no body. */
  readonly schema: AnswerSchema | undefined;
}

function contract(file: string): Contract {
  return JSON.parse(readFileSync(new URL(`../../contracts/${file}`, import.meta.url), 'utf8')) as Contract;
}

const contracts: Readonly<Record<Side, Contract>> = {
  crm: contract('superoffice-openapi.json'),
  calendar: contract('graph-openapi.json'),
};
/** The sign-in host's own answer about a tenant, which no contract describes. */
const tenantState = '/api/state/{tenant}';

/** More literal ones first, so that `/Appointment/default` is not taken for an id. */
function templatesOf(side: Side): readonly Template[] {
  const names = [...Object.keys(contracts[side].paths), ...(side === 'crm' ? [tenantState] : [])];
  const parameters = (name: string) => name.split('{').length;
  return names
    .toSorted((one, other) => parameters(one) - parameters(other))
    .map((name) => {
      const literal = name.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
      return { name, pattern: new RegExp(`^${literal}/?$`, 'i') };
    });
}

const templates: Readonly<Record<Side, readonly Template[]>> = {
  crm: templatesOf('crm'),
  calendar: templatesOf('calendar'),
};

/** @param path without query, below the server or the tenant. @returns the contract's name of it */
export function templateOf(side: Side, path: string): string | undefined {
  const below = side === 'calendar' ? path.replace(/^\/v1\.0/, '') : path.replace(/^\/Cust\w+\/api(?=\/v1)/, '/api');
  return templates[side].find(({ pattern }) => pattern.test(below))?.name;
}

/** @param path with query. @throws Error for an address that the contract does not have */
export function endpointOf(side: Side, method: string, path: string, inBatch: boolean): Endpoint {
  const [bare = '', query = ''] = path.split('?');
  const template = templateOf(side, bare);
  if (template === undefined) throw new Error(`${side}: the contract has no ${method} ${bare}`);
  const options = [...new Set(new URLSearchParams(query).keys())].filter((name) => name.startsWith('$')).toSorted();
  const asked = method === 'GET' && options.length > 0 ? ` [${options.join(' ')}]` : '';
  const schema = answerSchema(side, template, method);
  return { side, name: `${method} ${template}${asked}${inBatch ? ' in a batch' : ''}`, template, schema };
}

function answerSchema(side: Side, template: string, method: string): AnswerSchema | undefined {
  const responses = contracts[side].paths[template]?.[method.toLowerCase()]?.responses ?? {};
  const [good] = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return good?.[1].schema ?? good?.[1].content?.['application/json']?.schema;
}

/** Follows references, and takes the alternative "or null" off. */
export function resolved(side: Side, schema: AnswerSchema | undefined): AnswerSchema | undefined {
  let at = schema;
  for (let hops = 0; at !== undefined && hops < 10; hops += 1) {
    if (at.anyOf) at = at.anyOf[0];
    else if (at.$ref === undefined) return at;
    else {
      let found: unknown = contracts[side];
      for (const step of at.$ref.replace('#/', '').split('/')) {
        found = (found as Record<string, unknown> | undefined)?.[step];
      }
      at = found as AnswerSchema | undefined;
    }
  }
  return at;
}

/** The schema of one property of an object. */
export function schemaOfProperty(side: Side, schema: AnswerSchema | undefined, name: string): AnswerSchema | undefined {
  const object = resolved(side, schema);
  const rest = typeof object?.additionalProperties === 'object' ? object.additionalProperties : undefined;
  return resolved(side, object?.properties?.[name] ?? rest);
}
