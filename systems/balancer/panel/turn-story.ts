/** Whether answers came in turns, and if they did not, why, as far as the balancer's windows tell. Pure. */
import type { BalancerWindow } from './balancer-windows.ts';
import type { Answerer } from './read-answers.ts';

/** Something of the time in which was asked that keeps the order from being simple turns. */
export type TurnBreaker =
  /** They get less than their share at first. */
  | { readonly kind: 'slow-start' | 'out' | 'draining'; readonly replicas: readonly string[] }
  /** Some are given more turns than others. */
  | { readonly kind: 'weights' }
  /** The answer is of whoever was quicker, or healthier. */
  | { readonly kind: 'repeated'; readonly hedges: number; readonly retries: number }
  /** Requests of others took turns in between. */
  | { readonly kind: 'others'; readonly requests: number };

/** Whether each answered once before anyone did again, round by round in one order. */
export function areInTurns(answers: readonly Answerer[]): boolean {
  const ids = answers.map(({ instance }) => instance);
  const round = new Set(ids).size;
  const isFirstRound = new Set(ids.slice(0, round)).size === round;
  return isFirstRound && ids.every((id, index) => index < round || id === ids[index - round]);
}

/**
 * What the windows tell of the time in which was asked: those that overlap with it, and the one before, which says how the
 * replicas stood when it began.
 *
 * @param span by the journal. @param asked how many of the requests were its own.
 */
export function readTurnBreakers(
  windows: readonly BalancerWindow[],
  span: { readonly fromUs: number; readonly untilUs: number },
  asked: number,
): readonly TurnBreaker[] {
  const during = windows.filter(({ startUs, endUs }) => endUs > span.fromUs && startUs <= span.untilUs);
  const before = windows.findLast(({ endUs }) => endUs <= span.fromUs);
  const told = before === undefined ? during : [before, ...during];
  const breakers: TurnBreaker[] = [];
  const inState = (...states: readonly string[]) => {
    const rows = told.flatMap(({ replicas }) => replicas).filter(({ state }) => states.includes(state));
    return [...new Set(rows.map(({ id }) => id))].toSorted();
  };
  const states = { 'slow-start': ['slow-start'], out: ['ejected', 'down'], draining: ['draining'] } as const;
  for (const kind of ['slow-start', 'out', 'draining'] as const) {
    const replicas = inState(...states[kind]);
    if (replicas.length > 0) breakers.push({ kind, replicas });
  }
  const weights = new Set(told.at(-1)?.replicas.map(({ weight }) => weight));
  if (weights.size > 1) breakers.push({ kind: 'weights' });
  const sum = (of: (window: BalancerWindow) => number) => during.reduce((total, window) => total + of(window), 0);
  const [hedges, retries] = [sum((window) => window.hedges), sum((window) => window.retries)];
  if (hedges + retries > 0) breakers.push({ kind: 'repeated', hedges, retries });
  const others = sum(({ requests }) => requests) - asked;
  if (others > 0) breakers.push({ kind: 'others', requests: others });
  return breakers;
}
