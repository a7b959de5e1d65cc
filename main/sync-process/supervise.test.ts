/** @file The supervision of the sync process, on processes that are made of nothing and a clock that is moved by hand. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Clock, Log } from '../../sync-core/connectors/ports.ts';
import type { EngineEvent } from '../../sync-core/engine/report.ts';
import { idleMs } from './idle.ts';
import { type FromProcess, type ToProcess, toProcess } from './messages.ts';
import { type Launched, supervise } from './supervise.ts';
import type { SyncHost } from './sync-host.ts';

const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const event: EngineEvent = { type: 'waiting', system: 'superoffice', until: '2026-11-23T08:00:00.000Z', why: 'retry' };

/** A process that answers when the test says so. */
function fakeProcess() {
  const heard: ToProcess[] = [];
  const onMessage: ((raw: unknown) => void)[] = [];
  const onExit: ((code: number) => void)[] = [];
  const launched: Launched = {
    postMessage: (message) => void heard.push(toProcess.parse(message)),
    kill: () => true,
    onMessage: (listener) => void onMessage.push(listener),
    onExit: (listener) => void onExit.push(listener),
  };
  return {
    launched,
    heard,
    isToldToClose: () => heard.some((message) => message.type === 'close'),
    say(message: FromProcess) {
      for (const listener of onMessage) listener(message);
    },
    /** Answers the last question. */
    answer(answer: unknown = null) {
      const asked = heard.findLast((message) => message.type === 'ask');
      if (asked?.type !== 'ask') throw new Error('nothing was asked');
      this.say({ type: 'answer', id: asked.id, answer });
    },
    exit(code: number) {
      for (const listener of onExit) listener(code);
    },
  };
}

/** Everything that waits only for promises has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A clock whose sleepers wake when the time is moved past their hour. */
function handMovedClock() {
  let now = Date.parse('2026-11-23T08:00:00Z');
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ at: now + milliseconds, wake: resolve });
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  };
  return {
    clock,
    async pass(milliseconds: number) {
      now += milliseconds;
      const awake = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of awake) wake();
      await settled();
    },
  };
}

let time: ReturnType<typeof handMovedClock>;
let processes: ReturnType<typeof fakeProcess>[];
let events: EngineEvent[];
let host: SyncHost;

beforeEach(() => {
  time = handMovedClock();
  processes = [];
  events = [];
  host = supervise({
    launch() {
      const made = fakeProcess();
      processes.push(made);
      return made.launched;
    },
    storeFile: '/nowhere/store.sqlite',
    installation: { id: 'installation-1', name: 'desk' },
    outside: {
      tokens: () => ({ accessToken: async () => 'token' }),
      onEvent: (heard) => void events.push(heard),
    },
    clock: time.clock,
    log,
  });
});

function nth(index: number): ReturnType<typeof fakeProcess> {
  const found = processes[index];
  if (!found) throw new Error(`there is no process ${index}`);
  return found;
}

/** A whole question and answer with the process of this number. */
async function talk(index: number): Promise<void> {
  const answered = host.call('stop', null);
  await settled();
  nth(index).answer();
  await answered;
}

describe('a process without work', () => {
  it('is told to end after the idle time, and the next call starts another', async () => {
    await talk(0);
    await time.pass(idleMs - 1);
    expect(nth(0).isToldToClose()).toBe(false);
    await time.pass(1);
    expect(nth(0).isToldToClose()).toBe(true);
    nth(0).exit(0);
    await talk(1);
    expect(processes).toHaveLength(2);
  });

  it('is kept for the whole idle time after the last answer', async () => {
    await talk(0);
    await time.pass(idleMs - 1);
    await talk(0);
    await time.pass(idleMs - 1);
    expect(nth(0).isToldToClose()).toBe(false);
    await time.pass(1);
    expect(nth(0).isToldToClose()).toBe(true);
  });

  it('that takes its time to end is waited for: one process at a time opens the store', async () => {
    await talk(0);
    await time.pass(idleMs);
    const answered = host.call('stop', null);
    await settled();
    expect(processes).toHaveLength(1);
    nth(0).exit(0);
    await settled();
    nth(1).answer();
    await expect(answered).resolves.toBeNull();
  });

  it('is heard until it has ended', async () => {
    await talk(0);
    await time.pass(idleMs);
    nth(0).say({ type: 'event', event });
    nth(0).exit(0);
    expect(events).toEqual([event]);
  });

  it('is waited for when the application closes meanwhile', async () => {
    await talk(0);
    await time.pass(idleMs);
    let closed = false;
    const closing = host.close().then(() => {
      closed = true;
    });
    await settled();
    expect(closed).toBe(false);
    nth(0).exit(0);
    await closing;
    await expect(host.call('stop', null)).rejects.toMatchObject({ problem: { code: 'cancelled' } });
  });
});

describe('a process with work', () => {
  it('is never ended, however long it takes', async () => {
    const first = host.call('stop', null);
    await settled();
    const question = nth(0).heard.findLast((message) => message.type === 'ask');
    await talk(0);
    await time.pass(100 * idleMs);
    expect(nth(0).isToldToClose()).toBe(false);
    if (question?.type === 'ask') nth(0).say({ type: 'answer', id: question.id, answer: null });
    await first;
    await time.pass(idleMs);
    expect(nth(0).isToldToClose()).toBe(true);
  });

  it('that crashes fails what was asked, and says when another will be there', async () => {
    const answered = host.call('stop', null);
    await settled();
    nth(0).exit(1);
    const retryAt = new Date(time.clock.now() + 1000).toISOString();
    await expect(answered).rejects.toMatchObject({ problem: { code: 'internal', retryAt } });
  });
});

describe('the pauses after crashes', () => {
  async function crash(): Promise<void> {
    const answered = host.call('stop', null);
    const failed = expect(answered).rejects.toMatchObject({ problem: { code: 'internal' } });
    await settled();
    nth(processes.length - 1).exit(1);
    await failed;
  }

  it('do not count a process that was ended on purpose', async () => {
    for (let index = 0; index < 3; index += 1) {
      await talk(index);
      await time.pass(idleMs);
      nth(index).exit(0);
      await settled();
    }
    await talk(3);
  });

  it('are over when a process was ended on purpose', async () => {
    for (const pause of [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000]) {
      await crash();
      await time.pass(pause);
    }
    const last = processes.length;
    await talk(last);
    await time.pass(idleMs);
    nth(last).exit(0);
    await settled();
    await talk(last + 1);
  });

  it('grow: whoever asks in a long one is told so', async () => {
    for (const pause of [1000, 2000, 4000]) {
      await crash();
      await time.pass(pause);
    }
    await crash();
    const retryAt = new Date(time.clock.now() + 8000).toISOString();
    await expect(host.call('stop', null)).rejects.toMatchObject({
      problem: { details: 'the sync process keeps ending', retryAt },
    });
  });
});
