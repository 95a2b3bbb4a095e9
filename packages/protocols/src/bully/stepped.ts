/** What a step of the bully machine gives, and the effects that every part of it uses. */
import type { NodeId, ProtocolEffect, Stepped } from '../port/protocol.ts';
import type { BullyMessage, BullyTimer, BullyTypes } from './types.ts';

export type BullyStepped = Stepped<BullyTypes>;
export type BullyEffect = ProtocolEffect<BullyTypes>;

/** A message to one node. */
export function send(to: NodeId, message: BullyMessage): BullyEffect {
  return { kind: 'send', to, message };
}

/** Bully has no reason to draw: of several that wake at once the highest leads. */
export function setTimer(timer: BullyTimer, afterUs: number): BullyEffect {
  return { kind: 'set-timer', timer, lowUs: afterUs, highUs: afterUs };
}
