/**
 * @file The two themes. Both are Fluent's own, with the operating system's font first. High contrast needs no third one:
 * where the system forces colours, Fluent's components take the system's.
 */
import { type Theme, webDarkTheme, webLightTheme } from '@fluentui/react-components';

const fontFamilyBase = "'Segoe UI Variable', 'Segoe UI', system-ui, -apple-system, Roboto, 'DejaVu Sans', sans-serif";

export const themes: Readonly<Record<'light' | 'dark', Theme>> = {
  light: { ...webLightTheme, fontFamilyBase },
  dark: { ...webDarkTheme, fontFamilyBase },
};
