import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SystemDescription } from '../../sandbox/kit/system.ts';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const running = new Set<ChildProcess>();
let folder = '';

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function start(...args: string[]) {
  const child = spawn(process.execPath, ['sandbox/command.ts', ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    errors += data;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code, output, errors });
    });
  });
  const firstLine = new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  return {
    child,
    ended,
    /** The systems of its one line; fails with what it said when it ends instead. */
    systems: async (): Promise<SystemDescription[]> => {
      const line = await Promise.race([
        firstLine,
        ended.then(({ errors: said }) => {
          throw new Error(`The sandbox ended: ${said}`);
        }),
      ]);
      return (JSON.parse(line) as { systems: SystemDescription[] }).systems;
    },
    stop: async (signal: 'SIGINT' | 'SIGTERM' = 'SIGTERM'): Promise<Ended> => {
      child.kill(signal);
      return ended;
    },
  };
}

const byName = (systems: readonly SystemDescription[], name: string): SystemDescription => {
  const found = systems.find((system) => system.system === name);
  if (found === undefined) throw new Error(`${name} is not among the systems`);
  return found;
};

/** What any program with the printed token would send. */
async function ask(
  url: string,
  system: SystemDescription,
  init: RequestInit = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { authorization: `Bearer ${system.users[0]?.accessToken}`, 'content-type': 'application/json' };
  const response = await fetch(url, { ...init, headers });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

const crmRoot = (system: SystemDescription): string => `${system.addresses['api']}/Cust70001/api/v1`;
const graphRoot = (system: SystemDescription): string => `${system.addresses['graph']}/v1.0`;
const event = {
  subject: 'Bleibt erhalten',
  start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
};

describe('the sandbox command', () => {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sandbox-command-'));
  });
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('starts all systems, and lets a foreign program in with what it prints', async () => {
    const sandbox = start('--size', 'small');
    const systems = await sandbox.systems();
    expect(systems.map((system) => system.system)).toEqual(['superoffice', 'microsoft365', 'google', 'exchange']);
    for (const { system, users, clientId, addresses } of systems) {
      expect(users[0]).toMatchObject({ userName: 'mara.wendt@nordlicht.example', displayName: 'Mara Wendt' });
      // Exchange Server takes passwords, and knows no applications.
      const registered = system === 'exchange' ? [] : [users[0]?.refreshToken, clientId];
      expect([users[0]?.password, users[0]?.accessToken, ...registered].every(Boolean)).toBe(true);
      expect(Object.values(addresses).every((address) => address.startsWith('http://127.0.0.1:'))).toBe(true);
    }
    const crm = byName(systems, 'superoffice');
    const calendar = byName(systems, 'microsoft365');
    expect(await ask(`${crmRoot(crm)}/User/currentPrincipal`, crm)).toMatchObject({
      status: 200,
      body: { AssociateId: 12 },
    });
    expect(await ask(`${graphRoot(calendar)}/me`, calendar)).toMatchObject({
      status: 200,
      body: { displayName: 'Mara Wendt' },
    });
    expect((await ask(`${crm.addresses['control']}/control/journal`, crm)).status).toBe(200);
    const { code, output, errors } = await sandbox.stop('SIGINT');
    expect({ code, lines: output.trimEnd().split('\n').length, errors }).toEqual({ code: 0, lines: 1, errors: '' });
  });

  it('starts only what it is told to, where it is told to', async () => {
    const first = await freePortsFrom(3);
    const sandbox = start(
      'microsoft365',
      '--size',
      'small',
      '--port',
      String(first),
      '--switch',
      'accessTokenSeconds=77',
    );
    const systems = await sandbox.systems();
    expect(systems.map((system) => system.system)).toEqual(['microsoft365']);
    expect(Object.values(systems[0]?.addresses ?? {})[0]).toBe(`http://127.0.0.1:${first}`);
    const switches = await fetch(`${systems[0]?.addresses['control']}/control/switches`);
    expect(await switches.json()).toMatchObject({ accessTokenSeconds: 77 });
    expect((await sandbox.stop()).code).toBe(0);
  });

  it('puts the servers of all systems on ports in a row', async () => {
    const first = await freePortsFrom(10);
    const sandbox = start('--size', 'small', '--port', String(first));
    const systems = await sandbox.systems();
    const ports = systems.flatMap(({ addresses }) =>
      Object.values(addresses).map((address) => Number(new URL(address).port)),
    );
    expect(ports).toEqual(ports.map((_, index) => first + index));
    await sandbox.stop();
  });

  it('gives the same ids, tokens and data for the same seed', async () => {
    const args = ['microsoft365', '--size', 'small', '--today', '2026-11-23', '--seed'];
    const sandboxes = ['7', '7', '8'].map((seed) => start(...args, seed));
    const seen = await Promise.all(
      sandboxes.map(async (sandbox) => {
        const calendar = byName(await sandbox.systems(), 'microsoft365');
        const { body } = await ask(`${graphRoot(calendar)}/me/events?$top=3&$select=id,subject`, calendar);
        return JSON.stringify([calendar.users, body['value']]);
      }),
    );
    expect(seen[1]).toBe(seen[0]);
    expect(seen[2]).not.toBe(seen[0]);
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
  });

  it('keeps what was changed, and the tokens, from one start to the next', async () => {
    const data = path.join(folder, 'sandbox.json');
    const before = start('--size', 'small', '--data', data);
    const first = await before.systems();
    const calendar = byName(first, 'microsoft365');
    const crm = byName(first, 'superoffice');
    const created = await ask(`${graphRoot(calendar)}/me/events`, calendar, {
      method: 'POST',
      body: JSON.stringify(event),
    });
    const saved = await ask(`${crmRoot(crm)}/Appointment`, crm, {
      method: 'POST',
      body: JSON.stringify({ Title: 'Bleibt', StartDate: '2026-12-01T09:00:00', EndDate: '2026-12-01T10:00:00' }),
    });
    expect([created.status, saved.status]).toEqual([201, 200]);
    expect((await before.stop()).code).toBe(0);

    const after = start('--size', 'small', '--data', data);
    const second = await after.systems();
    const event2 = `${graphRoot(byName(second, 'microsoft365'))}/me/events/${encodeURIComponent(String(created.body['id']))}`;
    const appointment = `${crmRoot(byName(second, 'superoffice'))}/Appointment/${saved.body['AppointmentId']}`;
    expect(await ask(event2, calendar)).toMatchObject({ status: 200, body: { subject: 'Bleibt erhalten' } });
    expect(await ask(appointment, crm)).toMatchObject({ status: 200, body: { Title: 'Bleibt' } });
    expect((await after.stop()).code).toBe(0);
  });

  it('writes its state while it runs, so that a crash loses seconds at most', async () => {
    const data = path.join(folder, 'sandbox.json');
    const sandbox = start('microsoft365', '--size', 'small', '--data', data);
    const calendar = byName(await sandbox.systems(), 'microsoft365');
    await ask(`${graphRoot(calendar)}/me/events`, calendar, { method: 'POST', body: JSON.stringify(event) });
    await expect.poll(() => readFileSync(data, 'utf8'), { timeout: 20_000, interval: 200 }).toContain(event.subject);
    sandbox.child.kill('SIGKILL');
    await sandbox.ended;
  });

  it.each([
    ['an unknown system', ['outlook'], /'outlook' is invalid.*superoffice, microsoft365, google/],
    ['an unknown option', ['--sise', 'small'], /unknown option '--sise'/],
    ['an unknown size', ['--size', 'huge'], /small, sample, large/],
    ['a seed that is no number', ['--seed', 'x'], /whole number/],
    ['a port that is none', ['--port', '70000'], /whole number from 1 to 65000/],
    ['a day that is none', ['--today', 'tomorrow'], /a day like 2026-11-23/],
    ['a switch without a value', ['--switch', 'fast'], /like name=value/],
    ['an unknown switch', ['--size', 'small', '--switch', 'fast=true'], /no switch "fast"/],
    ['a switch with an impossible value', ['--size', 'small', '--switch', 'journal=7'], /"journal" takes a boolean/],
  ])('refuses %s in one sentence', async (_, args, sentence) => {
    const { code, output, errors } = await start(...args).ended;
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors.trimEnd()).toMatch(sentence);
    expect(errors).not.toMatch(/\n\s+at /);
  });

  it('says so when its port is taken', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as AddressInfo;
    const { code, errors } = await start('superoffice', '--size', 'small', '--port', String(port)).ended;
    expect({ code, errors }).toEqual({
      code: 1,
      errors: `sandbox: Port ${port} is already in use; choose another with --port.\n`,
    });
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('says that the state cannot be kept before it says that it is ready', async () => {
    const data = path.join(folder, 'missing', 'sandbox.json');
    const { code, output, errors } = await start('microsoft365', '--size', 'small', '--data', data).ended;
    expect(code).toBe(1);
    expect(output).toBe('');
    expect(errors).toContain(data);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });

  it('leaves a file alone that it did not write', async () => {
    const data = path.join(folder, 'mine.json');
    writeFileSync(data, '{"mine":true}');
    const { code, errors } = await start('--size', 'small', '--data', data).ended;
    expect(code).toBe(1);
    expect(errors).toBe(`sandbox: ${data} was not written by the sandbox; it is left as it is.\n`);
    expect(readFileSync(data, 'utf8')).toBe('{"mine":true}');
  });
});

const listenOn = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server));
  });

/** The first of so many ports in a row that nobody listened on a moment ago. */
async function freePortsFrom(count: number): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const start = await listenOn(0);
    const servers = [start];
    const first = (start.address() as AddressInfo).port;
    const others = Array.from({ length: count - 1 }, (_, index) => listenOn(first + 1 + index));
    const opened = await Promise.allSettled(others);
    servers.push(...opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    if (servers.length === count) return first;
  }
  throw new Error(`There are no ${count} free ports in a row.`);
}
