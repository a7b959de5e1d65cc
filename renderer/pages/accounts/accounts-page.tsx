/** @file Accounts: the two places that are kept equal, one card each. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { AppState } from '../../../preload/contract.ts';
import { KeyStoreWarning } from '../../components/key-store-warning.tsx';
import { Page } from '../../components/page.tsx';
import { useWords } from '../../hooks/use-words.ts';
import { AccountCard } from './account-card.tsx';

const useStyles = makeStyles({
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(18rem, 100%), 1fr))',
    alignItems: 'start',
    gap: tokens.spacingHorizontalL,
  },
});

export function AccountsPage({ state }: { state: AppState }) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <Page title={t('accounts.title')} sentence={t('accounts.text')}>
      {!state.canKeepSecrets && <KeyStoreWarning />}
      <div className={styles.cards}>
        {state.accounts.map((account) => (
          <AccountCard key={account.system} account={account} />
        ))}
      </div>
    </Page>
  );
}
