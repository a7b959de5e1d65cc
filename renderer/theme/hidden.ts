/** @file A style for what is heard but not seen. */
import type { GriffelStyle } from '@fluentui/react-components';

export const hiddenFromSight: GriffelStyle = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  margin: '-1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
};
