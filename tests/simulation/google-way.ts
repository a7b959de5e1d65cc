/**
 * @file The way to Google's practice server, on which is done what the server does not do by itself: small pages, rows that come
 * twice, silence asked for by a 403, versions that change without the content, and texts that are kept in another spelling, or in other
 * words.
 */
import { z } from 'zod';
import type { GoogleSystem } from '../../sandbox/google/index.ts';
import type { Fault, FaultKind, Setting } from './script.ts';
import type { Surroundings } from './world.ts';

const slower = { error: { code: 403, errors: [{ reason: 'rateLimitExceeded' }], message: 'Rate Limit Exceeded' } };

const list = z.looseObject({ items: z.array(z.unknown()) });

/** Rows of a list come twice, once more at its end. */
async function twice(answer: Response): Promise<Response> {
  const read = list.safeParse(await answer.clone().json());
  return read.success ? Response.json({ ...read.data, items: [...read.data.items, ...read.data.items] }) : answer;
}

const ownFaults: readonly FaultKind[] = [
  'throttle',
  'cursorExpiredMidway',
  'duplicatePage',
  'newVersion',
  'spuriousConflict',
];

/** What is different about the way to events and that to tasks. */
export interface Wares {
  /** In the addresses of the requests. */
  readonly path: string;
  /**
   * What the server keeps of what is written to it: always in another spelling, which says the same.
   * @param body of the request. @param inOtherWords what is kept says something else.
   */
  respell(body: string, inOtherWords: boolean): string;
  /** Another program leaves something on every item that nobody sees. */
  touchAll(): void;
}

/** The way to one of Google's services, with what can happen on it. */
export class GoogleWay {
  readonly #server: GoogleSystem;
  readonly #wares: Wares;
  readonly #setting: Setting;
  readonly #around: Surroundings;
  #armed: { readonly kind: FaultKind; skip: number }[] = [];

  constructor(server: GoogleSystem, wares: Wares, setting: Setting, around: Surroundings) {
    this.#server = server;
    this.#wares = wares;
    this.#setting = setting;
    this.#around = around;
  }

  arm({ kind, skip }: Fault): boolean {
    // A server asks for silence in two ways.
    if (!ownFaults.includes(kind) || (kind === 'throttle' && this.#around.chance().happens(0.5))) return false;
    this.#armed.push({ kind, skip });
    return true;
  }

  disarm(): void {
    this.#armed = [];
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { path, respell, touchAll } = this.#wares;
    if (!url.includes(path)) return await this.#server.fetch(url, init);
    const struck = this.#strike();
    if (struck === 'throttle') return Response.json(slower, { status: 403 });
    if (struck === 'cursorExpiredMidway') this.#server.control.expireCursors();
    if (struck === 'newVersion' || struck === 'spuriousConflict') touchAll();
    const { rewrites, page } = this.#setting;
    const body = typeof init.body === 'string' ? { body: respell(init.body, rewrites) } : {};
    const answer = await this.#server.fetch(url.replace(/maxResults=\d+/, `maxResults=${page}`), { ...init, ...body });
    return struck === 'duplicatePage' && answer.ok && init.method === 'GET' ? await twice(answer) : answer;
  }

  #strike(): FaultKind | undefined {
    const next = this.#armed[0];
    if (next === undefined || next.skip-- > 0) return undefined;
    this.#armed.shift();
    this.#around.onFault(next.kind);
    return next.kind;
  }
}
