/** @file For a part that scrolls and has nothing to focus inside: the keyboard must reach it, to scroll it. */
export const scrollsByKeyboard = { tabIndex: 0 } as const;
