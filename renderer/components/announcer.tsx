/** @file Tells a screen reader how a run goes: each phase, each quarter of it, and its end; never each item. */
import { makeStyles } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import type { AppState } from '../../preload/contract.ts';
import { useWords } from '../hooks/use-words.ts';
import { hiddenFromSight } from '../theme/hidden.ts';

const useStyles = makeStyles({
  hidden: hiddenFromSight,
});

function quarterOf(progress: AppState['progress']): number {
  return progress?.total ? Math.floor((progress.done / progress.total) * 4) : 0;
}

export function Announcer({ state }: { state: AppState }) {
  const styles = useStyles();
  const { t } = useWords();
  const [said, setSaid] = useState('');
  const before = useRef(state);

  useEffect(() => {
    const { progress } = before.current;
    const now = state.progress;
    before.current = state;
    if (now && (now.phase !== progress?.phase || quarterOf(now) !== quarterOf(progress))) {
      const phase = now.undoing ? t('progress.undoing') : t(`progress.phase.${now.phase}`);
      setSaid(now.total === null ? phase : t('progress.announce', { phase, done: now.done, total: now.total }));
    }
    if (progress?.dryRun && !now) {
      if (state.preview) setSaid(state.preview.problem ? t('preview.failed') : t('preview.ready'));
    } else if (progress && !now) {
      const words = t(`states:state.${state.status}`);
      setSaid(state.status === 'upToDate' ? t('progress.finished') : t('progress.ended', { state: words }));
    }
  }, [state, t]);

  return (
    <div role="status" className={styles.hidden}>
      {said}
    </div>
  );
}
