/** @file The lists of the connected systems that a page's settings are chosen from, each asked for once. */
import { useCallback, useEffect, useState } from 'react';
import type { Answer } from '../../../preload/contract.ts';
import type { RunProblem } from '../../../sync-core/engine/report.ts';
import { type Choice, type ChoiceSource, choiceSource } from '../../../sync-core/model/choice.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';

/** A list as far as it is known. */
export type ChoiceList =
  | { readonly state: 'loading' }
  | {
      readonly state: 'failed';
      readonly problem: RunProblem /** Asks again for all that failed. */;
      readonly retry: () => void;
    }
  | { readonly state: 'known'; readonly choices: readonly Choice[] };

export type ChoiceLists = (source: ChoiceSource) => ChoiceList;

/** @param sources the lists that the page shows; asked for again when an account was connected (`again`) */
export function useChoiceLists(sources: readonly ChoiceSource[], again: string): ChoiceLists {
  const { bridge } = useSurroundings();
  const [answers, setAnswers] = useState<Partial<Record<ChoiceSource, Answer<'settings:choices'>>>>({});
  const ask = useCallback(
    (source: ChoiceSource) => {
      setAnswers(({ [source]: _, ...others }) => others);
      const tell = (answer: Answer<'settings:choices'>) => setAnswers((others) => ({ ...others, [source]: answer }));
      bridge
        .call('settings:choices', { source })
        .then(tell, () => tell({ choices: [], problem: { code: 'internal' } }));
    },
    [bridge],
  );
  const question = JSON.stringify({ sources: [...new Set(sources)], again });
  useEffect(() => {
    const asked: { sources: ChoiceSource[] } = JSON.parse(question);
    for (const source of asked.sources) ask(source);
  }, [ask, question]);
  return useCallback(
    (source) => {
      const answer = answers[source];
      if (!answer) return { state: 'loading' };
      if (!answer.problem) return { state: 'known', choices: answer.choices };
      // What keeps one list away mostly keeps the others away, too: one button asks for all that are missing.
      const failed = choiceSource.options.filter((one) => answers[one]?.problem);
      return { state: 'failed', problem: answer.problem, retry: () => failed.forEach(ask) };
    },
    [answers, ask],
  );
}
