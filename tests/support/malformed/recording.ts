/** @file What the program really asks of both systems in the course of its life, endpoint by endpoint, and what it is answered. */
import type { Side } from '../../../sync-core/model/side.ts';
import type { SentRequest } from '../sandbox-accounts.ts';
import { type Endpoint, endpointOf } from './endpoints.ts';
import { type Answering, type Picture, type Scene, type Situation, setUp, situations } from './stage.ts';

interface BatchBody {
  readonly requests?: readonly { readonly id: string; readonly method: string; readonly url: string }[];
}

/** One request, also one inside a batch, with a place to change its answer. */
export interface Asked {
  readonly endpoint: Endpoint;
  readonly method: string;
  /** With query. */
  readonly path: string;
  /** undefined where the whole batch is meant. */
  readonly part?: string;
}

export interface Recorded {
  readonly endpoint: Endpoint;
  /** Parsed bodies of the good answers in the first run of each situation; undefined where one had none. */
  readonly answers: ReadonlyMap<Situation, readonly unknown[]>;
}

/** What a situation comes to when nothing goes wrong. */
export interface Course {
  readonly before: Picture;
  readonly after: Picture;
}

export interface Recording {
  readonly endpoints: ReadonlyMap<string, Recorded>;
  readonly courses: ReadonlyMap<Situation, Course>;
}

/** The request as a whole, and each that it carries. */
export function askedBy(side: Side, { url, method, body }: SentRequest): readonly Asked[] {
  const { pathname, search } = new URL(url);
  const path = pathname + search;
  const whole: Asked = { endpoint: endpointOf(side, method, path, false), method, path };
  if (!pathname.endsWith('/$batch') || body === null) return [whole];
  const { requests = [] } = JSON.parse(body) as BatchBody;
  return [
    whole,
    ...requests.map((part) => ({
      endpoint: endpointOf(side, part.method, `/v1.0${part.url}`, true),
      method: part.method,
      path: `/v1.0${part.url}`,
      part: part.id,
    })),
  ];
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

function partOf(body: unknown, id: string): { readonly status: number; readonly body?: unknown } | undefined {
  const { responses = [] } = (body ?? {}) as { responses?: { id: string; status: number; body?: unknown }[] };
  return responses.find((one) => one.id === id);
}

/** Lets every situation run its course, and notes what is asked. */
export async function record(): Promise<Recording> {
  const endpoints: Notes = new Map();
  const courses = new Map<Situation, Course>();
  for (const situation of situations) {
    const scene = await setUp(situation);
    const before = scene.picture();
    scene.answering = recorder(endpoints, situation);
    const first = await scene.run();
    // What is asked only later is noted as asked, and has no run to be wrong in.
    scene.answering = recorder(endpoints, null);
    const reports = [first, ...(await settle(scene))].map(({ report }) => report);
    const wrong = reports.find(({ outcome }) => outcome !== 'ok');
    if (wrong !== undefined) throw new Error(`${situation} goes wrong by itself: ${JSON.stringify(wrong)}`);
    courses.set(situation, { before, after: scene.picture() });
    scene.close();
  }
  return { endpoints, courses };
}

type Notes = Map<string, { readonly endpoint: Endpoint; readonly answers: Map<Situation, unknown[]> }>;

function recorder(endpoints: Notes, situation: Situation | null): Answering {
  return async (side, request, real) => {
    const body = real.ok ? parsed(await real.clone().text()) : undefined;
    for (const { endpoint, part } of askedBy(side, request)) {
      const key = `${side} ${endpoint.name}`;
      const known = endpoints.get(key) ?? { endpoint, answers: new Map<Situation, unknown[]>() };
      endpoints.set(key, known);
      const answer = part === undefined ? { status: real.status, body } : partOf(body, part);
      if (situation === null || answer === undefined || answer.status >= 300) continue;
      known.answers.set(situation, [...(known.answers.get(situation) ?? []), answer.body]);
    }
    return real;
  };
}

/** Time enough for everything that was set aside, and for a last run that has nothing to do. */
export async function settle(scene: Scene): Promise<readonly Awaited<ReturnType<Scene['run']>>[]> {
  const told: Awaited<ReturnType<Scene['run']>>[] = [];
  for (const pause of [600_000, 24 * 3_600_000, 24 * 3_600_000]) {
    scene.advance(pause);
    told.push(await scene.run());
  }
  return told;
}
