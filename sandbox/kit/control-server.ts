/**
 * @file The control of a system by HTTP, for tests in another process and for trying out by hand.
 *
 * `GET /control`, `/control/journal?since=N`, `/control/mails`, `/control/switches`, `/control/state`;
 * `POST /control/fault|clearFaults|clearJournal|set|advance|expireAccessTokens|revokeSignIn|expireCursors|load|restore`, and
 * each of the system's own operations by its name, always with the argument as JSON body.
 */
import Fastify, { type FastifyInstance } from 'fastify';
import type { SampleWorld } from '../sample/world.ts';
import type { Switches, SwitchValue } from './switches.ts';
import type { Fault, SandboxSystem } from './system.ts';

type Operation = (argument: never) => unknown;

export function createControlServer(
  system: SandboxSystem,
  operations: Readonly<Record<string, Operation>>,
  switches: Switches,
): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 256 * 1024 * 1024 });
  const own = ownOperations(system);
  const all = new Map<string, Operation>([...Object.entries(own), ...Object.entries(operations)]);
  app.get('/control', () => ({ ...system.describe(), operations: [...all.keys()], now: system.control.clock.now() }));
  app.get<{ Querystring: { since?: string } }>('/control/journal', (request) =>
    system.control.journal(Number(request.query.since ?? 0)),
  );
  app.get('/control/mails', () => system.control.mails());
  app.get('/control/switches', () => switches.all());
  app.get('/control/state', () => system.save());
  app.post<{ Params: { name: string } }>('/control/:name', async (request, reply) => {
    const operation = all.get(request.params.name);
    if (!operation) {
      return reply
        .code(404)
        .send({ error: `No control is named "${request.params.name}". Known: ${[...all.keys()].join(', ')}.` });
    }
    const result = await operation(request.body as never);
    return reply.send({ result: result ?? null });
  });
  app.setErrorHandler((error: Error, _request, reply) => {
    reply.code(400).send({ error: error.message });
  });
  return app;
}

/** The functions of `SystemControl` and of the system, each with one argument. */
function ownOperations(system: SandboxSystem): Readonly<Record<string, Operation>> {
  const { control } = system;
  return {
    fault: (fault: Fault) => control.fault(fault),
    clearFaults: () => control.clearFaults(),
    clearJournal: () => control.clearJournal(),
    set: ({ name, value }: { name: string; value: SwitchValue }) => control.set(name, value),
    advance: ({ milliseconds }: { milliseconds: number }) => control.clock.advance(milliseconds),
    expireAccessTokens: () => control.expireAccessTokens(),
    revokeSignIn: ({ userName }: { userName: string }) => control.revokeSignIn(userName),
    expireCursors: () => control.expireCursors(),
    load: (world: SampleWorld) => system.load(world),
    restore: (state: unknown) => system.restore(state),
  };
}
