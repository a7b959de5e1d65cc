/** @file The last 14 days: how much was carried over each day, by direction, with what was held in a colour of its own. */
import { makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import type { AccountState } from '../../../preload/contract.ts';
import type { Side } from '../../../sync-core/model/side.ts';
import { Card } from '../../components/card.tsx';
import { useAnswer } from '../../hooks/use-answer.ts';
import { useWords } from '../../hooks/use-words.ts';
import { HistoryChart } from './history-chart.tsx';

const useStyles = makeStyles({
  faint: { color: tokens.colorNeutralForeground2 },
});

interface HistoryCardProps {
  /** Changes with every run that ended: the history is read again. */
  readonly again: string | undefined;
  readonly accounts: readonly AccountState[];
}

export function HistoryCard({ again, accounts }: HistoryCardProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { answer: days, failed } = useAnswer('history:get', again);
  const system = (side: Side) => t(`states:system.${accounts.find((one) => one.side === side)?.system ?? 'unknown'}`);
  const names = {
    crm: t('overview.chartTo', { system: system('crm') }),
    calendar: t('overview.chartTo', { system: system('calendar') }),
    held: t('overview.chartHeld'),
  };
  const total = days?.reduce((sum, day) => sum + day.crm + day.calendar + day.held, 0) ?? 0;
  return (
    <Card title={t('overview.chart')}>
      {days && total > 0 && <HistoryChart days={days} names={names} />}
      {days && total === 0 && <Text className={styles.faint}>{t('overview.chartEmpty')}</Text>}
      {!days && failed && <Text className={styles.faint}>{t('overview.chartFailed')}</Text>}
      {!days && !failed && (
        <Skeleton aria-label={t('app.loading')}>
          <SkeletonItem size={128} />
        </Skeleton>
      )}
    </Card>
  );
}
