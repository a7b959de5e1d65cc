/** @file The state as a picture: shape and colour, so that neither is needed alone. Its words stand beside it. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  ArrowSyncCircleRegular,
  CheckmarkCircleFilled,
  CloudOffRegular,
  ErrorCircleFilled,
  PauseCircleRegular,
  PersonAlertRegular,
  PlugConnectedRegular,
} from '@fluentui/react-icons';
import type { AppStatus } from '../../preload/contract.ts';

const icons = {
  setUp: PlugConnectedRegular,
  upToDate: CheckmarkCircleFilled,
  working: ArrowSyncCircleRegular,
  paused: PauseCircleRegular,
  needsYou: PersonAlertRegular,
  offline: CloudOffRegular,
  error: ErrorCircleFilled,
} satisfies Record<AppStatus, unknown>;

const useStyles = makeStyles({
  icon: { fontSize: '2.5rem', lineHeight: 0, flexShrink: 0, color: tokens.colorNeutralForeground3 },
  setUp: { color: tokens.colorBrandForeground1 },
  upToDate: { color: tokens.colorStatusSuccessForeground1 },
  working: { color: tokens.colorBrandForeground1 },
  needsYou: { color: tokens.colorStatusWarningForeground3 },
  error: { color: tokens.colorStatusDangerForeground1 },
  paused: {},
  offline: {},
});

export function StateIcon({ status }: { status: AppStatus }) {
  const styles = useStyles();
  const Icon = icons[status];
  return (
    <span className={mergeClasses(styles.icon, styles[status])} aria-hidden>
      <Icon />
    </span>
  );
}
