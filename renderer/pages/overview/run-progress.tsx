/** @file A run while it goes on: what it does, how far it is, how long it still takes. */
import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { AppState } from '../../../preload/contract.ts';
import { Card } from '../../components/card.tsx';
import { timeLeft, type Watch, watch } from '../../format/time-left.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useWords } from '../../hooks/use-words.ts';

const useStyles = makeStyles({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalL}`,
  },
  faint: { color: tokens.colorNeutralForeground2 },
});

type Progress = NonNullable<AppState['progress']>;

/** The phase as it was when it was first seen. */
function useWatch(progress: Progress, now: number): Watch {
  const [watched, setWatched] = useState(() => watch(undefined, progress, now));
  const current = watch(watched, progress, now);
  if (current !== watched) setWatched(current);
  return current;
}

export function RunProgress({ progress }: { progress: Progress }) {
  const { t } = useWords();
  return (
    <Card label={t('progress.label')}>
      <ProgressLines progress={progress} calm={t('progress.safe')} />
    </Card>
  );
}

interface ProgressLinesProps {
  readonly progress: Progress;
  /** What is so meanwhile, for as long as it goes on. */
  readonly calm: string;
}

export function ProgressLines({ progress, calm }: ProgressLinesProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { formats } = useSurroundings();
  const now = useNow(1_000);
  const { done, total, phase } = progress;
  const phaseName = progress.undoing ? t('progress.undoing') : t(`progress.phase.${phase}`);
  const watched = useWatch(progress, now);
  const left = timeLeft(watched, progress, now);
  const waiting = progress.waiting && Date.parse(progress.waiting.until) > now ? progress.waiting : null;
  return (
    <>
      <div className={styles.line}>
        <Text weight="semibold">{phaseName}</Text>
        <Text className={styles.faint}>
          {total === null ? done > 0 && t('progress.soFar', { done }) : t('progress.ofTotal', { done, total })}
        </Text>
      </div>
      <ProgressBar
        thickness="large"
        {...(total === null ? {} : { value: Math.min(done, total), max: Math.max(total, 1) })}
        aria-label={phaseName}
      />
      {waiting && (
        <Text>
          {t(`progress.waiting.${waiting.why}`, {
            system: t(`states:system.${waiting.system}`),
            time: formats.time(waiting.until),
          })}
        </Text>
      )}
      <Text className={styles.faint}>
        {!waiting && left !== undefined && `${t('progress.left', { time: formats.duration(left) })} `}
        {calm}
      </Text>
    </>
  );
}
