/** @file SuperOffice ↔ the calendar: which two accounts are kept equal. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowLeftRegular, ArrowRightRegular, ArrowSwapRegular, LinkDismissRegular } from '@fluentui/react-icons';
import type { AccountState, AppState } from '../../../preload/contract.ts';
import { itemKind } from '../../../sync-core/model/side.ts';
import { defaultPreferences } from '../../../sync-core/preferences/schema.ts';
import { Card } from '../../components/card.tsx';
import { LongName } from '../../components/long-name.tsx';
import { SystemIcon } from '../../components/system-icon.tsx';
import { useAnswer } from '../../hooks/use-answer.ts';
import { useWords } from '../../hooks/use-words.ts';
import { flowsOf } from './flows.ts';

const useStyles = makeStyles({
  line: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto minmax(0, 1fr)',
    alignItems: 'center',
    gap: tokens.spacingHorizontalL,
  },
  end: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM, minWidth: 0 },
  words: { display: 'flex', flexDirection: 'column', minWidth: 0, overflowWrap: 'anywhere' },
  faint: { color: tokens.colorNeutralForeground2 },
  kinds: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalXXL,
    rowGap: tokens.spacingVerticalXS,
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  kind: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalSNudge },
  arrows: { fontSize: '1.75rem', lineHeight: 0, color: tokens.colorNeutralForeground3 },
});

const arrows = {
  twoWay: ArrowSwapRegular,
  crmToCalendar: ArrowRightRegular,
  calendarToCrm: ArrowLeftRegular,
  none: LinkDismissRegular,
} as const;

export function LinkLine({ state }: { state: AppState }) {
  const styles = useStyles();
  const { t } = useWords();
  const { answer: preferences } = useAnswer('preferences:get', state.lastRun?.runId);
  const flows = flowsOf(preferences ?? defaultPreferences);
  const Arrows = arrows[flows.all];
  const crm = state.accounts.find(({ side }) => side === 'crm');
  const calendar = state.accounts.find(({ side }) => side === 'calendar');
  const facts = {
    crm: t(`states:system.${crm?.system ?? 'unknown'}`),
    calendar: t(`states:system.${calendar?.system ?? 'unknown'}`),
  };
  return (
    <Card label={t('overview.between')}>
      <div className={styles.line}>
        {crm && <End account={crm} />}
        <span className={styles.arrows} role="img" aria-label={t(`overview.flow.all.${flows.all}`, facts)}>
          <Arrows />
        </span>
        {calendar && <End account={calendar} />}
      </div>
      {flows.unusual && (
        <ul className={styles.kinds} aria-label={t('overview.flow.kinds')}>
          {itemKind.options.map((kind) => (
            <li key={kind} className={styles.kind}>
              <Text weight="semibold">{t(`overview.flow.kind.${kind}`)}</Text>
              <Text className={styles.faint}>{t(`overview.flow.way.${flows.of[kind]}`, facts)}</Text>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function End({ account }: { account: AccountState }) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <div className={styles.end}>
      <SystemIcon side={account.side} />
      <div className={styles.words}>
        <Text weight="semibold">{t(`states:system.${account.system}`)}</Text>
        <Text className={styles.faint}>
          {account.userName === null ? t('overview.notConnected') : <LongName name={account.userName} length={34} />}
        </Text>
      </div>
    </div>
  );
}
