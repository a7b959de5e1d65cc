/** @file What one run costs: requests, bytes, statements, processor time, memory, and how long the event loop was held. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  /** Longest and 99th percentile stretch in which nothing else could run. */
  readonly loopMaxMs: number;
  readonly loop99Ms: number;
}

const sampleEveryMs = 20;

/** Carries the work out and says what this process spent on it. */
export async function measure<T>(work: () => Promise<T>): Promise<{ result: T; cost: Cost }> {
  globalThis.gc?.();
  const loop = monitorEventLoopDelay({ resolution: 5 });
  let peak = process.memoryUsage().rss;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, sampleEveryMs);
  const cpu = process.cpuUsage();
  const started = performance.now();
  loop.enable();
  try {
    const result = await work();
    const spent = process.cpuUsage(cpu);
    return {
      result,
      cost: {
        wallMs: performance.now() - started,
        cpuMs: (spent.user + spent.system) / 1000,
        peakMiB: peak / 2 ** 20,
        loopMaxMs: loop.max / 1e6,
        loop99Ms: loop.percentile(99) / 1e6,
      },
    };
  } finally {
    loop.disable();
    clearInterval(sampling);
  }
}
