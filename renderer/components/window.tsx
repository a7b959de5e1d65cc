/** @file Navigation on the left, the chosen page on the right, and what is said on every page. */
import {
  makeStyles,
  Toast,
  ToastBody,
  Toaster,
  ToastTitle,
  tokens,
  useId,
  useToastController,
} from '@fluentui/react-components';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActivityFilter, AppState } from '../../preload/contract.ts';
import { useSurroundings } from '../hooks/surroundings.ts';
import { useAppState } from '../hooks/use-app-state.ts';
import { CommandFailureProvider, useCommand } from '../hooks/use-command.ts';
import { useShortcut } from '../hooks/use-shortcut.ts';
import { ShowProvider } from '../hooks/use-show.ts';
import { useWords } from '../hooks/use-words.ts';
import { AboutPage } from '../pages/about/about-page.tsx';
import { AccountsPage } from '../pages/accounts/accounts-page.tsx';
import { ActivityPage } from '../pages/activity/activity-page.tsx';
import { FindPage } from '../pages/find/find-page.tsx';
import { OverviewPage } from '../pages/overview/overview-page.tsx';
import { PreferencesPage } from '../pages/preferences/preferences-page.tsx';
import { Announcer } from './announcer.tsx';
import { Navigation, type PageId, type Show } from './navigation.tsx';
import { PageFailed, PageLoading } from './page.tsx';
import { StandingNotices } from './standing-notices.tsx';

const useStyles = makeStyles({
  window: {
    position: 'relative',
    display: 'grid',
    gridTemplateColumns: 'minmax(10.5rem, max-content) minmax(0, 1fr)',
    '@media (max-width: 37.5rem)': { gridTemplateColumns: 'max-content minmax(0, 1fr)' },
    height: '100%',
  },
  side: { display: 'flex', flexDirection: 'column', minHeight: 0, minWidth: 0 },
  page: {
    // What is hidden from sight is placed in here, so that it cannot make the window itself scroll.
    position: 'relative',
    flexGrow: 1,
    minHeight: 0,
    overflowY: 'auto',
    display: 'flex',
    flexDirection: 'column',
    backgroundColor: tokens.colorNeutralBackground2,
    ':focus-visible': { outline: 'none' },
  },
});

export function Window() {
  const styles = useStyles();
  const toasterId = useId('toaster');
  const sayFailed = useFailureToast(toasterId);
  return (
    <CommandFailureProvider value={sayFailed}>
      <Toaster toasterId={toasterId} position="bottom-end" />
      <Rooms className={styles.window} />
    </CommandFailureProvider>
  );
}

/** Says that a command was not carried out, without covering what the user is doing. */
function useFailureToast(toasterId: string): () => void {
  const { dispatchToast } = useToastController(toasterId);
  const { t } = useWords();
  return useCallback(() => {
    dispatchToast(
      <Toast>
        <ToastTitle>{t('app.commandFailed')}</ToastTitle>
        <ToastBody>{t('app.commandFailedText')}</ToastBody>
      </Toast>,
      { intent: 'error' },
    );
  }, [dispatchToast, t]);
}

function Rooms({ className }: { className: string }) {
  const styles = useStyles();
  const { bridge } = useSurroundings();
  const { state, failed, retry } = useAppState(bridge);
  const [{ page, filter, search }, setPlace] = useState<Place>({ page: 'overview', filter: 'all', search: '' });
  const main = useRef<HTMLElement>(null);
  const syncNow = useCommand(useCallback(() => bridge.call('sync:now'), [bridge]));
  useShortcut('r', syncNow.run);

  const choose = useCallback<Show>(
    (wanted, filtered = 'all', sought = '') => setPlace({ page: wanted, filter: filtered, search: sought }),
    [],
  );
  const show = useCallback<Show>(
    (wanted, filtered, sought) => {
      choose(wanted, filtered, sought);
      main.current?.scrollTo({ top: 0 });
      main.current?.focus();
    },
    [choose],
  );
  useEffect(() => bridge.on('window:show', (wanted) => show(wanted.page)), [bridge, show]);

  return (
    <ShowProvider value={show}>
      <div className={className}>
        <Navigation page={page} onShow={choose} needsYou={state?.held ?? 0} />
        <div className={styles.side}>
          {state && <StandingNotices state={state} />}
          <main className={styles.page} ref={main} tabIndex={-1}>
            {state && <PageOf page={page} filter={filter} search={search} state={state} onShow={show} />}
            {!state && (failed ? <PageFailed onRetry={retry} /> : <PageLoading />)}
          </main>
        </div>
        {state && <Announcer state={state} />}
      </div>
    </ShowProvider>
  );
}

interface Place {
  readonly page: PageId;
  readonly filter: ActivityFilter;
  readonly search: string;
}

interface PageProps extends Place {
  readonly state: AppState;
  readonly onShow: Show;
}

function PageOf({ page, filter, search, state, onShow }: PageProps) {
  switch (page) {
    case 'overview':
      return <OverviewPage state={state} onShow={onShow} />;
    case 'accounts':
      return <AccountsPage state={state} />;
    case 'crm':
    case 'calendar':
    case 'advanced':
      return <PreferencesPage key={page} page={page} state={state} />;
    case 'activity':
      return <ActivityPage key={`${filter} ${search}`} startWith={filter} search={search} state={state} />;
    case 'find':
      return <FindPage key={search} startWith={search} state={state} />;
    case 'about':
      return <AboutPage />;
  }
}
