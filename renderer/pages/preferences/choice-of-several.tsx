/** @file Several of a system's list, with a search where it is long. None chosen means all. */
import { Checkbox, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useWords } from '../../hooks/use-words.ts';
import type { ControlProps } from './control.ts';
import { ListState } from './list-state.tsx';

const longList = 8;

const useStyles = makeStyles({
  search: { width: '100%', maxWidth: '30rem' },
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(14rem, 100%), 1fr))',
    maxHeight: '18rem',
    overflowY: 'auto',
  },
  faint: { color: tokens.colorNeutralForeground2 },
});

export function ChoiceOfSeveral({ view, list, disabled, onChange }: ControlProps) {
  const styles = useStyles();
  const { t } = useWords();
  const [wanted, setWanted] = useState('');
  if (list?.state !== 'known') return list ? <ListState list={list} /> : null;

  const chosen = Array.isArray(view.value) ? view.value : [];
  const missing = chosen.filter((value) => !list.choices.some((one) => one.value === value));
  const all = [
    ...list.choices,
    ...missing.map((value) => ({ value, label: t('preferences:choices.unknown', { value: String(value) }) })),
  ];
  if (all.length === 0) return <ListState list={list} />;
  const found = all.filter(({ label }) => label.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase()));
  return (
    <>
      {all.length > longList && (
        <Input
          className={styles.search}
          type="search"
          contentBefore={<SearchRegular />}
          aria-label={t('preferences:choices.search')}
          placeholder={t('preferences:choices.search')}
          value={wanted}
          onChange={(_, { value }) => setWanted(value)}
        />
      )}
      <div className={styles.list}>
        {found.map(({ value, label }) => (
          <Checkbox
            key={String(value)}
            label={label}
            disabled={disabled}
            checked={chosen.includes(value)}
            onChange={(_, { checked }) =>
              onChange(checked === true ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
          />
        ))}
      </div>
      <Text className={styles.faint} role="status">
        {found.length === 0
          ? t('preferences:choices.none')
          : chosen.length === 0
            ? t('preferences:value.all')
            : t('preferences:choices.chosen', { count: chosen.length })}
      </Text>
    </>
  );
}
