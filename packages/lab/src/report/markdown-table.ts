/** A table of Markdown. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(header), `|${header.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

/** Text that cannot break a table, nor become markup of its own. Code spans are left as they are. */
export function escapeCell(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
  return flat.startsWith('`')
    ? flat
    : flat
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll(/([*_`[\]])/g, '\\$1');
}
