/**
 * @file Wrong answers of the sign-in servers: what is discovered, keys and tokens. Whatever comes, the person is told
 * something typed, no token gets into a log or to another server, and a nonsense for once asks nobody to sign in again.
 *
 * `MALFORMED=all` tries every case, otherwise a sample by `MALFORMED_SEED` (default 1).
 */
import { describe, expect, test } from 'vitest';
import type { AccountSystem } from '../../main/accounts/account.ts';
import { createAccounts } from '../../main/accounts/accounts.ts';
import { memoryVault } from '../../main/accounts/testing/memory-vault.ts';
import { startSandbox } from '../../sandbox/all.ts';
import { ConnectorError } from '../../sync-core/connectors/errors.ts';
import type { Log } from '../../sync-core/connectors/ports.ts';
import { chanceOf } from '../simulation/chance.ts';
import type { Endpoint } from '../support/malformed/endpoints.ts';
import { wrongAnswers } from '../support/malformed/wrong-answers.ts';
import { valueCases } from '../support/malformed/wrong-values.ts';
import { noExchange } from '../support/no-exchange.ts';
import { noGoogle } from '../support/no-google.ts';

type Change = (real: Response, text: string) => Response | undefined;

interface SignInCase {
  readonly path: string;
  readonly kind: string;
  readonly what: string;
  readonly change: Change;
}

const systems: readonly AccountSystem[] = ['superoffice', 'microsoft365'];
const never = new AbortController().signal;
const chance = chanceOf(Number(process.env['MALFORMED_SEED'] ?? 1));
const perKind = process.env['MALFORMED'] === 'all' ? Number.POSITIVE_INFINITY : 2;
const words = { language: 'en', successTitle: '', successText: '', failureTitle: '', failureText: '' };
/** None of these may come of a server that talks nonsense. */
const wrongConclusions = ['internal', 'authExpired', 'otherAccount', 'signInDenied'];

/** A person who can sign in, with everything between them and the server in sight. */
async function practice(system: AccountSystem) {
  const sandbox = await startSandbox({ systems: [system], size: 'small', listen: false });
  const server = sandbox[system];
  const { addresses, users, clientId } = server.describe();
  const user = users[0];
  if (user === undefined) throw new Error('nobody can sign in');
  const own = new Set(Object.values(addresses));
  const logged: string[] = [];
  const strayed: string[] = [];
  const answers = new Map<string, unknown>();
  let fault: SignInCase | null = null;
  const write = (message: string, facts?: object) => void logged.push(`${message} ${JSON.stringify(facts)}`);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const login = addresses['login'] ?? '';
  const accounts = () =>
    createAccounts({
      exchange: noExchange,
      vault: memoryVault(),
      clock: { now: () => Date.now(), sleep: () => new Promise(() => undefined) },
      log,
      words: () => words,
      openBrowser: async () => undefined,
      settings: () => ({
        superoffice: { loginUrl: login, clientId, clientSecret: null },
        microsoft365: { loginUrl: login, graphUrl: `${addresses['graph']}/v1.0`, clientId, kinds: ['appointment'] },
        google: noGoogle,
      }),
      async fetch(url, init) {
        const { origin, pathname } = new URL(url);
        if (!own.has(origin)) strayed.push(url);
        const real = await server.fetch(url, init);
        if (!real.ok) return real;
        const text = await real.clone().text();
        answers.set(pathname, JSON.parse(text));
        return (fault?.path === pathname ? fault.change(real, text) : undefined) ?? real;
      },
    });
  return {
    user,
    accounts,
    answers,
    logged,
    strayed,
    secrets: [user.refreshToken, user.accessToken],
    break: (one: SignInCase | null) => {
      fault = one;
    },
    close: () => sandbox.close(),
  };
}

function casesOf(answers: ReadonlyMap<string, unknown>): readonly SignInCase[] {
  return [...answers].flatMap(([path, body]) => {
    const endpoint: Endpoint = { side: 'crm', name: path, template: path, schema: undefined };
    const values = valueCases(endpoint, [body]).map(
      ({ kind, what, place, apply }): SignInCase => ({
        path,
        kind,
        what: `${place.join('/')}: ${what}`,
        change: (real, text) => {
          const changed = apply(JSON.parse(text));
          return (
            changed &&
            new Response(JSON.stringify(changed.body), {
              status: real.status,
              headers: { 'content-type': 'application/json' },
            })
          );
        },
      }),
    );
    const wholes = wrongAnswers.map(
      ({ what, answer }): SignInCase => ({ path, kind: 'whole', what, change: (real, text) => answer(real, text, 1) }),
    );
    return [...values, ...wholes];
  });
}

/** Whatever leads to another server is always tried: it is what a refresh token would be sent to. */
function sampleOf(cases: readonly SignInCase[]): readonly SignInCase[] {
  const elsewhere = cases.filter(({ what }) => what.endsWith('another host'));
  const groups = Map.groupBy(cases, ({ path, kind }) => `${path} ${kind}`);
  const sample = [...groups.values()].flatMap((group) => {
    const left = [...group];
    return Array.from({ length: Math.min(left.length, perKind) }, () => left.splice(chance.int(left.length), 1)).flat();
  });
  return [...new Set([...elsewhere, ...sample])];
}

describe.each(systems)('a sign-in server of %s that answers wrongly', (system) => {
  test('is told as such, at signing in and at renewing', { timeout: 3_600_000 }, async () => {
    const person = await practice(system);
    const { user } = person;
    const connect = (accounts: ReturnType<typeof person.accounts>) =>
      accounts.connectWithSecret(system, { secret: user.refreshToken }, never);
    expect((await connect(person.accounts())).connected).toBe(true);
    const complaints: string[] = [];
    const cases = sampleOf(casesOf(new Map(person.answers)));
    for (const one of cases) {
      const complain = (text: string) => complaints.push(`${one.path}, ${one.kind}, ${one.what}: ${text}`);
      const renewing = person.accounts();
      await connect(renewing);
      const old = await renewing.tokenSource(system).accessToken(never);
      person.logged.length = 0;
      person.break(one);
      const outcome = await connect(person.accounts()).catch((error: unknown) => ({
        connected: false as const,
        problem: { code: `thrown ${error}` },
      }));
      if (!outcome.connected && wrongConclusions.some((code) => outcome.problem.code.includes(code)))
        complain(`signing in: ${JSON.stringify(outcome.problem)}`);
      if (!outcome.connected && outcome.problem.code.startsWith('thrown'))
        complain(`signing in: ${outcome.problem.code}`);
      const renewed = await renewing
        .tokenSource(system)
        .accessToken(never, old)
        .catch((error: unknown) => error);
      if (renewed instanceof ConnectorError ? renewed.kind === 'authExpired' : typeof renewed !== 'string')
        complain(`renewing: ${renewed}`);
      if (typeof renewed === 'string' && !/^[!-~]+$/.test(renewed)) complain('renewing gives what is no token');
      person.break(null);
      const afterwards = await renewing
        .tokenSource(system)
        .accessToken(never, old)
        .catch((error: unknown) => error);
      if (typeof afterwards !== 'string') complain(`afterwards: ${afterwards}`);
      const log = person.logged.join('\n');
      if ([...person.secrets, old].some((secret) => log.includes(secret))) complain('a token is in the log');
      for (const url of person.strayed.splice(0)) complain(`asked ${url}`);
    }
    await person.close();
    expect(complaints).toEqual([]);
    console.info(`${cases.length} wrong answers of the sign-in server of ${system}`);
  });
});
