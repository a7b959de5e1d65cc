/** @file A side of the synchronisation as a picture: the CRM, or the calendar. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { CalendarLtrRegular, PeopleTeamRegular } from '@fluentui/react-icons';
import type { Side } from '../../sync-core/model/side.ts';

const useStyles = makeStyles({
  tile: {
    display: 'grid',
    placeItems: 'center',
    flexShrink: 0,
    width: '2.5rem',
    height: '2.5rem',
    fontSize: '1.5rem',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorBrandForeground2,
    backgroundColor: tokens.colorBrandBackground2,
    // In a narrow window the names need the room.
    '@media (max-width: 47.9375rem)': { display: 'none' },
  },
});

export function SystemIcon({ side }: { side: Side }) {
  const styles = useStyles();
  return (
    <span className={styles.tile} aria-hidden>
      {side === 'crm' ? <PeopleTeamRegular /> : <CalendarLtrRegular />}
    </span>
  );
}
