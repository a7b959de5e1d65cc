/** @file The Exchange connector before the practice server, in process and with time in hand, for tests of one kind of item. */
import { expect } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/all.ts';
import { createManualClock } from '../../sandbox/kit/clock.ts';
import type { Connector } from '../../sync-core/connectors/connector.ts';
import { createExchangeConnector } from '../../sync-core/connectors/exchange/connector.ts';
import { rememberInMemory } from '../../sync-core/connectors/testing/remember-in-memory.ts';
import { checkJournal } from './contract-checker.ts';
import { createExchangeChecker } from './exchange-contract.ts';

const quiet = () => undefined;

export interface ExchangeStage {
  readonly server: Sandbox<'exchange'>['exchange'];
  readonly connector: Connector;
  /** A connector of the same account that remembers nothing yet. @param userName what the user signs in with; absent: the address */
  connect(userName?: string): Connector;
  /** What the connector has asked for, `GetItem 3` for three items. */
  readonly asked: string[];
  /** Time passes. */
  advance(milliseconds: number): void;
  now(): number;
  /** Changes answers on their way to the connector. */
  between: (answer: Response, operation: string) => Promise<Response>;
  /** Ends it. Nobody was mailed, and all that went over the wire is what the schemas say. */
  close(): Promise<void>;
}

/** On Monday, 23 November 2026, with the small sample world. @param mailboxZone Windows name; absent: Berlin's */
export async function startExchangeStage(mailboxZone?: string): Promise<ExchangeStage> {
  const clock = createManualClock(Date.parse('2026-11-23T08:00:00Z'));
  const sandbox = await startSandbox({
    systems: ['exchange'],
    size: 'small',
    today: '2026-11-23',
    listen: false,
    clock,
    ...(mailboxZone === undefined ? {} : { zones: { mailbox: mailboxZone } }),
  });
  const server = sandbox.exchange;
  const { addresses, users } = server.describe();
  const checker = createExchangeChecker();
  const asked: string[] = [];
  const stage: { between: ExchangeStage['between'] } = { between: async (answer) => answer };
  const connect = (userName = String(users[0]?.userName)) =>
    createExchangeConnector({
      url: `${addresses['mail']}/EWS/Exchange.asmx`,
      userName,
      ports: {
        fetch: async (url, init) => {
          const operation = operationOf(Buffer.from(init.body as Uint8Array).toString());
          asked.push(operation);
          return stage.between(await server.fetch(url, init), operation);
        },
        tokens: { accessToken: async () => String(users[0]?.accessToken) },
        clock: {
          now: () => clock.now(),
          sleep: async (milliseconds: number, signal: AbortSignal) => {
            signal.throwIfAborted();
            clock.advance(milliseconds);
          },
        },
        random: () => 0.5,
        log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
        remembered: rememberInMemory(() => clock.now()),
      },
    });
  return Object.assign(stage, {
    server,
    connector: connect(),
    connect,
    asked,
    advance: (milliseconds: number) => clock.advance(milliseconds),
    now: () => clock.now(),
    async close() {
      expect(server.control.mails()).toEqual([]);
      // Of a connection that was cut at once, nothing was read that could be checked.
      const journal = server.control.journal().filter((entry) => entry.status !== null || entry.requestBody !== null);
      const { checked, violations } = checkJournal(checker, journal);
      expect(violations).toEqual([]);
      expect(checked).toBeGreaterThan(0);
      await sandbox.close();
    },
  });
}

function operationOf(text: string): string {
  const [, operation = ''] = /<(?:s|soap):Body><m:(\w+)/.exec(text) ?? [];
  const part = operation === 'CreateItem' ? /<t:(?:CalendarItem|Task|Contact)>/g : /<t:\w*ItemId /g;
  const parts = text.match(part)?.length ?? 0;
  return parts === 0 ? operation : `${operation} ${parts}`;
}
