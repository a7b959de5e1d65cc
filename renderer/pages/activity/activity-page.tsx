/** @file Activity: what was carried over, what waits for the user, and why something was left out. */
import { CounterBadge, makeStyles, SearchBox, Tab, TabList, tokens } from '@fluentui/react-components';
import { useCallback, useState } from 'react';
import type { ActivityFilter, AppState } from '../../../preload/contract.ts';
import { Page } from '../../components/page.tsx';
import { useSettled } from '../../hooks/use-settled.ts';
import { useWords } from '../../hooks/use-words.ts';
import { HeldList } from '../held/held-list.tsx';
import { ActivityList } from './activity-list.tsx';

const filters: readonly ActivityFilter[] = ['all', 'needsYou', 'changed', 'leftOut', 'failed'];

const useStyles = makeStyles({
  tools: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
  },
  filters: {
    flexWrap: 'wrap',
    flexShrink: 1,
    maxWidth: '100%',
    marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalMNudge})`,
  },
  filter: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  search: { flex: '1 1 11rem', maxWidth: '18rem' },
});

interface ActivityPageProps {
  readonly state: AppState;
  readonly startWith: ActivityFilter;
  /** What is looked for at first. */
  readonly search: string;
}

export function ActivityPage({ state, startWith, search: sought }: ActivityPageProps) {
  const styles = useStyles();
  const { t } = useWords();
  const [filter, setFilter] = useState(startWith);
  const [typed, setTyped] = useState(sought);
  const review = useCallback(() => setFilter('needsYou'), []);
  const search = useSettled(typed.trim(), 200);
  return (
    <Page title={t('activity.title')} sentence={t('activity.text')}>
      <div className={styles.tools}>
        <TabList
          className={styles.filters}
          aria-label={t('activity.filter')}
          selectedValue={filter}
          onTabSelect={(_, { value }) => setFilter(value as ActivityFilter)}
        >
          {filters.map((one) => (
            <Tab key={one} value={one} id={`filter-${one}`} aria-controls="activity">
              <span className={styles.filter}>
                {t(`activity.filters.${one}`)}
                {one === 'needsYou' && state.held > 0 && <CounterBadge count={state.held} color="brand" size="small" />}
              </span>
            </Tab>
          ))}
        </TabList>
        <SearchBox
          className={styles.search}
          placeholder={t('activity.search')}
          aria-label={t('activity.search')}
          value={typed}
          maxLength={200}
          onChange={(_, { value }) => setTyped(value)}
          onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
        />
      </div>
      <div role="tabpanel" id="activity" aria-labelledby={`filter-${filter}`}>
        {filter === 'needsYou' ? (
          <HeldList state={state} search={search} />
        ) : (
          <ActivityList
            key={`${filter} ${search}`}
            filter={filter}
            search={search}
            state={state}
            onClearSearch={() => setTyped('')}
            onReview={review}
          />
        )}
      </div>
    </Page>
  );
}
