import type { Act } from './effect.ts';
import type { Call, CallEnd } from './process-port.ts';
import type { ProcessWorld } from './process-world.ts';

/** How long a message takes. */
const messageMs = 1;

/** By so much a late request misses the end of its caller's patience. */
const lateMs = 1000;

/**
 * Carries a call to its process and the answer back, with what goes wrong on the way.
 * @param then called once.
 */
export function sendCall<Ask, Answer>(
  world: ProcessWorld<Ask, Answer>,
  call: Call<Ask>,
  act: Act | undefined,
  then: (end: CallEnd<Answer>) => void,
): void {
  const { time } = world;
  let isOver = false;
  const end = (how: CallEnd<Answer>) => {
    if (isOver) return;
    isOver = true;
    patience.cancel();
    then(how);
  };
  const patience = time.after(call.timeoutMs, () => end({ kind: 'timed-out' }));
  const deliver = (afterMs: number, onEnd: (end: CallEnd<Answer>) => void) => {
    time.after(afterMs, () => {
      world.processOf(call.to).receive(call.ask, call.answerEffect, (how) => time.after(messageMs, () => onEnd(how)));
    });
  };
  const toNobody = () => undefined;
  const arrivesLateMs = call.timeoutMs + lateMs;
  if (act === 'lose-request') {
    world.troubleUntil(time.nowMs + call.timeoutMs);
  } else if (act === 'lose-answer') {
    world.troubleUntil(time.nowMs + call.timeoutMs);
    deliver(messageMs, toNobody);
  } else if (act === 'late-request') {
    world.troubleUntil(time.nowMs + arrivesLateMs);
    deliver(arrivesLateMs, toNobody);
  } else {
    deliver(messageMs, end);
  }
  if (act === 'double-request') {
    world.troubleUntil(time.nowMs + arrivesLateMs);
    deliver(arrivesLateMs, toNobody);
  }
}
