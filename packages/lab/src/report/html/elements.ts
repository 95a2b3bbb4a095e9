/** The elements that the page is made of. All text is escaped here. */
import { escapeMarkup } from '../markup.ts';

/** What stands in a cell of a table: markup, and whether it is a number. */
export type Cell = { readonly html: string; readonly number?: boolean };

/** A cell of plain text. */
export function text(value: string): Cell {
  return { html: escapeMarkup(value) };
}

/** A cell with a number, to the right. */
export function number(value: string): Cell {
  return { html: escapeMarkup(value), number: true };
}

/** A word that says how good something is; its colour only repeats it. */
export function graded(word: string): Cell {
  return { html: `<span class="${word.replace(/[^a-z-]/g, '')}">${escapeMarkup(word)}</span>` };
}

/** A table that scrolls where it is wider than the page; without a header where that is empty. */
export function table(header: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly Cell[]): string =>
    row.map((cell) => `<${tag}${cell.number === true ? ' class="number"' : ''}>${cell.html}</${tag}>`).join('');
  const head = header.length === 0 ? '' : `<thead><tr>${cells('th', header)}</tr></thead>`;
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
  return `<div class="scroll"><table>${head}<tbody>${body}</tbody></table></div>`;
}

/** A part of the page; parts that are empty are left out. */
export function section(title: string, ...parts: readonly string[]): string {
  return `<section><h2>${escapeMarkup(title)}</h2>${parts.filter((part) => part !== '').join('\n')}</section>`;
}
