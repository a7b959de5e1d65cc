/** @file One of a system's list, found by typing. What is chosen and no longer in the list stays readable. */
import { standardWords, valueWords } from '../../../locales/preference.ts';
import { type Entry, SearchedList } from '../../components/searched-list.tsx';
import { useWords } from '../../hooks/use-words.ts';
import type { ControlProps } from './control.ts';
import { ListState } from './list-state.tsx';
import type { ChoiceList } from './use-choice-lists.ts';

interface Offered extends Entry {
  readonly value: ControlProps['view']['value'];
}

export function ChoiceOfOne({ view, list, disabled, onChange }: ControlProps & { readonly list: ChoiceList }) {
  const words = useWords();
  if (list.state !== 'known') return <ListState list={list} />;

  const { id, value, builtIn } = view;
  // It need not be in the list: it is what the system itself would choose.
  const usual = standardWords(words, id) ?? valueWords(words, id, String(builtIn));
  const first: Offered = { key: 'usual', value: builtIn, label: usual ?? words.t('preferences:value.standard') };
  const named = list.choices.map(
    ({ value: itsOwn, label, group, of }): Offered => ({
      key: `=${itsOwn}`,
      value: itsOwn,
      label,
      group: of === undefined ? group : words.t(`preferences:choices.of.${of}`),
    }),
  );
  const inList = [first, ...named.filter((one) => one.value !== builtIn)];
  const missing = { key: 'missing', value, label: words.t('preferences:choices.unknown', { value: String(value) }) };
  const all = inList.some((one) => one.value === value) ? inList : [...inList, missing];
  return (
    <SearchedList
      entries={all}
      chosen={all.find((one) => one.value === value)?.key ?? first.key}
      disabled={disabled}
      onChoose={(key) => {
        const option = all.find((one) => one.key === key);
        if (option) onChange(option.value);
      }}
    />
  );
}
