/** @file Everything that waits for the user, however many pages of the activity list it is, kept true meanwhile. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Bridge } from '../../preload/contract.ts';
import type { ActivityEntry } from '../../sync-core/engine/report.ts';
import { useSurroundings } from './surroundings.ts';

/** The most that may be asked for at once. */
const pageSize = 200;

function askForHeld(bridge: Bridge, before: number | null) {
  return bridge.call('activity:list', { filter: 'needsYou', search: '', before, limit: pageSize });
}

async function readHeld(bridge: Bridge): Promise<readonly ActivityEntry[]> {
  const held: ActivityEntry[] = [];
  let before: number | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof askForHeld>> = await askForHeld(bridge, before);
    held.push(...page.entries.filter(({ outcome }) => outcome === 'held'));
    before = page.entries.at(-1)?.id ?? null;
    if (!page.more || before === null) return held;
  }
}

export interface HeldReading {
  /** undefined until the first answer. */
  readonly entries: readonly ActivityEntry[] | undefined;
  readonly failed: boolean;
  readonly readAgain: () => void;
}

/** @param count of what waits, as the state tells it: read again whenever it changes. */
export function useHeld(count: number): HeldReading {
  const { bridge } = useSurroundings();
  const [entries, setEntries] = useState<readonly ActivityEntry[]>();
  const [failed, setFailed] = useState(false);
  /** Rises with every question; an answer to an older one is dropped. */
  const question = useRef(0);

  const readAgain = useCallback(() => {
    const mine = ++question.current;
    readHeld(bridge).then(
      (held) => {
        if (mine !== question.current) return;
        setFailed(false);
        setEntries(held);
      },
      () => mine === question.current && setFailed(true),
    );
  }, [bridge]);

  useEffect(() => {
    readAgain();
    return bridge.on('activity:changed', readAgain);
  }, [bridge, readAgain]);

  const counted = useRef(count);
  useEffect(() => {
    if (counted.current === count) return;
    counted.current = count;
    readAgain();
  }, [readAgain, count]);

  return { entries, failed, readAgain };
}
