/** @file How much room a setting needs for its control to stand beside its words; with less it stands below them. */

/** Of the setting itself, however wide the window is. */
export const besideWords = '@container (min-width: 40rem)';
