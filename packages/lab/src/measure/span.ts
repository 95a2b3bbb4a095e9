/** A span of time on the monotonic clock. */
export interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** A window belongs to the span that its middle lies in; windows are cut where phases begin and end. */
export function isWithin(window: Span, span: Span): boolean {
  const middleUs = (window.startUs + window.endUs) / 2;
  return middleUs >= span.startUs && middleUs < span.endUs;
}
