/** @file The settings as they are, and changing them: what was refused is said beside it, and what was changed can be undone. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Answer, Ask, SettingView } from '../../../preload/contract.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useAnswer } from '../../hooks/use-answer.ts';

/** What was changed together, each as it was before. */
export type LastChange = readonly Pick<SettingView, 'id' | 'value' | 'own'>[];

export interface Settings {
  /** undefined until they are known. */
  readonly all: Answer<'settings:list'> | undefined;
  readonly failed: boolean;
  readonly lastChange: LastChange | undefined;
  /** Why the last change of a setting was not made. */
  readonly refusals: Readonly<Record<string, Refusal>>;
  /** All of them or none. */
  change(values: Ask<'settings:set'>): void;
  /** Back to what is standard. */
  reset(id: string): void;
  undo(): void;
  /** Asks for all settings again. */
  retry(): void;
}

export type Refusal = NonNullable<Answer<'settings:set'>['refused']>['why'] | 'failed';

const nothing: Ask<'settings:set'> = {};

export function useSettings(): Settings {
  const { bridge } = useSurroundings();
  const [asked, setAsked] = useState(0);
  const { answer: told, failed } = useAnswer('settings:list', String(asked));
  const [lastChange, setLastChange] = useState<LastChange>();
  const [refusals, setRefusals] = useState<Settings['refusals']>({});
  /** Chosen and not told back yet: the next choice is made from it, and not from what was before. */
  const [chosen, setChosen] = useState(nothing);
  const underWay = useRef(0);
  const known = useRef(told);
  useEffect(() => {
    known.current = told;
    if (underWay.current === 0) setChosen(nothing);
  }, [told]);

  /** One after the other, in the order in which they were made. */
  const queue = useRef(Promise.resolve());
  const carryOut = useCallback(
    (ids: readonly string[], make: () => Promise<Answer<'settings:set'>>, canBeUndone: boolean) => {
      underWay.current += 1;
      queue.current = queue.current.then(async () => {
        const before = (known.current?.settings ?? []).filter(({ id }) => ids.includes(id));
        const refused = await make().then(
          (answer) => answer.refused,
          () => ({ id: ids[0] ?? '', why: 'failed' as const }),
        );
        setRefusals((others) => ({ ...without(others, ids), ...(refused ? { [refused.id]: refused.why } : {}) }));
        if (refused) setChosen((others) => without(others, ids));
        else setLastChange(canBeUndone ? before : undefined);
        underWay.current -= 1;
        setAsked((count) => count + 1);
      });
    },
    [],
  );

  const change = useCallback<Settings['change']>(
    (values) => {
      setChosen((others) => ({ ...others, ...values }));
      carryOut(Object.keys(values), () => bridge.call('settings:set', values), true);
    },
    [bridge, carryOut],
  );
  const reset = useCallback(
    (id: string) => carryOut([id], () => bridge.call('settings:unset', [id]), true),
    [bridge, carryOut],
  );
  const undo = useCallback(() => {
    if (!lastChange) return;
    const own = lastChange.filter((one) => one.own).map(({ id, value }) => [id, value] as const);
    const others = lastChange.filter((one) => !one.own).map(({ id }) => id);
    if (own.length > 0) {
      const values = Object.fromEntries(own);
      carryOut(Object.keys(values), () => bridge.call('settings:set', values), false);
    }
    if (others.length > 0) carryOut(others, () => bridge.call('settings:unset', others), false);
  }, [bridge, carryOut, lastChange]);

  const retry = useCallback(() => setAsked((count) => count + 1), []);

  const all = useMemo(() => told && withChosen(told, chosen), [told, chosen]);
  return { all, failed, lastChange, refusals, change, reset, undo, retry };
}

function without<V>(values: Readonly<Record<string, V>>, ids: readonly string[]): Record<string, V> {
  return Object.fromEntries(Object.entries(values).filter(([id]) => !ids.includes(id)));
}

function withChosen(told: Answer<'settings:list'>, chosen: Ask<'settings:set'>): Answer<'settings:list'> {
  if (Object.keys(chosen).length === 0) return told;
  const settings = told.settings.map((view) => {
    const value = chosen[view.id];
    return value === undefined ? view : { ...view, value };
  });
  return { ...told, settings };
}
