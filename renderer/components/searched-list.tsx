/**
 * @file One of a list, found by typing. Of a long list only the first entries are drawn: nobody reads thousands, and whoever types
 * finds the others.
 */
import { Combobox, makeStyles, Option, OptionGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { useWords } from '../hooks/use-words.ts';

const mostShown = 100;

const useStyles = makeStyles({
  box: { width: '100%', minWidth: 0 },
  // A long name ends in dots; its tooltip has the whole.
  input: { textOverflow: 'ellipsis' },
  list: { maxHeight: '20rem' },
});

export interface Entry {
  readonly key: string;
  readonly label: string;
  /** The heading that it stands under; absent: none, and it stands above all that have one. */
  readonly group?: string | undefined;
}

interface SearchedListProps {
  readonly entries: readonly Entry[];
  readonly chosen: string;
  readonly disabled: boolean;
  readonly onChoose: (key: string) => void;
}

export function SearchedList({ entries, chosen, disabled, onChoose }: SearchedListProps) {
  const styles = useStyles();
  const { t } = useWords();
  const [typed, setTyped] = useState<string>();
  const wanted = typed?.trim().toLocaleLowerCase() ?? '';
  const found = entries.filter(({ label, group = '' }) => `${label}\n${group}`.toLocaleLowerCase().includes(wanted));
  const label = entries.find(({ key }) => key === chosen)?.label ?? '';
  const shown = firstWithChosen(found, chosen);
  const said =
    found.length === 0
      ? t('preferences:choices.none')
      : found.length > mostShown
        ? t('preferences:choices.shown', { shown: mostShown, count: found.length })
        : undefined;
  return (
    <Combobox
      className={styles.box}
      listbox={{ className: styles.list }}
      disabled={disabled}
      onFocus={(event) => event.currentTarget.select()}
      input={{ className: styles.input, title: label }}
      value={typed ?? label}
      selectedOptions={[chosen]}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onOpenChange={(_, { open }) => !open && setTyped(undefined)}
      onOptionSelect={(_, { optionValue }) => {
        // Also told, without a value, of typing that is the beginning of no entry: nothing is chosen by that.
        if (!entries.some(({ key }) => key === optionValue)) return;
        setTyped(undefined);
        if (optionValue !== undefined && optionValue !== chosen) onChoose(optionValue);
      }}
    >
      {byGroup(shown).map(([group, offered]) =>
        group === '' ? (
          <Options key={group} offered={offered} />
        ) : (
          <OptionGroup key={group} label={group}>
            <Options offered={offered} />
          </OptionGroup>
        ),
      )}
      {said !== undefined && (
        <Option disabled value="" text="">
          {said}
        </Option>
      )}
    </Combobox>
  );
}

/** What is chosen is among them, wherever it stands in the whole list. */
function firstWithChosen(found: readonly Entry[], chosen: string): readonly Entry[] {
  const place = found.findIndex(({ key }) => key === chosen);
  return found.filter((_, index) => index < mostShown || index === place);
}

/** In the order in which the groups come up; what has no heading is first. */
function byGroup(offered: readonly Entry[]): readonly (readonly [string, readonly Entry[]])[] {
  const groups = Map.groupBy(offered, ({ group }) => group ?? '');
  return [...groups].sort(([one], [other]) => Number(one !== '') - Number(other !== ''));
}

function Options({ offered }: { readonly offered: readonly Entry[] }) {
  return offered.map(({ key, label }) => (
    <Option key={key} value={key} text={label}>
      {label}
    </Option>
  ));
}
