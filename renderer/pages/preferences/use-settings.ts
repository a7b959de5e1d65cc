/** @file The settings as they are, and changing one: what was refused is said beside it, and what was changed can be undone. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer, Ask, SettingView } from '../../../preload/contract.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useAnswer } from '../../hooks/use-answer.ts';

/** What was changed last, as it was before. */
export interface LastChange {
  readonly id: string;
  readonly before: Pick<SettingView, 'value' | 'own'>;
}

export interface Settings {
  /** undefined until they are known. */
  readonly all: Answer<'settings:list'> | undefined;
  readonly failed: boolean;
  readonly lastChange: LastChange | undefined;
  /** Why the last change of a setting was not made. */
  readonly refusals: Readonly<Record<string, Refusal>>;
  change(id: string, value: Ask<'settings:set'>[string]): void;
  /** Back to what is standard. */
  reset(id: string): void;
  undo(): void;
  /** Asks for all settings again. */
  retry(): void;
}

export type Refusal = NonNullable<Answer<'settings:set'>['refused']>['why'] | 'failed';

export function useSettings(): Settings {
  const { bridge } = useSurroundings();
  const [asked, setAsked] = useState(0);
  const { answer: all, failed } = useAnswer('settings:list', String(asked));
  const [lastChange, setLastChange] = useState<LastChange>();
  const [refusals, setRefusals] = useState<Settings['refusals']>({});
  const known = useRef(all);
  useEffect(() => {
    known.current = all;
  }, [all]);

  /** One after the other, in the order in which they were made. */
  const queue = useRef(Promise.resolve());
  const carryOut = useCallback(
    (
      id: string,
      make: () => Promise<Answer<'settings:set'>>,
      changed: (before: SettingView) => LastChange | undefined,
    ) => {
      queue.current = queue.current.then(async () => {
        const before = known.current?.settings.find((one) => one.id === id);
        const why = await make().then(
          ({ refused }): Refusal | undefined => refused?.why,
          () => 'failed' as const,
        );
        setRefusals(({ [id]: _, ...others }) => (why ? { ...others, [id]: why } : others));
        if (!why && before) setLastChange(changed(before));
        setAsked((count) => count + 1);
      });
    },
    [],
  );

  const change = useCallback<Settings['change']>(
    (id, value) =>
      carryOut(
        id,
        () => bridge.call('settings:set', { [id]: value }),
        (before) => ({ id, before }),
      ),
    [bridge, carryOut],
  );
  const reset = useCallback(
    (id: string) =>
      carryOut(
        id,
        () => bridge.call('settings:unset', [id]),
        (before) => ({ id, before }),
      ),
    [bridge, carryOut],
  );
  const undo = useCallback(() => {
    if (!lastChange) return;
    const { id, before } = lastChange;
    const back = () =>
      before.own ? bridge.call('settings:set', { [id]: before.value }) : bridge.call('settings:unset', [id]);
    carryOut(id, back, () => undefined);
  }, [bridge, carryOut, lastChange]);

  const retry = useCallback(() => setAsked((count) => count + 1), []);

  return { all, failed, lastChange, refusals, change, reset, undo, retry };
}
