/**
 * @file A short life of persons between SuperOffice and Google with one wrong answer of People in it: a first run, edits on both sides,
 * a group that is renamed and one that is deleted, and then everything is answered rightly again.
 */
import { readFileSync } from 'node:fs';
import { type Sandbox, startSandbox } from '../../../sandbox/all.ts';
import { createManualClock } from '../../../sandbox/kit/clock.ts';
import { createEngine } from '../../../sync-core/engine/create-engine.ts';
import type { RunReport } from '../../../sync-core/engine/report.ts';
import { countingRandom } from '../../../sync-core/engine/testing/scene.ts';
import type { Preferences } from '../../../sync-core/preferences/schema.ts';
import { openStore, type Store } from '../../../sync-core/store/store.ts';
import { createGoogleChecker } from '../google-contract.ts';
import { plainSubject } from '../plain-subject.ts';
import { clockOf, connectAccounts, type SentRequest } from '../sandbox-accounts.ts';
import type { AnswerSchema, Endpoint } from './endpoints.ts';
import type { WrongAnswer } from './wrong-answers.ts';
import { faultMark, type ValueCase } from './wrong-values.ts';

const minute = 60_000;
/** Six persons. */
const chosen = {
  ...{ 'kinds.appointment': false, 'kinds.task': false },
  'crm.persons.selections': [51],
} satisfies Partial<Preferences>;
const checker = createGoogleChecker();

interface Method {
  readonly httpMethod: string;
  readonly flatPath: string;
  readonly response?: { readonly $ref: string };
}
interface Resource {
  readonly methods?: Readonly<Record<string, Method>>;
  readonly resources?: Readonly<Record<string, Resource>>;
}
interface Discovery extends Resource {
  readonly schemas: Readonly<Record<string, AnswerSchema>>;
}

const file = new URL('../../contracts/google-people-v1.json', import.meta.url);
const discovery = JSON.parse(readFileSync(file, 'utf8')) as Discovery;
const routes = methodsOf(discovery)
  .toSorted((one, other) => one.flatPath.split('{').length - other.flatPath.split('{').length)
  .map((method) => ({ method, pattern: new RegExp(`^/${method.flatPath.replaceAll(/\{\w+\}/g, '[^/:]+')}$`) }));

function methodsOf({ methods = {}, resources = {} }: Resource): readonly Method[] {
  return [...Object.values(methods), ...Object.values(resources).flatMap(methodsOf)];
}

/** With every reference in its place. */
function whole(schema: AnswerSchema | undefined, depth = 0): AnswerSchema | undefined {
  const own = typeof schema?.$ref === 'string' ? discovery.schemas[schema.$ref] : schema;
  if (own === undefined || depth > 8) return undefined;
  const { properties, items, additionalProperties, ...rest } = own;
  const inner = (one: AnswerSchema | undefined) => whole(one, depth + 1) ?? {};
  return {
    ...rest,
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)])) }),
    ...(items === undefined ? {} : { items: inner(items) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: inner(additionalProperties) } : {}),
  };
}

/** Which of People's methods a request asks; undefined: another service's. */
function endpointOf({ url, method }: SentRequest): Endpoint | undefined {
  const path = decodeURIComponent(new URL(url).pathname);
  const route = routes.find((one) => one.method.httpMethod === method && one.pattern.test(path));
  if (route === undefined) return undefined;
  const { flatPath, response } = route.method;
  return { side: 'calendar', name: `${method} /${flatPath}`, template: flatPath, schema: whole(response) };
}

export interface Recorded {
  readonly endpoint: Endpoint;
  readonly answers: readonly unknown[];
}

export type WrongCase =
  | { readonly endpoint: Endpoint; readonly what: string; readonly value: ValueCase }
  | { readonly endpoint: Endpoint; readonly what: string; readonly whole: WrongAnswer };

type Answering = (request: SentRequest, real: Response) => Promise<Response>;

interface Life {
  readonly sandbox: Sandbox<'superoffice' | 'google'>;
  readonly store: Store;
  readonly reports: RunReport[];
  readonly logged: () => string;
  answering: Answering | undefined;
  run(minutes: number, more?: Partial<Preferences>): Promise<void>;
}

/** As little as is taken for a picture. */
const picture = Buffer.from([255, 216, 255, 224]).toString('base64');

async function begin(): Promise<Life> {
  const lines: string[] = [];
  const note = (message: string, facts?: object) => void lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
  const log = { debug: note, info: note, warn: note, error: note };
  const servers = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  const clock = clockOf(servers);
  const systems = ['superoffice', 'google'] as const;
  const sandbox = await startSandbox({ systems, size: 'small', today: '2026-11-23', listen: false, clock: servers });
  const { control } = sandbox.superoffice;
  const [first] = control.selections().find(({ id }) => id === 51)?.members ?? [];
  control.setPicture({ personId: first?.personId ?? 0, base64: picture, type: 'image/jpeg' });
  const store = await openStore({ file: ':memory:', clock, log });
  const random = countingRandom();
  let connectors: ReturnType<typeof connectAccounts> | undefined;
  const life: Life = {
    sandbox,
    store,
    reports: [],
    logged: () => lines.join('\n'),
    answering: undefined,
    async run(minutes, more = {}) {
      servers.advance(minutes * minute);
      connectors ??= connectAccounts({
        ...{ superOffice: sandbox.superoffice, google: sandbox.google, clock, random: () => 0.5, log },
        onAnswer: async (side, request, real) =>
          side === 'crm' || life.answering === undefined ? real : await life.answering(request, real),
      });
      const installation = { id: 'this-computer', name: 'This computer' };
      const engine = createEngine({ store, connectors, clock, random, log, installation, onEvent: () => undefined });
      const preferences = { ...plainSubject, ...chosen, ...more };
      life.reports.push(await engine.run({ trigger: 'timer', preferences, signal: new AbortController().signal }));
    },
  };
  return life;
}

const renamed = { 'google.contactGroup': 'Kunden' };

function edit({ sandbox: { superoffice, google } }: Life): void {
  const [person, another] = superoffice.control.selections().find(({ id }) => id === 51)?.members ?? [];
  if (person) superoffice.control.changePerson({ personId: person.personId, jobTitle: 'Head of buying' });
  if (person) superoffice.control.setPicture({ personId: person.personId, base64: null });
  if (another) superoffice.control.removeMembers({ id: 51, personIds: [another.personId] });
  for (const { resourceName } of google.control.contacts().slice(-1))
    google.control.changeContact({ resourceName, contact: { nicknames: [{ value: 'Ski' }] } });
}

async function live(life: Life): Promise<void> {
  const { google } = life.sandbox;
  await life.run(10);
  edit(life);
  await life.run(25 * 60, renamed);
  const [group] = google.control.contactGroups();
  if (group) google.control.deleteContactGroup({ resourceName: group.resourceName });
  google.control.expireCursors();
  await life.run(25 * 60, renamed);
}

/** Time enough for what was set aside, and for a last run that has nothing to do. */
async function settle(life: Life): Promise<void> {
  for (let runs = 0; runs < 4; runs++) await life.run(25 * 60, renamed);
}

function endOf({ sandbox: { superoffice, google } }: Life) {
  const persons = superoffice.control.persons().map(({ personId }) => superoffice.control.person({ personId }));
  const contacts = google.control.contacts().map(({ names, organizations, groups }) => {
    const [name] = names ?? [];
    const { title = '' } = organizations?.[0] ?? {};
    return [name?.givenName, name?.familyName, title, groups.toSorted()].join(', ');
  });
  return {
    // The time of the edit in between depends on how long the run before it took.
    persons: JSON.stringify(persons, (name, value: unknown) => (/updated/i.test(name) ? undefined : value)),
    contacts: contacts.toSorted(),
  };
}
export type End = ReturnType<typeof endOf>;

async function close({ sandbox, store }: Life): Promise<void> {
  store.close();
  await sandbox.close();
}

/** What is asked in such a life, and answered. @throws Error when it goes wrong by itself */
export async function recordGooglePeople(): Promise<{
  readonly recorded: ReadonlyMap<string, Recorded>;
  readonly end: End;
}> {
  const life = await begin();
  const recorded = new Map<string, { readonly endpoint: Endpoint; readonly answers: unknown[] }>();
  life.answering = async (request, real) => {
    const endpoint = endpointOf(request);
    if (endpoint === undefined) return real;
    const known = recorded.get(endpoint.name) ?? { endpoint, answers: [] };
    recorded.set(endpoint.name, known);
    if (real.ok) known.answers.push(JSON.parse(await real.clone().text()));
    return real;
  };
  await live(life);
  life.answering = undefined;
  await settle(life);
  const said = aboutReports(life.reports);
  if (said.length > 0) throw new Error(`it goes wrong by itself: ${said.join('; ')}`);
  const end = endOf(life);
  await close(life);
  return { recorded, end };
}

/** Tries one case. @returns what is to be said against what came of it. */
export async function tryGooglePeople(one: WrongCase, end: End): Promise<readonly string[]> {
  const life = await begin();
  let met = 0;
  let inForm = true;
  life.answering = async (request, real) => {
    if (!real.ok || endpointOf(request)?.name !== one.endpoint.name) return real;
    const text = await real.clone().text();
    if ('whole' in one) {
      met += 1;
      inForm = one.whole.harmless === true;
      return one.whole.answer(real, text, met);
    }
    const changed = one.value.apply(JSON.parse(text));
    if (changed === undefined) return real;
    met += 1;
    const { pathname, search } = new URL(request.url);
    const exchange = { method: request.method, path: pathname + search, status: 200, responseBody: changed.body };
    inForm &&= !(checker.check(exchange) ?? []).some(({ part }) => part === 'answer');
    const headers = { 'content-type': 'application/json' };
    return new Response(JSON.stringify(changed.body), { status: 200, headers });
  };
  try {
    await live(life);
    life.answering = undefined;
    await settle(life);
    const believed = inForm || ('value' in one && one.value.omits);
    return [
      ...(met > 0 ? [] : ['nothing asked for it']),
      ...aboutReports(life.reports),
      ...(life.logged().includes(faultMark) ? ['a log quotes the answer'] : []),
      ...aboutTheEnd(endOf(life), end, believed),
    ];
  } finally {
    await close(life);
  }
}

function aboutReports(reports: readonly RunReport[]): readonly string[] {
  const last = reports.at(-1);
  const writes = [last?.written.crm, last?.written.calendar].some(
    (one) => one === undefined || one.created + one.updated + one.removed > 0,
  );
  return [
    ...reports.flatMap(({ problem }) =>
      problem !== undefined && (problem.code === 'internal' || problem.system !== 'google')
        ? [`the problem is ${problem.code} of ${problem.system ?? 'nobody'}: ${problem.details ?? ''}`]
        : [],
    ),
    ...(last?.outcome === 'ok' ? [] : [`in the end a run is ${JSON.stringify(last?.problem ?? last?.outcome)}`]),
    ...(writes ? ['a run with nothing to do wrote something'] : []),
  ];
}

/**
 * No person is ever touched, and nobody is made twice or taken away. What was said wrongly in the right form may be believed: a contact
 * that seems to be edited stays when its person goes.
 */
function aboutTheEnd(is: End, end: End, believed: boolean): readonly string[] {
  const touched = is.persons === end.persons ? [] : ['a person of the CRM was changed'];
  const isWrong = believed
    ? is.contacts.length < end.contacts.length || new Set(is.contacts).size < is.contacts.length
    : JSON.stringify(is.contacts) !== JSON.stringify(end.contacts);
  return [
    ...touched,
    ...(isWrong ? [`contacts are ${is.contacts.join('; ')}, and not ${end.contacts.join('; ')}`] : []),
  ];
}
