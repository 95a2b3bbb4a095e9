import type { Direction } from '@temblor/lab/faults/base';
import type { LinkEffect, WayEffect } from './effect.ts';

/** The same effect on the ways that a direction names, and none on the other. */
export function onWays(direction: Direction, effect: WayEffect): LinkEffect {
  return {
    forward: direction === 'back' ? {} : effect,
    back: direction === 'forward' ? {} : effect,
  };
}
