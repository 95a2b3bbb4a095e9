import type { Act } from './effect.ts';
import type { Call, CallEnd } from './process-port.ts';
import type { ProcessWorld } from './process-world.ts';
import type { Planned } from './virtual-time.ts';

/** How long a message takes. */
const messageMs = 1;

/** By so much a late request misses the end of its caller's patience. */
const latenessMs = 1000;

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
  const goneMs = call.timeoutMs;
  const lateMs = goneMs + latenessMs;
  switch (act) {
    case 'lose-request':
      world.troubleUntil(time.nowMs + goneMs);
      break;
    case 'lose-answer':
      world.troubleUntil(time.nowMs + goneMs);
      deliver(world, call, messageMs, toNobody);
      break;
    case 'late-request':
      world.troubleUntil(time.nowMs + lateMs);
      deliver(world, call, lateMs, toNobody);
      break;
    case 'double-request': {
      world.troubleUntil(time.nowMs + lateMs);
      const second = deliver(world, call, lateMs, toNobody);
      deliver(world, call, messageMs, (how) => {
        // What no connection came about for was not sent, and so not twice either.
        if (how.kind === 'refused') second.cancel();
        end(how);
      });
      break;
    }
    default:
      deliver(world, call, messageMs, end);
  }
}

function deliver<Ask, Answer>(
  world: ProcessWorld<Ask, Answer>,
  call: Call<Ask>,
  afterMs: number,
  onEnd: (end: CallEnd<Answer>) => void,
): Planned {
  const { time } = world;
  return time.after(afterMs, () => {
    world.processOf(call.to).receive(call.ask, call.answerEffect, (how) => time.after(messageMs, () => onEnd(how)));
  });
}

function toNobody(): void {}
