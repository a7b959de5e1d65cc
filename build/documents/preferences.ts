/**
 * @file Writes `docs/preferences.md` out of the settings' own schema and words; run it after one of them has changed.
 *
 *   node build/documents/preferences.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createWords } from '../../locales/index.ts';
import { settingWords, standardWords } from '../../locales/preference.ts';
import { type SettingId, settingIds, settingsSchema, traitsOf } from '../../main/settings/schema.ts';
import { allowedFor, formatSetting } from '../../main/settings/text.ts';
import { preferencePages } from '../../sync-core/preferences/traits.ts';

export const documentPath = fileURLToPath(new URL('../../docs/preferences.md', import.meta.url));

const head = `# Preferences

Every setting, as it is called in the settings file, the policy ([administrators.md](administrators.md)) and on the command line
(\`--set id=value\`). This page is written by \`node build/documents/preferences.ts\` out of the schema that the program checks them by.
`;

const inCell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function preferencesDocument(): string {
  const words = createWords('en');
  const standard = settingsSchema.parse({});

  function row(id: SettingId): string {
    const { label, help } = settingWords(words, id);
    const allowed = allowedFor(id);
    const filled = 'choices' in allowed ? { ...allowed, choices: allowed.choices.join(', ') } : allowed;
    const takes = words.t(`commandLine:allowed.${allowed.kind}`, filled);
    const value = formatSetting(standard[id]);
    const meaning = standardWords(words, id);
    const usual = [...(value === '' ? [] : [`\`${value}\``]), ...(meaning === undefined ? [] : [meaning])].join(': ');
    const cells = [`\`${id}\``, `**${label}**: ${help}`, takes, usual];
    return `| ${cells.map(inCell).join(' | ')} |`;
  }

  const pages = Object.entries(preferencePages).map(([page, sections]) => {
    const tables = sections.flatMap((section) => {
      const ids = settingIds.filter((id) => traitsOf(id).section === section);
      if (ids.length === 0) return [];
      const title = words.t(`preferences:section.${section}.title`);
      return [
        `### ${title}\n\n| Id | What it does | Takes | Default |\n|---|---|---|---|\n${ids.map(row).join('\n')}\n`,
      ];
    });
    const title = words.t(`preferences:page.${page as keyof typeof preferencePages}.title`);
    return `## ${title}\n\n${tables.join('\n')}`;
  });
  return `${head}\n${pages.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(documentPath, preferencesDocument());
