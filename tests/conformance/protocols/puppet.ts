/**
 * A protocol that does as it is told: a command, or a message, is a list of effects to ask for. It tells of every input, and
 * of what it found on its disk. What it persists it numbers itself.
 */
import type { NodeId, Protocol, ProtocolEffect, Recovered } from '@temblor/protocols/port/protocol';

export interface PuppetTypes {
  state: { readonly tickets: number };
  /** What it says, and what the receiver is to do. */
  message: { readonly text: string; readonly then: readonly PuppetEffect[] };
  command: readonly PuppetEffect[];
  output:
    | { readonly kind: 'started'; readonly recovered: Recovered<PuppetTypes>; readonly atUs: number }
    | { readonly kind: 'heard'; readonly from: NodeId; readonly text: string }
    | { readonly kind: 'ran-out'; readonly timer: string; readonly atUs: number }
    | { readonly kind: 'persisted'; readonly ticket: number }
    | { readonly kind: 'commanded'; readonly atUs: number }
    | { readonly kind: 'said'; readonly text: string };
  register: string;
  record: string;
  timer: string;
}

export type PuppetEffect = ProtocolEffect<PuppetTypes>;

type Stepping = readonly [PuppetTypes['state'], readonly PuppetEffect[]];

export const puppet: Protocol<PuppetTypes> = {
  name: 'puppet',
  start: (_node, recovered, atUs) => [{ tickets: 0 }, [told({ kind: 'started', recovered, atUs })]],
  step: (state, input, atUs) => {
    switch (input.kind) {
      case 'message': {
        const { text, then } = input.message;
        return numbered(state, [told({ kind: 'heard', from: input.from, text }), ...then]);
      }
      case 'timer':
        return [state, [told({ kind: 'ran-out', timer: input.timer, atUs })]];
      case 'persisted':
        return [state, [told({ kind: 'persisted', ticket: input.ticket })]];
      case 'command':
        return numbered(state, [told({ kind: 'commanded', atUs }), ...input.command]);
      default:
        return input satisfies never;
    }
  },
};

function numbered({ tickets }: PuppetTypes['state'], effects: readonly PuppetEffect[]): Stepping {
  let next = tickets;
  const ticket = () => {
    next += 1;
    return next - 1;
  };
  const given = effects.map((effect) => (effect.kind === 'persist' ? { ...effect, ticket: ticket() } : effect));
  return [{ tickets: next }, given];
}

function told(output: PuppetTypes['output']): PuppetEffect {
  return { kind: 'output', output };
}

/** Tells of something to the program around the node. */
export function say(text: string): PuppetEffect {
  return told({ kind: 'said', text });
}

export function send(to: NodeId, text: string, then: readonly PuppetEffect[] = []): PuppetEffect {
  return { kind: 'send', to, message: { text, then } };
}

export function persist(append: readonly string[], register?: string): PuppetEffect {
  return { kind: 'persist', ticket: 0, append, rewrite: false, ...(register === undefined ? {} : { register }) };
}

export function rewrite(append: readonly string[], register?: string): PuppetEffect {
  return { kind: 'persist', ticket: 0, append, rewrite: true, ...(register === undefined ? {} : { register }) };
}

/** @param highMs as `lowMs` where absent. */
export function setTimer(timer: string, lowMs: number, highMs = lowMs): PuppetEffect {
  return { kind: 'set-timer', timer, lowUs: lowMs * 1000, highUs: highMs * 1000 };
}
