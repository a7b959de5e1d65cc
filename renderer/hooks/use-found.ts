/** @file What is found by a title, asked again when the title or what is known has changed. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ItemStanding } from '../../sync-core/engine/report.ts';
import { useSurroundings } from './surroundings.ts';

export interface FoundReading {
  /** undefined until the first answer; of the title before until the next one is there. */
  readonly items: readonly ItemStanding[] | undefined;
  readonly failed: boolean;
  readonly askAgain: () => void;
}

/** @param known changes with every run: what was found may stand otherwise. */
export function useFound(title: string, known: string | undefined): FoundReading {
  const { bridge } = useSurroundings();
  const [items, setItems] = useState<readonly ItemStanding[]>();
  const [failed, setFailed] = useState(false);
  const question = useRef({});

  const askAgain = useCallback(() => {
    const mine = { title, known };
    question.current = mine;
    bridge.call('item:find', { title }).then(
      (found) => {
        if (mine !== question.current) return;
        setFailed(false);
        setItems(found);
      },
      () => mine === question.current && setFailed(true),
    );
  }, [bridge, title, known]);
  useEffect(askAgain, [askAgain]);

  return { items, failed, askAgain };
}
