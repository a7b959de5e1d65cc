/** @file The rooms of the window. Only rooms that exist are listed; a badge says how much needs the user. */
import { CounterBadge, makeStyles, Nav, NavItem, tokens } from '@fluentui/react-components';
import {
  BuildingPeople20Filled,
  BuildingPeople20Regular,
  bundleIcon,
  CalendarSettings20Filled,
  CalendarSettings20Regular,
  History20Filled,
  History20Regular,
  Home20Filled,
  Home20Regular,
  Info20Filled,
  Info20Regular,
  Options20Filled,
  Options20Regular,
  People20Filled,
  People20Regular,
  QuestionCircle20Filled,
  QuestionCircle20Regular,
} from '@fluentui/react-icons';
import type { ActivityFilter, EventData } from '../../preload/contract.ts';
import { useWords } from '../hooks/use-words.ts';
import { hiddenFromSight } from '../theme/hidden.ts';

export type PageId = EventData<'window:show'>['page'];
/** Goes to a page; in Activity with a filter, there and in Find with something to look for. */
export type Show = (page: PageId, filter?: ActivityFilter, search?: string) => void;

const icons = {
  overview: bundleIcon(Home20Filled, Home20Regular),
  accounts: bundleIcon(People20Filled, People20Regular),
  activity: bundleIcon(History20Filled, History20Regular),
  find: bundleIcon(QuestionCircle20Filled, QuestionCircle20Regular),
  crm: bundleIcon(BuildingPeople20Filled, BuildingPeople20Regular),
  calendar: bundleIcon(CalendarSettings20Filled, CalendarSettings20Regular),
  advanced: bundleIcon(Options20Filled, Options20Regular),
  about: bundleIcon(Info20Filled, Info20Regular),
} satisfies Record<PageId, unknown>;

const rooms: readonly PageId[] = ['overview', 'accounts', 'crm', 'calendar', 'activity', 'find', 'advanced'];

const narrow = '@media (max-width: 37.5rem)';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexDirection: 'column',
    boxSizing: 'border-box',
    maxWidth: '16rem',
    padding: tokens.spacingVerticalM,
    [narrow]: { padding: tokens.spacingVerticalXS },
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
  // In a very narrow (or much enlarged) window the pictures stand alone; their names are still heard.
  item: { [narrow]: { minWidth: 0, paddingInline: tokens.spacingHorizontalS } },
  label: {
    flexGrow: 1,
    minWidth: 0,
    overflowWrap: 'anywhere',
    textAlign: 'start',
    // The name of the page that is shown is bold: each has that much room, so that the bar stays as wide as it is.
    '::after': {
      display: 'block',
      height: 0,
      overflow: 'hidden',
      visibility: 'hidden',
      fontWeight: tokens.fontWeightSemibold,
      content: 'attr(data-name)',
    },
    [narrow]: hiddenFromSight,
  },
  badge: { [narrow]: { position: 'absolute', insetInlineEnd: 0, insetBlockStart: 0 } },
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
      <NavItem
        key={id}
        className={styles.item}
        value={id}
        icon={<Icon />}
        title={t(`nav.pages.${id}`)}
        aria-current={page === id ? 'page' : undefined}
      >
        <span className={styles.label} data-name={t(`nav.pages.${id}`)}>
          {t(`nav.pages.${id}`)}
        </span>
        {badge && <span className={styles.hidden}>{t('nav.needsYou', { count: needsYou })}</span>}
        {badge && <CounterBadge className={styles.badge} count={needsYou} color="brand" size="small" aria-hidden />}
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
