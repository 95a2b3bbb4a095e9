/**
 * Whether a field `If-None-Match` names the current entity tag (RFC 9110, section 13.1.2): a list of tags, compared
 * weakly, or `*` for any.
 *
 * @param field absent where the client sent none.
 */
export function namesEntityTag(field: string | undefined, current: string): boolean {
  if (field === undefined) return false;
  if (field.trim() === '*') return true;
  return field.matchAll(/"[^"]*"/g).some(([tag]) => tag === current);
}
