import { recordedSurroundings } from '@temblor/resilience/testing/recorded-surroundings';
import type { Health, HealthCheck, Target } from '../target.ts';

/** What a made-up target does when it is asked for the n-th time, from 1. */
export type Behaviour = (asked: number) => { readonly up: boolean; readonly afterMs: number };

/** Targets in virtual time, with a record of who was asked when. */
export function madeUpTargets(behaviours: Readonly<Record<string, Behaviour>>) {
  const surroundings = recordedSurroundings();
  const { time } = surroundings;
  const targets: Target[] = Object.keys(behaviours).map((id) => ({ id, url: `http://127.0.0.1/${id}` }));
  const asked: { readonly target: string; readonly atMs: number }[] = [];
  const check: HealthCheck = (target, signal) =>
    new Promise<Health>((resolve, reject) => {
      asked.push({ target: target.id, atMs: time.nowMs() });
      const count = asked.filter((each) => each.target === target.id).length;
      const { up, afterMs } = behaviours[target.id]?.(count) ?? { up: false, afterMs: 0 };
      const detail = up ? 'answered 200' : 'answered 500';
      time.schedule(afterMs, () => resolve({ target: target.id, up, detail, latencyMs: afterMs }));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  const sleep = (durationMs: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      time.schedule(durationMs, resolve);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  return { surroundings, time, targets, asked, check, sleep };
}

/** Always well, after so long. */
export const well =
  (afterMs: number): Behaviour =>
  () => ({ up: true, afterMs });
/** Always failing, after so long. */
export const failing =
  (afterMs: number): Behaviour =>
  () => ({ up: false, afterMs });
