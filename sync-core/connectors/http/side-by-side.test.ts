import { expect, it } from 'vitest';
import { sideBySide } from './side-by-side.ts';

async function collect<T>(source: AsyncIterable<T>): Promise<{ results: T[]; error: unknown }> {
  const results: T[] = [];
  try {
    for await (const one of source) results.push(one);
  } catch (error) {
    return { results, error };
  }
  return { results, error: undefined };
}

it('keeps to the limit and hands results out as they come', async () => {
  const gates = [1, 2, 3].map(() => Promise.withResolvers<void>());
  let under = 0;
  let most = 0;
  const work = async (index: number) => {
    most = Math.max(most, ++under);
    await gates[index]?.promise;
    under -= 1;
    gates[index === 1 ? 0 : 2]?.resolve();
    return index;
  };
  gates[1]?.resolve();
  expect(await collect(sideBySide(2, [0, 1, 2], work))).toEqual({ results: [1, 0, 2], error: undefined });
  expect(most).toBe(2);
});

it('after a failure begins nothing, but still hands out what was under way', async () => {
  const begun: number[] = [];
  const work = async (index: number) => {
    begun.push(index);
    if (index === 0) throw new Error('no');
    await new Promise((resolve) => setImmediate(resolve));
    return index;
  };
  const { results, error } = await collect(sideBySide(2, [0, 1, 2, 3], work));
  expect(results).toEqual([1]);
  expect(error).toEqual(new Error('no'));
  expect(begun).toEqual([0, 1]);
});

it('leaves nothing running behind a consumer that goes away', async () => {
  let finished = 0;
  const work = async (index: number) => {
    if (index > 0) await new Promise((resolve) => setImmediate(resolve));
    finished += 1;
    return index;
  };
  for await (const _ of sideBySide(3, [0, 1, 2, 3, 4], work)) break;
  expect(finished).toBe(3);
});
