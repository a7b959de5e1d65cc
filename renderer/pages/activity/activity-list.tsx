/** @file The list itself: by days, newest first, older entries on request. */
import { Accordion, Button, makeStyles, Skeleton, SkeletonItem, Subtitle2, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular, ErrorCircleRegular, HistoryRegular, SearchRegular } from '@fluentui/react-icons';
import type { ActivityFilter, AppState } from '../../../preload/contract.ts';
import { Instead } from '../../components/page.tsx';
import { byDay } from '../../format/activity-days.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useActivity } from '../../hooks/use-activity.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useShow } from '../../hooks/use-show.ts';
import { useWords } from '../../hooks/use-words.ts';
import { hiddenFromSight } from '../../theme/hidden.ts';
import { ActivityRow } from './activity-row.tsx';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  day: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  date: { margin: 0 },
  rows: {
    margin: 0,
    padding: 0,
    listStyle: 'none',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    overflow: 'hidden',
  },
  older: { alignSelf: 'center' },
  buttons: { display: 'flex', flexWrap: 'wrap', justifyContent: 'center', gap: tokens.spacingHorizontalS },
  waiting: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  hidden: hiddenFromSight,
});

interface ActivityListProps {
  readonly filter: ActivityFilter;
  readonly search: string;
  readonly state: AppState;
  readonly onClearSearch: () => void;
  /** To the list of what waits for the user. */
  readonly onReview: () => void;
}

export function ActivityList({ filter, search, state, onClearSearch, onReview }: ActivityListProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { formats } = useSurroundings();
  const { entries, more, loadingOlder, failed, showOlder, retry } = useActivity(filter, search);
  const dayName = useDayName();

  if (!entries) return failed ? <Failed onRetry={retry} /> : <Waiting />;
  if (entries.length === 0) return <Empty filter={filter} search={search} onClearSearch={onClearSearch} />;
  return (
    <div className={styles.list}>
      <span role="status" className={styles.hidden}>
        {t('activity.shown', { count: entries.length })}
      </span>
      <Accordion multiple collapsible className={styles.list}>
        {byDay(entries, formats.dateOf).map((day) => (
          <section key={day.date} className={styles.day} aria-label={dayName(day.date)}>
            <Subtitle2 as="h2" className={styles.date}>
              {dayName(day.date)}
            </Subtitle2>
            <ul className={styles.rows}>
              {day.entries.map((entry) => (
                <ActivityRow
                  key={entry.id}
                  entry={entry}
                  accounts={state.accounts}
                  onReview={state.held > 0 ? onReview : undefined}
                />
              ))}
            </ul>
          </section>
        ))}
      </Accordion>
      {failed && <Failed onRetry={retry} />}
      {more && !failed && (
        <Button className={styles.older} onClick={showOlder} disabledFocusable={loadingOlder}>
          {loadingOlder ? t('activity.olderLoading') : t('activity.older')}
        </Button>
      )}
    </div>
  );
}

/** "Today", "Yesterday", or the day's own name. */
function useDayName(): (date: string) => string {
  const { t } = useWords();
  const { formats } = useSurroundings();
  const now = useNow(60_000);
  const today = formats.dateOf(new Date(now).toISOString());
  return (date) => {
    if (date === today) return t('activity.today');
    return date === formats.dayBefore(today) ? t('activity.yesterday') : formats.day(date);
  };
}

function Waiting() {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <Skeleton aria-label={t('app.loading')} className={styles.waiting}>
      <SkeletonItem size={24} style={{ width: '20%' }} />
      <SkeletonItem size={48} />
      <SkeletonItem size={48} />
      <SkeletonItem size={48} />
      <SkeletonItem size={48} />
    </Skeleton>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
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

function Empty({ filter, search, onClearSearch }: Pick<ActivityListProps, 'filter' | 'search' | 'onClearSearch'>) {
  const styles = useStyles();
  const { t } = useWords();
  const show = useShow();
  if (search !== '') {
    return (
      <Instead
        icon={<SearchRegular />}
        title={t('activity.noneFound', { search })}
        text={t('activity.noneFoundText')}
        action={
          <div className={styles.buttons}>
            <Button onClick={onClearSearch}>{t('activity.clearSearch')}</Button>
            <Button appearance="primary" onClick={() => show('find', 'all', search)}>
              {t('activity.findOut')}
            </Button>
          </div>
        }
      />
    );
  }
  const calm = filter === 'needsYou' || filter === 'failed';
  return (
    <Instead
      icon={calm ? <CheckmarkCircleRegular /> : <HistoryRegular />}
      title={t(`activity.none.${filter}.title`)}
      text={t(`activity.none.${filter}.text`)}
    />
  );
}
