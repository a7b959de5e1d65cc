/** @file What came of taking back: how much, and what not for which reason, with the way to each of those entries. */
import { Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useEffect, useMemo, useState } from 'react';
import type { ActivityEntry, UndoReport } from '../../../sync-core/engine/report.ts';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { scrollsByKeyboard } from '../../components/scrolls-by-keyboard.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useShow } from '../../hooks/use-show.ts';
import { useWords } from '../../hooks/use-words.ts';
import { titleOf } from '../activity/entry-words.ts';
import { byRefusal } from './undo-words.ts';

/** How many entries are named for each reason; more than these are only counted. */
const named = 20;

const useStyles = makeStyles({
  result: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  reason: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS },
  list: {
    margin: 0,
    maxHeight: '30vh',
    overflowY: 'auto',
    paddingInlineStart: tokens.spacingHorizontalXL,
    overflowWrap: 'anywhere',
  },
  faint: { color: tokens.colorNeutralForeground2 },
});

interface UndoResultProps {
  readonly report: UndoReport;
  /** A link leads away from here. */
  readonly onLeave: () => void;
}

export function UndoResult({ report, onLeave }: UndoResultProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { undone, refused, problem } = report;
  const reasons = useMemo(() => byRefusal(refused), [refused]);
  const entries = useEntries(useMemo(() => reasons.flatMap(({ ids }) => ids.slice(0, named)), [reasons]));
  return (
    <div role="status" className={styles.result}>
      <Text weight="semibold">
        {undone > 0 ? t('undo.done', { count: undone }) : t('undo.doneNothing')}
        {refused.length > 0 && ` ${t('undo.notDone', { count: refused.length })}`}
      </Text>
      {problem && <ProblemMessage problem={problem} withoutAction />}
      {reasons.map(({ code, ids }) => (
        <div key={code} className={styles.reason}>
          <Text>
            {t('undo.because', { count: ids.length, reason: t(`reasons:undo.${code}.title`) })}{' '}
            <span className={styles.faint}>{t(`reasons:undo.${code}.text`)}</span>
          </Text>
          <ul className={styles.list} {...scrollsByKeyboard} aria-label={t(`reasons:undo.${code}.title`)}>
            {ids.slice(0, named).map((id) => (
              <Refused key={id} entry={entries.get(id)} onLeave={onLeave} />
            ))}
            {ids.length > named && <li>{t('undo.more', { count: ids.length - named })}</li>}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Refused({ entry, onLeave }: { readonly entry: ActivityEntry | undefined; readonly onLeave: () => void }) {
  const words = useWords();
  const show = useShow();
  if (!entry) return null;
  const title = titleOf(entry, words);
  // A private one has no title to be found by.
  if (!entry.title?.trim()) return <li>{title}</li>;
  return (
    <li>
      <Link
        inline
        as="button"
        onClick={() => {
          onLeave();
          show('activity', 'all', entry.title ?? '');
        }}
      >
        {title}
      </Link>
    </li>
  );
}

/** The entries with these ids, as far as they could be read. */
function useEntries(ids: readonly number[]): ReadonlyMap<number, ActivityEntry> {
  const { bridge } = useSurroundings();
  const [entries, setEntries] = useState<ReadonlyMap<number, ActivityEntry>>(new Map());
  useEffect(() => {
    let wanted = true;
    Promise.allSettled(ids.map((id) => bridge.call('activity:entry', { id }))).then((answers) => {
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value ? [answer.value] : []));
      if (wanted) setEntries(new Map(found.map((entry) => [entry.id, entry])));
    });
    return () => {
      wanted = false;
    };
  }, [bridge, ids]);
  return entries;
}
