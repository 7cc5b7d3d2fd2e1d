import { type Setting, settingList } from './setting-list.js';

/** The settings as a table in Markdown. */
export function settingsTable(): string {
  const lines = settingList.map((setting) => {
    const { path, variable, isSecret, description } = setting;
    const name = `\`${path.join('.')}\`${isSecret ? `, \`${path.join('.')}File\`` : ''}`;
    const variables = `\`${variable}\`${isSecret ? `, \`${variable}_FILE\`` : ''}`;
    return `| ${name} | ${variables} | ${fallbackOf(setting)} | ${description.replaceAll('|', '\\|')} |`;
  });
  return ['| setting | environment variable | default | meaning |', '|---|---|---|---|', ...lines].join('\n');
}

function fallbackOf({ value, isRequired }: Setting): string {
  if (isRequired) return 'required';
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'none';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
