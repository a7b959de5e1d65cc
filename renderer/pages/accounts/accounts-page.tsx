/** @file Accounts: the two places that are kept equal, one card each; of the calendars those to choose from, until one is connected. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { AppState } from '../../../preload/contract.ts';
import type { RunProblem } from '../../../sync-core/engine/report.ts';
import { KeyStoreWarning } from '../../components/key-store-warning.tsx';
import { Page } from '../../components/page.tsx';
import { useWords } from '../../hooks/use-words.ts';
import { AccountCard } from './account-card.tsx';
import { Relink } from './relink.tsx';

const useStyles = makeStyles({
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(18rem, 100%), 1fr))',
    alignItems: 'start',
    gap: tokens.spacingHorizontalL,
  },
});

/** The last run ended because links were made with another account or calendar, and nobody has answered yet. */
function relinkQuestion({ lastRun, status }: AppState): RunProblem | undefined {
  const problem = lastRun?.outcome === 'failed' ? lastRun.problem : undefined;
  if (status === 'working' || !problem) return undefined;
  return problem.code === 'otherAccount' || problem.code === 'otherFolder' ? problem : undefined;
}

export function AccountsPage({ state }: { state: AppState }) {
  const styles = useStyles();
  const { t } = useWords();
  const relink = relinkQuestion(state);
  const choice = state.accounts.filter(({ side }) => side === 'calendar').length > 1;
  return (
    <Page title={t('accounts.title')} sentence={t('accounts.text')}>
      {!state.canKeepSecrets && <KeyStoreWarning />}
      {relink && <Relink problem={relink} accounts={state.accounts} />}
      {choice && <Text>{t('accounts.oneOf')}</Text>}
      <div className={styles.cards}>
        {state.accounts.map((account) => (
          <AccountCard key={account.system} account={account} />
        ))}
      </div>
    </Page>
  );
}
