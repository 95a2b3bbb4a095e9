/** Worlds that break one promise of the port each: what a protocol asks for is changed before the world gets to see it. */
import type { Protocol } from '@temblor/protocols/port/protocol';
import type { PuppetEffect, PuppetTypes } from './puppet.ts';

interface PlantedBug {
  readonly name: string;
  /** How the name of the scenario begins that is there for it. */
  readonly foundBy: string;
  change(effects: readonly PuppetEffect[]): readonly PuppetEffect[];
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'what stands behind a persist leaves before it',
    foundBy: 'nothing behind a persist is seen',
    change: (effects) => [...effects.filter((effect) => !isPersist(effect)), ...effects.filter(isPersist)],
  },
  {
    name: 'outputs come in the wrong order',
    foundBy: 'effects are carried out in their order',
    change: (effects) => effects.toReversed(),
  },
  {
    name: 'a register is not written',
    foundBy: 'a node finds nothing when',
    change: eachPersist(({ register: _forgotten, ...rest }) => rest),
  },
  {
    name: 'records are written in the wrong order',
    foundBy: 'a node finds nothing when',
    change: eachPersist((effect) => ({ ...effect, append: effect.append.toReversed() })),
  },
  {
    name: 'the last record of a write is lost',
    foundBy: 'a node finds nothing when',
    change: eachPersist((effect) => ({ ...effect, append: effect.append.slice(0, -1) })),
  },
  {
    name: 'a rewrite only adds',
    foundBy: 'a rewrite takes the place',
    change: eachPersist((effect) => ({ ...effect, rewrite: false })),
  },
  {
    name: 'a write takes the place of the log',
    foundBy: 'a node finds nothing when',
    change: eachPersist((effect) => ({ ...effect, rewrite: true })),
  },
  {
    name: 'tickets are mixed up',
    foundBy: 'effects are carried out in their order',
    change: eachPersist((effect) => ({ ...effect, ticket: effect.ticket ^ 1 })),
  },
  {
    name: 'a timer is not cancelled',
    foundBy: 'a timer that is cancelled',
    change: (effects) => effects.filter(({ kind }) => kind !== 'cancel-timer'),
  },
  {
    name: 'a timer runs out too early',
    foundBy: 'a timer runs out once',
    change: (effects) =>
      effects.map((effect) =>
        effect.kind === 'set-timer' ? { ...effect, lowUs: effect.lowUs / 2, highUs: effect.highUs / 2 } : effect,
      ),
  },
  {
    name: 'a message is falsified',
    foundBy: 'messages go from every node',
    change: (effects) =>
      effects.map((effect) =>
        effect.kind === 'send'
          ? { ...effect, message: { ...effect.message, text: effect.message.text.toUpperCase() } }
          : effect,
      ),
  },
  {
    name: 'messages to one node never arrive',
    foundBy: 'messages go from every node',
    change: (effects) => effects.filter((effect) => effect.kind !== 'send' || effect.to !== 3),
  },
];

/** The protocol as such a world would run it. */
export function withBug(protocol: Protocol<PuppetTypes>, { change }: PlantedBug): Protocol<PuppetTypes> {
  return {
    ...protocol,
    step: (state, input, atUs) => {
      const [after, effects] = protocol.step(state, input, atUs);
      return [after, change(effects)];
    },
  };
}

type PersistEffect = Extract<PuppetEffect, { kind: 'persist' }>;

function isPersist(effect: PuppetEffect): effect is PersistEffect {
  return effect.kind === 'persist';
}

function eachPersist(change: (effect: PersistEffect) => PersistEffect) {
  return (effects: readonly PuppetEffect[]) => effects.map((effect) => (isPersist(effect) ? change(effect) : effect));
}
