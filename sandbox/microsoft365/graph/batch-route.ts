/**
 * @file `$batch`: up to twenty requests in one, answered in any order, each with its own status.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { DirectAnswer } from '../../kit/host.ts';
import type { Kit } from '../../kit/kit.ts';
import { errorBody, GraphError } from '../graph-error.ts';
import { callOfRequest, limitsOf, overTheLimitHeader, sendJson } from './gate.ts';

const batchRequest = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
        url: z.string().min(1),
        headers: z.record(z.string(), z.string()).optional(),
        body: z.unknown().optional(),
        dependsOn: z.array(z.string()).optional(),
      }),
    )
    .min(1),
});

type Part = z.infer<typeof batchRequest>['requests'][number];

interface PartAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const mostParts = 20;
/** So many requests of one batch are handed to the mailbox at once. */
const handedAtOnce = 4;

/** @param expireAccess brings all access tokens to their end */
export function batchRoute(app: FastifyInstance, kit: Kit, expireAccess: () => void): void {
  let served = 0;
  app.post('/v1.0/$batch', async (request, reply) => {
    const parts = readBatch(request.body);
    const unreadable = kit.switches.text('unreadableInBatch');
    if (unreadable !== '' && JSON.stringify(parts).includes(unreadable))
      throw badBatch('Invalid batch payload format.');
    const answers = new Map<string, PartAnswer>();
    let waiting = parts;
    while (waiting.length > 0) {
      const wave = waiting
        .filter((part) => (part.dependsOn ?? []).every((id) => answers.has(id)))
        .slice(0, handedAtOnce);
      for (const [place, part] of wave.entries()) {
        served += 1;
        answers.set(part.id, await answerPart(kit, request, parts, part, answers, { place, served }));
        if (served === kit.switches.number('tokensEndInBatchAfter')) expireAccess();
      }
      waiting = waiting.filter((part) => !answers.has(part.id));
    }
    return sendJson(reply, { responses: inAnyOrder(parts, answers) });
  });
}

/** @throws GraphError 400 for what is wrong with the batch as a whole */
function readBatch(body: unknown): readonly Part[] {
  const parsed = batchRequest.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badBatch(`Invalid batch payload format: ${issue?.path.join('/')} ${issue?.message}`);
  }
  const { requests } = parsed.data;
  if (requests.length > mostParts)
    throw badBatch(`Number of batch request steps exceeds the maximum value of ${mostParts}.`);
  const ids = new Set(requests.map((part) => part.id));
  if (ids.size !== requests.length) throw badBatch('Request ids have to be unique.');
  demandOrder(requests, ids);
  return requests;
}

/** Dependencies have to exist and must not go in a circle. */
function demandOrder(requests: readonly Part[], ids: ReadonlySet<string>): void {
  const settled = new Set<string>();
  for (let open = requests.length; open > 0; ) {
    for (const part of requests) {
      const needs = part.dependsOn ?? [];
      if (needs.some((id) => !ids.has(id))) throw badBatch(`Request ${part.id} depends on one that is not there.`);
      if (needs.every((id) => settled.has(id))) settled.add(part.id);
    }
    if (requests.length - settled.size === open) throw badBatch('Requests depend on each other in a circle.');
    open = requests.length - settled.size;
  }
}

async function answerPart(
  kit: Kit,
  request: FastifyRequest,
  parts: readonly Part[],
  part: Part,
  answers: ReadonlyMap<string, PartAnswer>,
  turn: { readonly place: number; readonly served: number },
): Promise<PartAnswer> {
  const failed = (part.dependsOn ?? []).some((id) => (answers.get(id)?.status ?? 500) >= 400);
  if (failed) return refused(kit, part, 424, 'FailedDependency', 'A request that this one depends on failed.');
  if (!/^\/?[^:?#]*(\?.*)?$/.test(part.url) || /^\/?\$batch/.test(part.url)) {
    return refused(kit, part, 400, 'BadRequest', `'${part.url}' is not a relative address.`);
  }
  const headers = Object.fromEntries(
    Object.entries(part.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (part.body !== undefined && !headers['content-type']?.toLowerCase().includes('json')) {
    return refused(
      kit,
      part,
      400,
      'BadRequest',
      'A request with a body needs the header Content-Type: application/json.',
    );
  }
  const answer = await kit.callInBatch(
    'graph',
    {
      method: part.method,
      url: `/v1.0/${part.url.replace(/^\//, '')}`,
      headers: {
        ...inherited(request),
        ...headers,
        ...(isOverTheLimit(kit, request, turn) ? { [overTheLimitHeader]: '1' } : {}),
      },
      ...(part.body === undefined ? {} : { payload: JSON.stringify(part.body) }),
    },
    parts.indexOf(part),
  );
  return { id: part.id, status: answer.status, ...contentOf(answer) };
}

/** What else is under way takes room from the four that a batch hands over at once. */
function isOverTheLimit(kit: Kit, request: FastifyRequest, turn: { place: number; served: number }): boolean {
  const every = kit.switches.number('batchThrottleEvery');
  if (every > 0 && turn.served % every === 0) return true;
  const others = callOfRequest(request).throttle.underWay - 1;
  return turn.place + others >= limitsOf(kit).concurrent;
}

function inherited(request: FastifyRequest): Record<string, string> {
  const { authorization } = request.headers;
  return authorization === undefined ? {} : { authorization };
}

function contentOf(answer: DirectAnswer): Pick<PartAnswer, 'headers' | 'body'> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name !== 'connection' && name !== 'content-length' && value !== undefined)
      headers[titled(name)] = String(value);
  }
  const text = answer.body.toString('utf8');
  if (text === '') return { headers };
  try {
    return { headers, body: JSON.parse(text) };
  } catch {
    return { headers, body: Buffer.from(text).toString('base64') };
  }
}

/** Header names inside a batch are written as `Retry-After`. */
function titled(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_match, dash: string, letter: string) => dash + letter.toUpperCase());
}

function refused(kit: Kit, part: Part, status: number, code: string, message: string): PartAnswer {
  const id = kit.ids.uuid();
  const date = new Date(kit.clock.now()).toISOString().slice(0, 19);
  return {
    id: part.id,
    status,
    headers: { 'Content-Type': 'application/json' },
    body: errorBody(code, message, id, id, date),
  };
}

/** Not the order of asking, and the same one in each run. */
function inAnyOrder(parts: readonly Part[], answers: ReadonlyMap<string, PartAnswer>): readonly PartAnswer[] {
  const ordered = parts.flatMap((part) => answers.get(part.id) ?? []);
  const odd = ordered.filter((_answer, index) => index % 2 === 1);
  const even = ordered.filter((_answer, index) => index % 2 === 0);
  return [...odd.reverse(), ...even];
}

function badBatch(message: string): GraphError {
  return new GraphError(400, 'BadRequest', message);
}
