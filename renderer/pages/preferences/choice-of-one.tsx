/** @file One of a system's list, found by typing. What is chosen and no longer in the list stays readable. */
import { Combobox, makeStyles, Option, OptionGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { standardWords, valueWords } from '../../../locales/preference.ts';
import { useWords } from '../../hooks/use-words.ts';
import type { ControlProps } from './control.ts';
import { ListState } from './list-state.tsx';
import type { ChoiceList } from './use-choice-lists.ts';

const useStyles = makeStyles({ list: { width: '100%', maxWidth: '30rem', minWidth: 0 } });

interface Offered {
  readonly key: string;
  readonly value: ControlProps['view']['value'];
  readonly label: string;
  /** The heading that it stands under; absent: none. */
  readonly group?: string | undefined;
}

export function ChoiceOfOne({ view, list, disabled, onChange }: ControlProps & { readonly list: ChoiceList }) {
  const styles = useStyles();
  const words = useWords();
  const [typed, setTyped] = useState<string>();
  if (list.state !== 'known') return <ListState list={list} />;

  const { id, value, builtIn } = view;
  // It need not be in the list: it is what the system itself would choose.
  const usual = standardWords(words, id) ?? valueWords(words, id, String(builtIn));
  const first: Offered = { key: 'usual', value: builtIn, label: usual ?? words.t('preferences:value.standard') };
  const named = list.choices.map((one): Offered => ({ key: `=${one.value}`, ...one }));
  const inList = [first, ...named.filter((one) => one.value !== builtIn)];
  const missing = { key: 'missing', value, label: words.t('preferences:choices.unknown', { value: String(value) }) };
  const all = inList.some((one) => one.value === value) ? inList : [...inList, missing];
  const chosen = all.find((one) => one.value === value) ?? first;
  const wanted = typed?.trim().toLocaleLowerCase() ?? '';
  const found = all.filter(({ label }) => label.toLocaleLowerCase().includes(wanted));

  return (
    <Combobox
      className={styles.list}
      disabled={disabled}
      value={typed ?? chosen.label}
      selectedOptions={[chosen.key]}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onOpenChange={(_, { open }) => !open && setTyped(undefined)}
      onOptionSelect={(_, { optionValue }) => {
        const option = all.find(({ key }) => key === optionValue);
        setTyped(undefined);
        if (option && option.value !== value) onChange(option.value);
      }}
    >
      {byGroup(found).map(([group, offered]) =>
        group === '' ? (
          <Options key={group} offered={offered} />
        ) : (
          <OptionGroup key={group} label={group}>
            <Options offered={offered} />
          </OptionGroup>
        ),
      )}
      {found.length === 0 && (
        <Option disabled value="" text="">
          {words.t('preferences:choices.none')}
        </Option>
      )}
    </Combobox>
  );
}

/** In the order in which the groups come up; what has no heading is first. */
function byGroup(offered: readonly Offered[]): readonly (readonly [string, readonly Offered[]])[] {
  const groups = Map.groupBy(offered, ({ group }) => group ?? '');
  return [...groups].sort(([one], [other]) => Number(one !== '') - Number(other !== ''));
}

function Options({ offered }: { readonly offered: readonly Offered[] }) {
  return offered.map(({ key, label }) => (
    <Option key={key} value={key} text={label}>
      {label}
    </Option>
  ));
}
