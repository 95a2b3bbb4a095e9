/** Whether answers flow so steadily that a crash shows what a crash does, and not what a cold start does. Pure. */
import type { BalancerState } from './balancer-state.ts';
import type { BalancerWindow } from './balancer-windows.ts';

/** A replica that is to be killed, and since when it is waited for steady answers. */
export interface WarmUpWish {
  readonly replica: string;
  readonly fromUs: number;
}

/** `steady`: the replica may be killed. `late`: it did not become steady in time, and nothing is to be killed. */
export type WarmUp =
  | { readonly kind: 'warming'; readonly steadyMs: number; readonly ratePerSecond: number | null }
  | { readonly kind: 'steady' }
  | { readonly kind: 'late' };

/** Windows are of about a second: two of them make two seconds, give or take what a timer is late. */
export const steadyForMs = 2000;
const timerMs = 100;
/** How long the answers may take to become steady. */
export const steadyWithinMs = 20_000;
/** Of the requests that the load intends, so many at least are answered in a steady second. */
const steadyShare = 0.9;

/**
 * How far the warm-up has come.
 *
 * @param state the newest one of the balancer.
 * @param intendedPerSecond of the load; null before it is known.
 * @param nowUs by the journal.
 */
export function readWarmUp(
  { replica, fromUs }: WarmUpWish,
  state: BalancerState,
  intendedPerSecond: number | null,
  nowUs: number,
): WarmUp {
  const isUsual = (window: BalancerWindow) => isSteady(window, replica, intendedPerSecond);
  const unsteady = state.windows.findLastIndex((window) => !isUsual(window));
  const steady = state.windows.slice(unsteady + 1);
  const steadyMs = steady.reduce((sum, { startUs, endUs }) => sum + (endUs - startUs) / 1000, 0);
  const last = state.windows.at(-1);
  // What was steady before is worth nothing if the balancer has fallen silent.
  const isFresh = last !== undefined && last.endUs >= nowUs - steadyForMs * 1000;
  if (isFresh && steadyMs >= steadyForMs - timerMs) return { kind: 'steady' };
  if (nowUs - fromUs > steadyWithinMs * 1000) return { kind: 'late' };
  return { kind: 'warming', steadyMs, ratePerSecond: last === undefined ? null : rateOf(last) };
}

function isSteady(window: BalancerWindow, replica: string, intendedPerSecond: number | null): boolean {
  if (intendedPerSecond === null || window.panic || window.failures > 0) return false;
  const isOut = window.replicas.some(({ state }) => state === 'down' || state === 'ejected');
  const isUsed = window.replicas.some(
    ({ id, state, requests }) => id === replica && state !== 'draining' && requests > 0,
  );
  return !isOut && isUsed && rateOf(window) >= steadyShare * intendedPerSecond;
}

function rateOf({ requests, startUs, endUs }: BalancerWindow): number {
  return endUs > startUs ? (requests * 1e6) / (endUs - startUs) : 0;
}
