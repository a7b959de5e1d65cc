/** @file What the first run will do, in words: while it is found out, when it is known, and when it could not be. */
import { Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useCallback, useEffect } from 'react';
import type { AppState } from '../../../preload/contract.ts';
import type { RunProblem, RunReport } from '../../../sync-core/engine/report.ts';
import type { LeftOutCode } from '../../../sync-core/model/reason.ts';
import type { Side } from '../../../sync-core/model/side.ts';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';
import { ProgressLines } from './run-progress.tsx';

const useStyles = makeStyles({
  part: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    paddingBlockStart: tokens.spacingVerticalM,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  list: { margin: 0, listStyleType: 'disc', paddingInlineStart: tokens.spacingHorizontalXL, overflowWrap: 'anywhere' },
  faint: { color: tokens.colorNeutralForeground2 },
});

/** Problems that a run would get over by itself; a look ahead is not made again by itself. */
const passing: ReadonlySet<RunProblem['code']> = new Set([
  'offline',
  'unavailable',
  'tenantUnavailable',
  'throttled',
  'cursorExpired',
  'cancelled',
]);

/** Found out by itself as soon as both accounts are connected and nobody has looked yet. */
export function Preview({ state }: { state: AppState }) {
  const styles = useStyles();
  const { t } = useWords();
  const { bridge } = useSurroundings();
  const { run: look, busy } = useCommand(useCallback(() => bridge.call('sync:preview'), [bridge]));
  const { preview, progress } = state;
  const unknown = preview === null && progress === null;
  useEffect(() => {
    if (unknown) look();
  }, [unknown, look]);

  if (progress) {
    return (
      <div className={styles.part}>
        <ProgressLines progress={progress} calm={t('preview.calm')} />
      </div>
    );
  }
  if (!preview) return null;
  if (preview.problem) {
    const text = passing.has(preview.problem.code) ? t('preview.failedText') : undefined;
    return <ProblemMessage problem={preview.problem} again={{ run: look, busy }} text={text} />;
  }
  return <Found report={preview} state={state} onAgain={look} />;
}

interface FoundProps {
  readonly report: RunReport;
  readonly state: AppState;
  readonly onAgain: () => void;
}

function Found({ report, state, onAgain }: FoundProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { formats } = useSurroundings();
  return (
    <section className={styles.part} aria-label={t('preview.title')}>
      <Text weight="semibold">{t('preview.title')}</Text>
      <ul className={styles.list}>
        {(['crm', 'calendar'] as const).map((side) => (
          <Writes key={side} report={report} side={side} state={state} />
        ))}
        <li>{report.adopted > 0 ? t('preview.linked', { count: report.adopted }) : t('preview.nothingLinked')}</li>
        <LeftOut report={report} />
      </ul>
      <Text className={styles.faint}>
        {t('preview.asOf', { time: formats.time(report.finishedAt) })}{' '}
        <Link inline as="button" onClick={onAgain}>
          {t('preview.again')}
        </Link>
      </Text>
    </section>
  );
}

interface WritesProps {
  readonly report: RunReport;
  readonly side: Side;
  readonly state: AppState;
}

/** What is added is always said; the rest only where there is some. */
function Writes({ report, side, state }: WritesProps) {
  const { t } = useWords();
  const { created, updated, removed } = report.written[side];
  const system = t(`states:system.${state.accounts.find((one) => one.side === side)?.system ?? 'unknown'}`);
  return (
    <>
      <li>{created > 0 ? t('preview.added', { count: created, system }) : t('preview.nothingAdded', { system })}</li>
      {updated > 0 && <li>{t('preview.changed', { count: updated, system })}</li>}
      {removed > 0 && <li>{t('preview.deleted', { count: removed, system })}</li>}
    </>
  );
}

function LeftOut({ report }: { report: RunReport }) {
  const styles = useStyles();
  const { t } = useWords();
  const reasons = (Object.entries(report.leftOut) as [LeftOutCode, number][])
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one);
  const count = reasons.reduce((sum, [, some]) => sum + some, 0);
  if (count === 0) return <li>{t('preview.nothingLeftOut')}</li>;
  return (
    <li>
      {t('preview.leftOut', { count })}
      <ul className={styles.list}>
        {reasons.map(([code, some]) => (
          <li key={code}>
            {t('preview.reason', { count: some, reason: t(`reasons:reason.${code}.title`) })}{' '}
            <span className={styles.faint}>{t(`reasons:reason.${code}.text`)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
