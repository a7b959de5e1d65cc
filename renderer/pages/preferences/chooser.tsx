/** @file A button that offers a few things to choose from. */
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import type { ReactElement } from 'react';

interface ChooserProps {
  readonly icon?: ReactElement;
  readonly label: string;
  readonly disabled: boolean;
  readonly items: readonly { readonly key: string; readonly label: string; readonly choose: () => void }[];
}

export function Chooser({ icon, label, disabled, items }: ChooserProps) {
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button size="small" {...(icon ? { icon } : {})} disabled={disabled}>
          {label}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {items.map((item) => (
            <MenuItem key={item.key} onClick={item.choose}>
              {item.label}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
