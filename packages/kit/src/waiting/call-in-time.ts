import type { Time } from '@temblor/resilience/policy/surroundings';
import { Patience } from './patience.ts';

/**
 * What a call resolves to; undefined where it goes on for longer than `limitMs`, or the signal aborts: it is told so by its
 * own signal, and not heard any more.
 *
 * @throws what the call throws before that.
 */
export async function callInTime<Value>(
  time: Time,
  limitMs: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<Value>,
): Promise<Value | undefined> {
  using patience = new Patience(time, limitMs, [signal]);
  const calling = new AbortController();
  try {
    return await patience.orOver(call(calling.signal));
  } finally {
    if (patience.isOver) calling.abort();
  }
}
