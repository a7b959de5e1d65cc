/** @file Several requests at once, and their results as they come. */

/**
 * Does `work` for each input, at most `limit` at a time. After a failure nothing more is begun; what is under way is
 * finished and its results are handed out, and then the failure is thrown. A consumer that leaves early waits for what is
 * under way as well, so that nothing goes on behind its back.
 */
export async function* sideBySide<In, Out>(
  limit: number,
  inputs: Iterable<In>,
  work: (input: In) => Promise<Out>,
): AsyncGenerator<Out> {
  type Done = { readonly key: number } & ({ readonly result: Out } | { readonly error: unknown });
  const running = new Map<number, Promise<Done>>();
  const waiting = inputs[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  let begun = 0;

  function begin(): boolean {
    const next = waiting.next();
    if (next.done) return false;
    const key = begun++;
    const done = work(next.value).then(
      (result): Done => ({ key, result }),
      (error: unknown): Done => ({ key, error }),
    );
    running.set(key, done);
    return true;
  }

  try {
    for (;;) {
      while (!failure && running.size < limit && begin());
      if (running.size === 0) break;
      const done = await Promise.race(running.values());
      running.delete(done.key);
      if ('error' in done) failure ??= done;
      else yield done.result;
    }
  } finally {
    await Promise.all(running.values());
  }
  if (failure) throw failure.error;
}
