import type { Paint } from './paint.ts';
import { padTo, widthOf } from './text-width.ts';

/** A column: its heading, and whether its values are figures, which are aligned on the right. */
interface Column {
  readonly heading: string;
  readonly figures?: boolean;
}

/** Rows as aligned text with a heading; no rule lines, so that it can be cut into words. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[], paint: Paint): string {
  const widths = columns.map(({ heading }, index) =>
    Math.max(widthOf(heading), ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const format = (cells: readonly string[]): string =>
    columns
      .map(({ figures }, index) => padTo(cells[index] ?? '', widths[index] ?? 0, figures === true ? 'left' : 'right'))
      .join('  ')
      .trimEnd();
  const head = format(columns.map(({ heading }) => heading));
  return [paint.dim(head), ...rows.map(format)].join('\n');
}
