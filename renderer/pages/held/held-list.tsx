/** @file "Needs you": what waits for the user's word, by question, each with its explanation and its answers. */
import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular, ErrorCircleRegular } from '@fluentui/react-icons';
import { useCallback, useMemo, useState } from 'react';
import type { AppState } from '../../../preload/contract.ts';
import { Instead } from '../../components/page.tsx';
import { useHeld } from '../../hooks/use-held.ts';
import { useWords } from '../../hooks/use-words.ts';
import { hiddenFromSight } from '../../theme/hidden.ts';
import { HeldGroupCard } from './held-group-card.tsx';
import { groupHeld } from './held-groups.ts';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  intro: { color: tokens.colorNeutralForeground2 },
  waiting: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  hidden: hiddenFromSight,
});

interface HeldListProps {
  readonly state: AppState;
  /** Part of a title; empty: all. */
  readonly search: string;
}

export function HeldList({ state, search }: HeldListProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { entries, failed, readAgain } = useHeld(state.held);
  const [said, setSaid] = useState('');
  const groups = useMemo(() => {
    const wanted = search.toLowerCase();
    return groupHeld((entries ?? []).filter(({ title }) => (title ?? '').toLowerCase().includes(wanted)));
  }, [entries, search]);
  const paused = state.paused !== null;
  const decided = useCallback(
    (count: number) => {
      setSaid(t(paused ? 'held.decidedPaused' : 'held.decided', { count }));
      readAgain();
    },
    [t, paused, readAgain],
  );

  return (
    <div className={styles.list}>
      <div role="status" className={styles.hidden}>
        {said}
      </div>
      {!entries && (failed ? <Failed onRetry={readAgain} /> : <Waiting />)}
      {entries && groups.length === 0 && <NothingHeld search={search} />}
      {groups.length > 0 && <Text className={styles.intro}>{t('held.intro')}</Text>}
      {groups.map((group) => (
        <HeldGroupCard
          key={`${group.question} ${group.side}`}
          group={group}
          accounts={state.accounts}
          onDecided={decided}
        />
      ))}
    </div>
  );
}

function NothingHeld({ search }: { readonly search: string }) {
  const { t } = useWords();
  return (
    <Instead
      icon={<CheckmarkCircleRegular />}
      title={search === '' ? t('activity.none.needsYou.title') : t('activity.noneFound', { search })}
      text={search === '' ? t('activity.none.needsYou.text') : t('activity.noneFoundText')}
    />
  );
}

function Waiting() {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <Skeleton aria-label={t('held.loading')} className={styles.waiting}>
      <SkeletonItem size={24} style={{ width: '30%' }} />
      <SkeletonItem size={96} />
      <SkeletonItem size={96} />
    </Skeleton>
  );
}

function Failed({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useWords();
  return (
    <div role="alert">
      <Instead
        icon={<ErrorCircleRegular />}
        title={t('activity.loadFailed')}
        text={t('app.failedText')}
        action={<Button onClick={onRetry}>{t('app.retry')}</Button>}
      />
    </div>
  );
}
