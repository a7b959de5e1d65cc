/**
 * @file The Google connector before the practice server, in process and with time in hand, for tests of contacts.
 */
import { expect } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { PersonFace } from '../../sync-core/connectors/connector.ts';
import { createGoogleConnector } from '../../sync-core/connectors/google/connector.ts';
import { rememberInMemory } from '../../sync-core/connectors/testing/remember-in-memory.ts';
import { checkJournal } from './contract-checker.ts';
import { createGoogleChecker } from './google-contract.ts';
import { quiet } from './sandbox-accounts.ts';

const checker = createGoogleChecker();

export interface GoogleStage {
  readonly server: Sandbox<'google'>['google'];
  /** @param group the name of the contact group. @throws Error where contacts take no part */
  contacts(group?: string): PersonFace;
  readonly hasContacts: boolean;
  advance(milliseconds: number): void;
  /** How often the connector went over the network. */
  trips(): number;
  /** What it asked for, in a few words: `GET /v1/people/me/connections`. */
  asked(from?: number): readonly string[];
  /** Answers in place of the server, which never sees the request; undefined: it does. */
  instead: (url: string, init: RequestInit) => Response | undefined;
  /** Changes answers on their way to the connector. */
  between: (answer: Response, url: string) => Promise<Response>;
  /** Ends it: all that went over the wire is what Google's descriptions say. */
  close(): Promise<void>;
}

/**
 * On Monday, 23 November 2026, without contacts.
 * @param rights what the sign-in was granted; absent: nobody knows.
 */
export async function startGoogleStage(
  switches: Readonly<Record<string, string | number | boolean>> = {},
  rights?: readonly string[],
): Promise<GoogleStage> {
  const clock = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  const sandbox = await startSandbox({ systems: ['google'], size: 'small', today: '2026-11-23', listen: false, clock });
  const server = sandbox.google;
  for (const [name, value] of Object.entries(switches)) server.control.set(name, value);
  const apiUrl = String(server.describe().addresses['api']);
  const asked: string[] = [];
  const stage: Pick<GoogleStage, 'between' | 'instead'> = {
    between: async (answer) => answer,
    instead: () => undefined,
  };
  const connector = createGoogleConnector({
    apiUrl,
    ...(rights === undefined ? {} : { rights }),
    ports: {
      fetch: async (url, init) => {
        asked.push(`${init.method ?? 'GET'} ${new URL(url).pathname}`);
        return stage.instead(url, init) ?? (await stage.between(await server.fetch(url, init), url));
      },
      tokens: { accessToken: async () => String(server.describe().users[0]?.accessToken) },
      clock: {
        now: () => clock.now(),
        sleep: async (milliseconds: number, signal: AbortSignal) => {
          signal.throwIfAborted();
          clock.advance(milliseconds);
        },
      },
      random: () => 0.5,
      log: quiet,
      remembered: rememberInMemory(() => clock.now()),
    },
  });
  return Object.assign(stage, {
    server,
    hasContacts: connector.contactsIn !== undefined,
    contacts(group = 'SuperOffice') {
      const face = connector.contactsIn?.(group);
      if (face === undefined) throw new Error('contacts take no part');
      return face;
    },
    advance: (milliseconds: number) => clock.advance(milliseconds),
    trips: () => asked.length,
    asked: (from = 0) => asked.slice(from),
    async close() {
      // Of what a fault has answered nothing was read that could be checked.
      const journal = server.control.journal().filter(({ status }) => status !== null && status < 500);
      expect(checkJournal(checker, journal).violations).toEqual([]);
      await sandbox.close();
    },
  });
}
