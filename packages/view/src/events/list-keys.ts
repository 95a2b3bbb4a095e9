/**
 * The row to which a key moves, as lists do (WAI-ARIA practices, listbox); null for other keys and empty lists.
 *
 * @param from the row that is selected; null where none is, and the way then begins at the end of the list.
 * @param page how many rows are visible.
 */
export function rowAfterKey(key: string, from: number | null, count: number, page: number): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const clamp = (row: number) => Math.min(last, Math.max(0, row));
  const step = Math.max(1, page - 1);
  switch (key) {
    case 'ArrowDown':
      return from === null ? last : clamp(from + 1);
    case 'ArrowUp':
      return from === null ? last : clamp(from - 1);
    case 'PageDown':
      return from === null ? last : clamp(from + step);
    case 'PageUp':
      return clamp((from ?? last) - step);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
