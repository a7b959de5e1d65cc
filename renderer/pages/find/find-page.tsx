/** @file "Why is this not synchronised?": looks items up by their title and says how each stands, why, and what helps. */
import { Button, makeStyles, SearchBox, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { ErrorCircleRegular, SearchRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { AppState } from '../../../preload/contract.ts';
import { Instead, Page } from '../../components/page.tsx';
import { useFound } from '../../hooks/use-found.ts';
import { useSettled } from '../../hooks/use-settled.ts';
import { useWords } from '../../hooks/use-words.ts';
import { FoundItem } from './found-item.tsx';
import { NothingFound } from './nothing-found.tsx';

const useStyles = makeStyles({
  search: { width: '100%', maxWidth: '32rem' },
  list: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  count: { color: tokens.colorNeutralForeground2 },
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

interface FindPageProps {
  readonly state: AppState;
  readonly startWith: string;
}

export function FindPage({ state, startWith }: FindPageProps) {
  const styles = useStyles();
  const { t } = useWords();
  const [typed, setTyped] = useState(startWith);
  const title = useSettled(typed.trim(), 250);
  return (
    <Page title={t('find.title')} sentence={t('find.text')}>
      <SearchBox
        className={styles.search}
        size="large"
        placeholder={t('find.search')}
        aria-label={t('find.search')}
        value={typed}
        maxLength={200}
        onChange={(_, { value }) => setTyped(value)}
        onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
      />
      {title === '' ? (
        <Instead icon={<SearchRegular />} title={t('find.start')} text={t('find.startText')} />
      ) : (
        <Results title={title} state={state} />
      )}
    </Page>
  );
}

function Results({ title, state }: { readonly title: string; readonly state: AppState }) {
  const styles = useStyles();
  const { t } = useWords();
  const { items, failed, askAgain } = useFound(title, state.lastRun?.runId);
  if (failed) {
    return (
      <div role="alert">
        <Instead
          icon={<ErrorCircleRegular />}
          title={t('find.failed')}
          text={t('app.failedText')}
          action={<Button onClick={askAgain}>{t('app.retry')}</Button>}
        />
      </div>
    );
  }
  if (!items) {
    return (
      <Skeleton aria-label={t('app.loading')} className={styles.part}>
        <SkeletonItem size={96} />
        <SkeletonItem size={96} />
      </Skeleton>
    );
  }
  return (
    <div className={styles.part}>
      <Text role="status" className={styles.count}>
        {items.length === 0 ? t('find.none', { title }) : t('find.found', { count: items.length })}
      </Text>
      {items.length === 0 && <NothingFound state={state} />}
      <ul className={styles.list}>
        {items.map((item, index) => (
          <FoundItem key={item.items.crm?.id ?? item.items.calendar?.id ?? index} item={item} state={state} />
        ))}
      </ul>
    </div>
  );
}
