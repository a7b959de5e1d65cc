/** @file What the main process and the sync process say to each other; both sides check what they are told. */
import { z } from 'zod';
import { engineEvent, runProblem } from '../../sync-core/engine/report.ts';
import { hostCalls } from './sync-host.ts';

const system = z.enum(['superoffice', 'microsoft365', 'google', 'exchange']);
const callName = z.enum(Object.keys(hostCalls) as [keyof typeof hostCalls, ...(keyof typeof hostCalls)[]]);

/** Why there is no token, as the error that the connector throws. */
const tokenFailure = z.object({
  kind: z.enum([
    'authExpired',
    'appNotApproved',
    'tenantUnavailable',
    'offline',
    'unavailable',
    'throttled',
    'nonsense',
    'cancelled',
  ]),
  message: z.string(),
  /** The error's own, see `ConnectorErrorDetails`. */
  code: z.string().exactOptional(),
});
export type TokenFailure = z.infer<typeof tokenFailure>;

export const toProcess = z.discriminatedUnion('type', [
  /** First of all. `ask` and `answer` belong together by `id`; so do `wantToken` and `token`. */
  z.object({
    type: z.literal('open'),
    storeFile: z.string(),
    installation: z.object({ id: z.string(), name: z.string() }),
  }),
  z.object({ type: z.literal('ask'), id: z.int(), call: callName, ask: z.unknown() }),
  z.object({
    type: z.literal('token'),
    id: z.int(),
    given: z.union([z.object({ token: z.string() }), z.object({ failure: tokenFailure })]),
  }),
  z.object({ type: z.literal('close') }),
]);
export type ToProcess = z.infer<typeof toProcess>;

export const fromProcess = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), id: z.int(), answer: z.unknown() }),
  z.object({ type: z.literal('failed'), id: z.int(), problem: runProblem }),
  z.object({ type: z.literal('event'), event: engineEvent }),
  z.object({ type: z.literal('wantToken'), id: z.int(), system, rejected: z.string().optional() }),
  z.object({
    type: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    facts: z.record(z.string(), z.unknown()).optional(),
  }),
]);
export type FromProcess = z.infer<typeof fromProcess>;
