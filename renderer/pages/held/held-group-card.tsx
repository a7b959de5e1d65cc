/** @file One question about several items: what happened, which items, and the answers for all or for the chosen ones. */
import { Badge, Button, Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowSplitRegular, DeleteRegular, EditRegular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import type { AccountState } from '../../../preload/contract.ts';
import { Card } from '../../components/card.tsx';
import { useWords } from '../../hooks/use-words.ts';
import { DecideButtons } from './decide-buttons.tsx';
import type { HeldGroup } from './held-groups.ts';
import { HeldRow } from './held-row.tsx';
import { systemsOf } from './held-words.ts';

const icons = {
  conflict: ArrowSplitRegular,
  manyRemovals: DeleteRegular,
  manyChanges: EditRegular,
} as const satisfies Record<HeldGroup['question'], unknown>;

/** How many items are shown before one asks for more. */
const shownAtFirst = 50;
const shownMore = 200;

const useStyles = makeStyles({
  icon: { display: 'inline-flex', fontSize: '1.25rem', color: tokens.colorStatusWarningForeground3 },
  about: { maxWidth: '46rem' },
  tools: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
  },
  all: { display: 'flex', alignItems: 'center', marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalS})` },
  rows: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    overflow: 'hidden',
  },
  more: { alignSelf: 'center' },
});

interface HeldGroupCardProps {
  readonly group: HeldGroup;
  readonly accounts: readonly AccountState[];
  readonly onDecided: (count: number) => void;
}

export function HeldGroupCard({ group, accounts, onDecided }: HeldGroupCardProps) {
  const styles = useStyles();
  const words = useWords();
  const { t } = words;
  const { question, entries } = group;
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const [shown, setShown] = useState(shownAtFirst);
  const chosen = useMemo(() => entries.filter(({ id }) => picked.has(id)), [entries, picked]);
  const visible = entries.slice(0, shown);
  const hidden = entries.length - visible.length;
  const Icon = icons[question];
  const several = entries.length > 1;
  const pick = (id: number, on: boolean) =>
    setPicked((known) => new Set(on ? [...known, id] : [...known].filter((one) => one !== id)));

  return (
    <Card
      title={t(`reasons:ask.${question}.title`)}
      before={
        <span className={styles.icon} aria-hidden>
          <Icon />
        </span>
      }
      beside={
        <Badge appearance="tint" color="warning">
          {t('held.waits', { count: entries.length })}
        </Badge>
      }
    >
      <Text className={styles.about}>
        {t(`held.about.${question}`, { ...systemsOf(group, accounts, words), count: entries.length })}
      </Text>
      {several && (
        <div className={styles.tools}>
          <Checkbox
            className={styles.all}
            checked={chosen.length === 0 ? false : chosen.length === entries.length ? true : 'mixed'}
            label={
              chosen.length === 0
                ? t('held.chooseAll')
                : t('held.chosen', { count: chosen.length, total: entries.length })
            }
            onChange={(_, { checked }) => setPicked(new Set(checked === true ? entries.map(({ id }) => id) : []))}
          />
          <DecideButtons
            asked={group}
            entries={chosen.length > 0 ? chosen : entries}
            scope={chosen.length > 0 && chosen.length < entries.length ? 'chosen' : 'all'}
            accounts={accounts}
            onDecided={onDecided}
          />
        </div>
      )}
      <ul className={styles.rows} aria-label={t('held.list')}>
        {visible.map((entry) => (
          <HeldRow
            key={entry.id}
            entry={entry}
            asked={group}
            accounts={accounts}
            picked={several ? picked.has(entry.id) : undefined}
            onPick={pick}
            onDecided={onDecided}
            alone={!several}
          />
        ))}
      </ul>
      {hidden > 0 && (
        <Button className={styles.more} onClick={() => setShown(shown + shownMore)}>
          {t('held.more', { count: Math.min(hidden, shownMore) })}
        </Button>
      )}
    </Card>
  );
}
