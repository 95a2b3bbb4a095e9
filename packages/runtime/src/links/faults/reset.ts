import type { LinkEffect } from './effect.ts';

/** Every open connection is reset, and every new one as it comes. */
export function resetEffect(): LinkEffect {
  return { forward: {}, back: {}, resets: { kind: 'always' } };
}
