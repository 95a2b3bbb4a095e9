/** How the states of replicas and breakers are shown: ON or OFF, a sign, and a tone that repeats both. Pure. */
import type { ReplicaModel, Standing } from './balancer-state.ts';

interface Mark {
  /** A class of `.tag`. */
  readonly tone: 'good' | 'bad' | 'warn' | 'idle';
  readonly sign: string;
}

interface StandingMark extends Mark {
  /** Null where it is neither: it is being drained on purpose, or nobody has said anything. */
  readonly health: 'ON' | 'OFF' | null;
}

const standings: Readonly<Record<Standing, StandingMark>> = {
  'in-rotation': { health: 'ON', tone: 'good', sign: '▲' },
  'slow-start': { health: 'ON', tone: 'warn', sign: '△' },
  ejected: { health: 'OFF', tone: 'bad', sign: '▼' },
  down: { health: 'OFF', tone: 'bad', sign: '▼' },
  off: { health: 'OFF', tone: 'bad', sign: '▼' },
  draining: { health: null, tone: 'warn', sign: '◔' },
  drained: { health: null, tone: 'idle', sign: '□' },
  unknown: { health: null, tone: 'idle', sign: '?' },
};

const breakers: Readonly<Record<string, Mark>> = {
  closed: { tone: 'good', sign: '○' },
  'half-open': { tone: 'warn', sign: '◐' },
  open: { tone: 'bad', sign: '⚡\uFE0E' },
};

/** The mark of a standing, also of one that is not known here. */
export function markOfStanding(standing: Standing): StandingMark {
  return Object.hasOwn(standings, standing) ? standings[standing] : standings.unknown;
}

/** The mark of a breaker, also of one in a state that is not known here. */
export function markOfBreaker(state: string): Mark {
  return (Object.hasOwn(breakers, state) ? breakers[state] : undefined) ?? standings.unknown;
}

/** Whether new requests go to it. */
function isInRotation({ standing }: ReplicaModel): boolean {
  return markOfStanding(standing).health === 'ON';
}

/** Whether it was told to finish what it has. */
export function isDraining({ standing }: ReplicaModel): boolean {
  return standing === 'draining' || standing === 'drained';
}

/**
 * The part of the requests that its weight asks for, from 0 to 1; null where that is not known. Strategies follow it more
 * or less closely.
 *
 * @param isPanic whether those out of rotation are used, too.
 */
export function shareByWeight(replica: ReplicaModel, all: readonly ReplicaModel[], isPanic: boolean): number | null {
  const isUsed = (other: ReplicaModel) => !isDraining(other) && (isPanic || isInRotation(other));
  const used = all.filter(isUsed);
  const total = used.reduce((sum, { weight }) => sum + (weight?.effective ?? 0), 0);
  if (replica.weight === null || total === 0) return null;
  return isUsed(replica) ? replica.weight.effective / total : 0;
}
