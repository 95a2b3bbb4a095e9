/**
 * How a deadline travels between processes: as the time that is left, since their clocks do not agree (what the wire takes
 * is given away). The header is `x-request-timeout-ms`, the remaining milliseconds as a decimal number: a time that is left is
 * a timeout on the wire, as in `grpc-timeout` and Envoy's `x-envoy-expected-rq-timeout-ms`, and a deadline a moment. The form of
 * `grpc-timeout` ("100m" is 100 milliseconds, "100M" 100 minutes) was not taken: over plain HTTP nobody reads it, its units
 * differ by the case of a letter, and the length of its numbers forces a choice of unit; a gateway that speaks gRPC
 * translates at its edge.
 */

/** The header's name, in lower case as HTTP/2 and Node have it. */
export const deadlineHeader = 'x-request-timeout-ms';

/** The longest time to a deadline: beyond a day it is none, and a large number is an attack, a bug, or of another clock. */
export const longestDeadlineMs = 24 * 60 * 60 * 1000;

/**
 * What to send of a deadline, rounded down, so that the callee never thinks that it has longer than its caller waits;
 * "0" where it has passed; undefined where there is none.
 */
export function formatDeadline(deadlineMs: number, nowMs: number): string | undefined {
  if (deadlineMs === Number.POSITIVE_INFINITY) return undefined;
  return String(Math.floor(Math.min(Math.max(deadlineMs - nowMs, 0), longestDeadlineMs)));
}

/**
 * The deadline that a caller sent, in milliseconds on the clock that `nowMs` was read from; capped at a day from now.
 * Undefined where the header is absent or not a decimal number of at most 15 digits (sent twice, signed, fractional):
 * what cannot be understood must not end calls.
 */
export function parseDeadline(value: string | readonly string[] | undefined, nowMs: number): number | undefined {
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) return undefined;
  return nowMs + Math.min(Number(value), longestDeadlineMs);
}
