/**
 * @file The account, or the calendar in it, is another one than the links were made with: what becomes of them is the
 * user's to say, with each answer's consequence beside it. Nothing is touched before.
 */
import { Button, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { LinkMultipleRegular } from '@fluentui/react-icons';
import { useCallback, useState } from 'react';
import type { AccountState, RelinkHow } from '../../../preload/contract.ts';
import type { RunProblem } from '../../../sync-core/engine/report.ts';
import { Card } from '../../components/card.tsx';
import { ExchangeForm } from '../../components/exchange-form.tsx';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useCommand } from '../../hooks/use-command.ts';
import { useWords } from '../../hooks/use-words.ts';

const useStyles = makeStyles({
  icon: { display: 'inline-flex', fontSize: '1.25rem', color: tokens.colorStatusWarningForeground3 },
  choice: { display: 'flex', flexDirection: 'column' },
  name: { color: tokens.colorNeutralForeground1 },
  faint: { color: tokens.colorNeutralForeground2 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

type Choice = RelinkHow | 'former';

/** To sign in to in the place of an account of another system: nothing is known of it any more. */
function exchangeOf(account: AccountState): AccountState {
  if (account.system === 'exchange') return account;
  return { ...account, system: 'exchange', status: 'notConnected', userName: null, server: null, local: false };
}

function kindOf({ code, system, former }: RunProblem): 'otherFolder' | 'otherAccount' | 'otherSystem' {
  if (code === 'otherFolder') return 'otherFolder';
  return former === undefined || former === system ? 'otherAccount' : 'otherSystem';
}

interface RelinkProps {
  readonly problem: RunProblem;
  readonly accounts: readonly AccountState[];
}

export function Relink({ problem, accounts }: RelinkProps) {
  const styles = useStyles();
  const { t } = useWords();
  const { bridge } = useSurroundings();
  const [choice, setChoice] = useState<Choice>();
  const account = accounts.find(({ system }) => system === problem.system);
  const system = t(`states:system.${problem.system ?? 'unknown'}`);
  const opposite = accounts.find(({ side, status }) => side !== account?.side && status !== 'notConnected');
  const other = t(`states:system.${opposite?.system ?? 'unknown'}`);
  const signIn = problem.former ?? problem.system;
  const former = t(`states:system.${signIn ?? 'unknown'}`);
  const { run, busy } = useCommand(
    useCallback(
      (chosen: Choice) => {
        if (chosen !== 'former') return bridge.call('links:relink', { how: chosen });
        return signIn && signIn !== 'exchange' ? bridge.call('account:connect', { system: signIn }) : Promise.resolve();
      },
      [bridge, signIn],
    ),
  );
  const kind = kindOf(problem);
  const choices: readonly Choice[] =
    kind !== 'otherFolder' && signIn ? ['rematch', 'leave', 'former'] : ['rematch', 'leave'];
  const names = { system, other, former, user: account?.userName ?? t('relink.thisAccount') };
  const wordsOf = (one: Choice) => (one === 'former' && kind === 'otherSystem' ? 'formerSystem' : one);
  const back = kind === 'otherSystem' ? t('accounts.connectOf', { system: former }) : t('accounts.signInAgain');
  return (
    <Card
      title={t(`relink.title.${kind}`, names)}
      before={
        <span className={styles.icon} aria-hidden>
          <LinkMultipleRegular />
        </span>
      }
    >
      <Text>{t(`relink.text.${kind}`, names)}</Text>
      <RadioGroup
        aria-label={t('relink.question')}
        value={choice ?? ''}
        onChange={(_, { value }) => setChoice(value as Choice)}
      >
        {choices.map((one) => (
          <Radio
            key={one}
            value={one}
            label={
              <span className={styles.choice}>
                <Text weight="semibold" className={styles.name}>
                  {t(`relink.choice.${wordsOf(one)}`, names)}
                </Text>
                <Text className={styles.faint}>{t(`relink.consequence.${wordsOf(one)}`, names)}</Text>
              </span>
            }
          />
        ))}
      </RadioGroup>
      <div className={styles.buttons}>
        {choice === 'former' && account && signIn === 'exchange' ? (
          <ExchangeForm account={exchangeOf(account)} primary named={kind === 'otherSystem'} />
        ) : (
          <Button
            appearance="primary"
            disabledFocusable={choice === undefined || busy}
            onClick={() => choice !== undefined && run(choice)}
          >
            {choice === 'former' ? back : t('relink.go')}
          </Button>
        )}
      </div>
    </Card>
  );
}
