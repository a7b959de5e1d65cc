/** @file The rooms of the window. Only rooms that exist are listed; a badge says how much needs the user. */
import { CounterBadge, makeStyles, Nav, NavItem, tokens } from '@fluentui/react-components';
import {
  bundleIcon,
  History20Filled,
  History20Regular,
  Home20Filled,
  Home20Regular,
  Info20Filled,
  Info20Regular,
  People20Filled,
  People20Regular,
} from '@fluentui/react-icons';
import type { ActivityFilter, EventData } from '../../preload/contract.ts';
import { useWords } from '../hooks/use-words.ts';
import { hiddenFromSight } from '../theme/hidden.ts';

export type PageId = EventData<'window:show'>['page'];
/** Goes to a page; in Activity with a filter. */
export type Show = (page: PageId, filter?: ActivityFilter) => void;

const icons = {
  overview: bundleIcon(Home20Filled, Home20Regular),
  accounts: bundleIcon(People20Filled, People20Regular),
  activity: bundleIcon(History20Filled, History20Regular),
  about: bundleIcon(Info20Filled, Info20Regular),
} satisfies Record<PageId, unknown>;

const rooms: readonly PageId[] = ['overview', 'accounts', 'activity'];

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexDirection: 'column',
    boxSizing: 'border-box',
    maxWidth: '16rem',
    padding: tokens.spacingVerticalM,
    backgroundColor: tokens.colorNeutralBackground4,
    borderRight: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    overflowY: 'auto',
  },
  nav: {
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    width: '100%',
    minWidth: 0,
    backgroundColor: 'transparent',
  },
  label: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere', textAlign: 'start' },
  hidden: hiddenFromSight,
  last: { marginTop: 'auto' },
});

interface NavigationProps {
  readonly page: PageId;
  readonly onShow: Show;
  readonly needsYou: number;
}

export function Navigation({ page, onShow, needsYou }: NavigationProps) {
  const styles = useStyles();
  const { t } = useWords();
  const room = (id: PageId) => {
    const Icon = icons[id];
    const badge = id === 'activity' && needsYou > 0;
    return (
      <NavItem key={id} value={id} icon={<Icon />} aria-current={page === id ? 'page' : undefined}>
        <span className={styles.label}>{t(`nav.pages.${id}`)}</span>
        {badge && <span className={styles.hidden}>{t('nav.needsYou', { count: needsYou })}</span>}
        {badge && <CounterBadge count={needsYou} color="brand" size="small" aria-hidden />}
      </NavItem>
    );
  };
  return (
    <nav className={styles.bar} aria-label={t('nav.label')}>
      <Nav className={styles.nav} selectedValue={page} onNavItemSelect={(_, { value }) => onShow(value as PageId)}>
        {rooms.map(room)}
        <div className={styles.last}>{room('about')}</div>
      </Nav>
    </nav>
  );
}
