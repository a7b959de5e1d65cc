/** @file Several of a system's list, with a search where it is long; what none chosen means is said. */
import {
  Checkbox,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  mergeClasses,
  Text,
  tokens,
} from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { standardWords } from '../../../locales/preference.ts';
import type { Choice } from '../../../sync-core/model/choice.ts';
import { useWords } from '../../hooks/use-words.ts';
import type { ControlProps } from './control.ts';
import { firstRunMinutes } from './first-run.ts';
import { ListState } from './list-state.tsx';

const longList = 8;
/** A list that is longer has a room of its own to be scrolled in. */
const mostUnscrolled = 24;
/** More are found by searching: nobody reads them, and drawing them takes time. */
const mostShown = 200;

const useStyles = makeStyles({
  search: { width: '100%', maxWidth: '24rem' },
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(14rem, 100%), 1fr))',
    alignItems: 'start',
  },
  scrolling: { maxHeight: '18rem', overflowY: 'auto' },
  entry: { alignItems: 'start' },
  label: { display: 'flex', flexDirection: 'column', overflowWrap: 'anywhere' },
  faint: { color: tokens.colorNeutralForeground2 },
});

export function ChoiceOfSeveral({ view, list, disabled, onChange }: ControlProps) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const [wanted, setWanted] = useState('');
  // What is chosen meanwhile stays where it is: nothing jumps away under the hand.
  const [chosenAtFirst] = useState(view.value);
  if (list?.state !== 'known') return list ? <ListState list={list} /> : null;

  const chosen = Array.isArray(view.value) ? view.value : [];
  const missing = chosen.filter((value) => !list.choices.some((one) => one.value === value));
  const all: readonly Choice[] = [
    ...missing.map((value) => ({
      value: Number(value),
      label: t('preferences:choices.unknown', { value: String(value) }),
    })),
    ...list.choices,
  ];
  if (all.length === 0) return <ListState list={list} />;
  const typed = wanted.trim().toLocaleLowerCase();
  const inOrder = all.length > mostUnscrolled ? firstAmong(all, chosenAtFirst) : all;
  const found = inOrder.filter(({ label, group = '' }) => `${label} ${group}`.toLocaleLowerCase().includes(typed));
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
      <div className={mergeClasses(styles.list, found.length > mostUnscrolled && styles.scrolling)}>
        {found.slice(0, mostShown).map((one) => (
          <Checkbox
            className={styles.entry}
            key={String(one.value)}
            label={<Label choice={one} />}
            disabled={disabled}
            checked={chosen.includes(one.value)}
            onChange={(_, { checked }) =>
              onChange(checked === true ? [...chosen, one.value] : chosen.filter((value) => value !== one.value))
            }
          />
        ))}
      </div>
      {found.length > mostShown && (
        <Text size={200} className={styles.faint}>
          {t('preferences:choices.shown', { shown: mostShown, count: found.length })}
        </Text>
      )}
      <Text className={styles.faint} role="status">
        {found.length === 0
          ? t('preferences:choices.none')
          : chosen.length === 0
            ? (standardWords(words, view.id) ?? t('preferences:value.empty'))
            : t('preferences:choices.chosen', { count: chosen.length })}
      </Text>
      <LongFirstRun chosen={list.choices.filter(({ value }) => chosen.includes(value))} />
    </>
  );
}

/** What was chosen before stands above the others, where it would be far down in a long list. */
function firstAmong(all: readonly Choice[], chosen: ControlProps['view']['value']): readonly Choice[] {
  const isChosen = ({ value }: Choice) => Array.isArray(chosen) && chosen.includes(value);
  return [...all.filter(isChosen), ...all.filter((one) => !isChosen(one))];
}

/** The name, and under it where it stands and how many belong to it. */
function Label({ choice: { label, group, size } }: { readonly choice: Choice }) {
  const styles = useStyles();
  const { t } = useWords();
  const members = size === undefined ? undefined : t('preferences:choices.members', { count: size });
  const more = [group, members].filter((one) => one !== undefined && one !== '').join(', ');
  return (
    <span className={styles.label}>
      {label}
      {more !== '' && (
        <Text size={200} className={styles.faint}>
          {more}
        </Text>
      )}
    </span>
  );
}

function LongFirstRun({ chosen }: { readonly chosen: readonly Choice[] }) {
  const { t } = useWords();
  const persons = chosen.reduce((sum, { size = 0 }) => sum + size, 0);
  const minutes = firstRunMinutes(persons);
  if (minutes === null) return null;
  return (
    <MessageBar intent="warning" layout="multiline" politeness="polite">
      <MessageBarBody>{t('preferences:selections.long', { persons, count: minutes })}</MessageBarBody>
    </MessageBar>
  );
}
