/** @file "Take back this run": a button, and the question that says what it would do. */
import { Button, Link, makeStyles, Skeleton, SkeletonItem, Text, tokens } from '@fluentui/react-components';
import { ArrowUndoRegular } from '@fluentui/react-icons';
import { useEffect, useMemo, useState } from 'react';
import type { AccountState, UndoOutlook } from '../../../preload/contract.ts';
import { useSurroundings } from '../../hooks/surroundings.ts';
import { useWords } from '../../hooks/use-words.ts';
import { UndoDialog } from './undo-dialog.tsx';
import { outlookLines } from './undo-words.ts';

const useStyles = makeStyles({
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
  faint: { color: tokens.colorNeutralForeground2 },
});

interface UndoRunProps {
  readonly runId: string;
  readonly accounts: readonly AccountState[];
  /** Whether there is anything to take back; a question that is open already stays all the same. */
  readonly offered: boolean;
  /** As a link within other words. */
  readonly asLink?: boolean;
}

export function UndoRun({ runId, accounts, offered, asLink = false }: UndoRunProps) {
  const { t } = useWords();
  /** The run that was asked about: another one may have ended since. */
  const [asked, setAsked] = useState<string>();
  const open = () => setAsked(runId);
  return (
    <>
      {offered && asLink && (
        <Link inline as="button" aria-haspopup="dialog" onClick={open}>
          {t('undo.run')}
        </Link>
      )}
      {offered && !asLink && (
        <Button appearance="subtle" icon={<ArrowUndoRegular />} aria-haspopup="dialog" onClick={open}>
          {t('undo.wholeRun')}
        </Button>
      )}
      {asked !== undefined && <AskAboutRun runId={asked} accounts={accounts} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface AskAboutRunProps extends Pick<UndoRunProps, 'runId' | 'accounts'> {
  readonly onClose: () => void;
}

function AskAboutRun({ runId, accounts, onClose }: AskAboutRunProps) {
  const { t } = useWords();
  const { outlook, failed } = useOutlook(runId);
  const what = useMemo(() => ({ runId }), [runId]);
  const lines = useOutlookLines(outlook, accounts);
  return (
    <UndoDialog
      what={what}
      title={t('undo.runTitle')}
      action={t('undo.takeBack')}
      ready={lines.length > 0}
      onClose={onClose}
    >
      {failed && <Text>{t('app.failedText')}</Text>}
      {!failed && !outlook && (
        <Skeleton aria-label={t('app.loading')}>
          <SkeletonItem size={48} />
        </Skeleton>
      )}
      {outlook && <Outlook outlook={outlook} lines={lines} />}
    </UndoDialog>
  );
}

function useOutlookLines(outlook: UndoOutlook | undefined, accounts: readonly AccountState[]): readonly string[] {
  const words = useWords();
  return useMemo(() => (outlook ? outlookLines(outlook, accounts, words) : []), [outlook, accounts, words]);
}

function Outlook({ outlook, lines }: { readonly outlook: UndoOutlook; readonly lines: readonly string[] }) {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <>
      {lines.length === 0 ? (
        <Text>{t('undo.nothingToDo')}</Text>
      ) : (
        <ul className={styles.list}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {outlook.impossible > 0 && (
        <Text className={styles.faint}>{t('undo.impossible', { count: outlook.impossible })}</Text>
      )}
    </>
  );
}

function useOutlook(runId: string): { readonly outlook: UndoOutlook | undefined; readonly failed: boolean } {
  const { bridge } = useSurroundings();
  const [outlook, setOutlook] = useState<UndoOutlook>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let wanted = true;
    bridge.call('undo:look', { runId }).then(
      (answer) => wanted && setOutlook(answer),
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, [bridge, runId]);
  return { outlook, failed };
}
