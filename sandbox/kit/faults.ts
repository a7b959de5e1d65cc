/**
 * @file Which of the planned faults a request meets.
 */
import type { Fault } from './system.ts';

/** What a request has to suffer. At most one `outcome`; waiting and staleness come on top of it. */
export interface Suffering {
  readonly latency: number;
  /** How old the state is that reads see; 0: current. */
  readonly stale: number;
  readonly outcome: Exclude<Fault['effect'], { kind: 'latency' } | { kind: 'stale' }> | null;
}

export interface FaultPlan {
  add(fault: Fault): void;
  clear(): void;
  /**
   * Takes what is due for this request from the plan.
   * @param inBatch requests inside a batch have no connection of their own: faults that cut one pass them by
   */
  meet(method: string, path: string, inBatch: boolean): Suffering;
}

const unharmed: Suffering = { latency: 0, stale: 0, outcome: null };
const statuses = [429, 500, 502, 503, 504];

interface Planned {
  readonly fault: Fault;
  readonly path: RegExp | null;
  skip: number;
  times: number;
}

export function createFaultPlan(): FaultPlan {
  let planned: Planned[] = [];
  const matches = (entry: Planned, method: string, path: string) =>
    (entry.fault.method === undefined || entry.fault.method.toUpperCase() === method) &&
    (entry.path === null || entry.path.test(path));
  return {
    add: (fault) => {
      checkFault(fault);
      planned.push({
        fault,
        path: fault.path === undefined ? null : new RegExp(fault.path),
        skip: fault.skip ?? 0,
        times: fault.times ?? 1,
      });
    },
    clear: () => {
      planned = [];
    },
    meet: (method, path, inBatch) => {
      if (planned.length === 0) return unharmed;
      let suffering = unharmed;
      for (const entry of planned) {
        const { effect } = entry.fault;
        if (!matches(entry, method, path)) continue;
        if (inBatch && (effect.kind === 'dropBefore' || effect.kind === 'dropAfter')) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        const next = suffer(suffering, effect);
        if (next !== suffering) entry.times -= 1;
        suffering = next;
      }
      planned = planned.filter((entry) => entry.times > 0);
      return suffering;
    },
  };
}

/** The same object when the effect has to wait for another request, because this one has its outcome already. */
function suffer(suffering: Suffering, effect: Fault['effect']): Suffering {
  if (effect.kind === 'latency') return { ...suffering, latency: suffering.latency + effect.milliseconds };
  if (effect.kind === 'stale') return { ...suffering, stale: Math.max(suffering.stale, effect.milliseconds) };
  return suffering.outcome === null ? { ...suffering, outcome: effect } : suffering;
}

/** Faults come over HTTP too; a mistyped one must not pass as "no fault". */
function checkFault(fault: Fault): void {
  const kinds = ['latency', 'status', 'dropBefore', 'dropAfter', 'nonsense', 'stale'];
  const { effect } = fault;
  if (typeof effect !== 'object' || effect === null || !kinds.includes(effect.kind)) {
    throw new RangeError(`A fault needs an effect of one of the kinds ${kinds.join(', ')}.`);
  }
  if ((effect.kind === 'latency' || effect.kind === 'stale') && !(effect.milliseconds >= 0)) {
    throw new RangeError(`The effect "${effect.kind}" needs milliseconds.`);
  }
  if (effect.kind === 'status' && !statuses.includes(effect.status)) {
    throw new RangeError(`A status fault is one of ${statuses.join(', ')}.`);
  }
  if (effect.kind === 'nonsense' && !['html', 'truncated', 'shape'].includes(effect.body)) {
    throw new RangeError('A nonsense fault has a body of html, truncated or shape.');
  }
}
