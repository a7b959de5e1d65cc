/** @file The counts of Overview: what is linked, what the last run wrote, what it left out. All from the store. */
import { Link, makeStyles, Text, tokens, typographyStyles } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { AppState } from '../../../preload/contract.ts';
import type { RunReport } from '../../../sync-core/engine/report.ts';
import { itemKind, type Side } from '../../../sync-core/model/side.ts';
import { Card } from '../../components/card.tsx';
import type { Show } from '../../components/navigation.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useWords } from '../../hooks/use-words.ts';
import { UndoRun } from '../undo/undo-run.tsx';

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(8rem, 1fr))',
    gap: tokens.spacingHorizontalL,
    margin: 0,
  },
  item: { display: 'flex', flexDirection: 'column-reverse', justifyContent: 'flex-end', minWidth: 0 },
  value: { ...typographyStyles.title3, margin: 0, fontVariantNumeric: 'tabular-nums' },
  name: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

interface GlanceProps {
  readonly state: AppState;
  readonly onShow: Show;
}

function writes({ written }: RunReport, side: Side): number {
  const { created, updated, removed } = written[side];
  return created + updated + removed;
}

/** Something was written, and not in order to take something back. */
function canBeTakenBack(run: RunReport): boolean {
  return run.trigger !== 'undo' && writes(run, 'crm') + writes(run, 'calendar') > 0;
}

export function Glance({ state, onShow }: GlanceProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { formats } = useSurroundings();
  const now = useNow(60_000);
  const run = state.lastRun;
  const system = (side: Side) =>
    t(`states:system.${state.accounts.find((one) => one.side === side)?.system ?? 'unknown'}`);
  const leftOut = Object.values(run?.leftOut ?? {}).reduce((sum, count) => sum + count, 0);
  return (
    <Card label={t('overview.counts')}>
      <dl className={styles.list}>
        {itemKind.options
          .filter((kind) => kind === 'appointment' || state.linked[kind] > 0)
          .map((kind) => (
            <Count key={kind} value={formats.count(state.linked[kind])}>
              {t(`overview.linked.${kind}`, { count: state.linked[kind] })}
            </Count>
          ))}
        {run && (
          <>
            {(['crm', 'calendar'] as const).map((side) => (
              <Count key={side} value={formats.count(writes(run, side))}>
                {t('overview.written', { system: system(side) })}
              </Count>
            ))}
            <Count value={formats.count(leftOut)}>
              {t('overview.leftOut')} ·{' '}
              <Link inline onClick={() => onShow('activity', 'leftOut')}>
                {t('overview.leftOutWhy')}
              </Link>
            </Count>
          </>
        )}
      </dl>
      {run && (
        <Text>
          {t('overview.lastRunAt', { time: formats.timeOrDay(run.finishedAt, now) })}{' '}
          <UndoRun runId={run.runId} accounts={state.accounts} offered={canBeTakenBack(run)} asLink />
        </Text>
      )}
    </Card>
  );
}

function Count({ value, children }: { value: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.item}>
      <dt className={styles.name}>{children}</dt>
      <dd className={styles.value}>{value}</dd>
    </div>
  );
}
