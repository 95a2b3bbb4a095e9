/** Colours, which only underline what the words say already. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  warning(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

/** @param color false gives every text back unchanged. */
export function makePaint(color: boolean): Paint {
  const wrap = (open: number, close: number) => (text: string) =>
    color ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return { good: wrap(32, 39), bad: wrap(31, 39), warning: wrap(33, 39), dim: wrap(2, 22), strong: wrap(1, 22) };
}

/** Whether to use colours, by the conventions of no-color.org and force-color.org. */
export function wantsColor(environment: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== '') return false;
  if (environment.FORCE_COLOR !== undefined) return environment.FORCE_COLOR !== '0';
  return isTerminal && environment.TERM !== 'dumb';
}
