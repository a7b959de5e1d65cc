/** @file Keeps the state, and tells of it a few times a second at most, however fast things happen. */
import { isDeepStrictEqual } from 'node:util';
import type { AppState } from '../../preload/contract.ts';
import type { Clock } from '../../sync-core/connectors/ports.ts';
import { appStateOf, type Facts, type Happening, happened } from './app-state.ts';

/** Four times a second: faster is not seen, and would cost on every side. */
const shortestPauseMs = 250;

export interface StateFeed {
  readonly facts: Facts;
  readonly state: AppState;
  /** Also when nothing is different but the time: a state can become another by that alone. */
  tell(happening: Happening): void;
  /** Called with each state that differs from the one before. */
  onChange(listener: (state: AppState) => void): void;
}

export function createStateFeed(first: Facts, clock: Clock): StateFeed {
  const listeners: ((state: AppState) => void)[] = [];
  const never = new AbortController().signal;
  let facts = first;
  let told = appStateOf(first, clock.now());
  let toldAt = Number.NEGATIVE_INFINITY;
  let planned = false;

  function publish(): void {
    planned = false;
    const state = appStateOf(facts, clock.now());
    if (isDeepStrictEqual(state, told)) return;
    told = state;
    toldAt = clock.now();
    for (const listener of listeners) listener(state);
  }

  function look(): void {
    if (planned) return;
    planned = true;
    const left = toldAt + shortestPauseMs - clock.now();
    if (left <= 0) queueMicrotask(publish);
    else void clock.sleep(left, never).then(publish);
  }

  return {
    get facts() {
      return facts;
    },
    get state() {
      return appStateOf(facts, clock.now());
    },
    tell(happening) {
      facts = happened(facts, happening);
      look();
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
