/** @file The checker for Microsoft Graph: `tests/contracts/graph-openapi.json`, which is closed against unknown properties. */
import { readFileSync } from 'node:fs';
import addFormats from 'ajv-formats';
import { type Document, OpenAPIBackend, type Operation } from 'openapi-backend';
import { type ContractChecker, type Exchange, nameOf, type Violation } from './contract-checker.ts';

const contractFile = new URL('../contracts/graph-openapi.json', import.meta.url);
const versionRoot = '/v1.0';
const media = '/$value';
const escaped = '/media-value';

interface PathItem {
  readonly get?: object;
}

interface BatchRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

interface BatchResponse {
  readonly id: string;
  readonly status: number;
  readonly body?: unknown;
}

/**
 * The router of the library does not see a parameter inside brackets: each value of it becomes a path of its own. It takes a
 * `$` for the end of the path.
 */
function definition(): Document {
  const { paths, ...rest } = JSON.parse(readFileSync(contractFile, 'utf8')) as { paths: Record<string, PathItem> };
  const entries = Object.entries(paths).flatMap(([path, item]): [string, PathItem][] => {
    if (path.endsWith(media)) return [[`${path.slice(0, -media.length)}${escaped}`, item]];
    if (!path.includes("'{TimeZoneStandard}'")) return [[path, item]];
    return ['Iana', 'Windows'].map((standard) => [
      path.replace('{TimeZoneStandard}', standard),
      { get: { ...item.get, operationId: `get_me_outlook_supportedTimeZones_${standard}` } },
    ]);
  });
  return { ...rest, paths: Object.fromEntries(entries) } as unknown as Document;
}

function isEmpty(body: unknown): boolean {
  return body === null || body === undefined || body === '';
}

/** Whether an answer with this status has a body. */
function hasContent({ responses }: Operation, status: number): boolean {
  const response = responses?.[status];
  return status !== 204 && (response === undefined || 'content' in response);
}

/** A checker that is ready to use. Validators are compiled as they are needed. */
export async function createGraphChecker(): Promise<ContractChecker> {
  const api = new OpenAPIBackend({
    definition: definition(),
    quick: true,
    ajvOpts: { strict: false, allErrors: true },
    customizeAjv: (ajv) => {
      addFormats.default(ajv as never);
      return ajv;
    },
  });
  await api.init();

  const checkOne = (exchange: Exchange, path: string): Violation[] => {
    const name = nameOf(exchange);
    const request = {
      method: exchange.method,
      path: path.endsWith(media) ? `${path.slice(0, -media.length)}${escaped}` : path,
      headers: { ...exchange.requestHeaders },
      ...(isEmpty(exchange.requestBody) ? {} : { body: exchange.requestBody }),
    };
    const operation = api.matchOperation(request);
    if (operation?.operationId === undefined) {
      return [{ exchange: name, part: 'request', at: '', message: 'is an address that Graph does not have' }];
    }
    const inRequest = api.validateRequest(request, operation).errors ?? [];
    const inAnswer =
      exchange.status === null || (isEmpty(exchange.responseBody) && !hasContent(operation, exchange.status))
        ? []
        : (api.validateResponse(exchange.responseBody, operation, exchange.status).errors ?? []);
    return [
      ...inRequest.map((error) => ({ part: 'request' as const, error })),
      ...inAnswer.map((error) => ({ part: 'answer' as const, error })),
    ].map(({ part, error }) => ({
      exchange: name,
      part,
      at: error.instancePath,
      message: `${error.message ?? 'is wrong'} ${JSON.stringify(error.params)}`,
    }));
  };

  const checkBatch = (exchange: Exchange): Violation[] => {
    const requests = (exchange.requestBody as { requests?: BatchRequest[] } | null)?.requests ?? [];
    const responses = (exchange.responseBody as { responses?: BatchResponse[] } | null)?.responses ?? [];
    return requests.flatMap((request) => {
      const response = responses.find((each) => each.id === request.id);
      const inside: Exchange = {
        method: request.method,
        path: `${versionRoot}/${request.url.replace(/^\//, '')}`,
        requestHeaders: lowerCaseNames(request.headers ?? {}),
        requestBody: request.body,
        status: response?.status ?? null,
        responseBody: response?.body,
      };
      const unanswered: Violation[] =
        exchange.status === 200 && response === undefined
          ? [{ exchange: nameOf(inside), part: 'answer', at: '', message: `request ${request.id} has no answer` }]
          : [];
      return [...unanswered, ...checkOne(inside, inside.path.slice(versionRoot.length))];
    });
  };

  return {
    check: (exchange) => {
      if (!exchange.path.startsWith(`${versionRoot}/`)) return null;
      const violations = checkOne(exchange, exchange.path.slice(versionRoot.length));
      return exchange.path === `${versionRoot}/$batch` ? [...violations, ...checkBatch(exchange)] : violations;
    },
  };
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
