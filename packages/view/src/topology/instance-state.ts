/** How an instance stands, as words and signs: what the system thinks of it, and what its process does, which may differ. */
import type { BreakerModel, InstanceModel, ProcessState } from '../model/system-model.ts';

/** The classes of `.tag`. */
export type Tone = 'good' | 'bad' | 'warn' | 'idle';

export type HealthState = InstanceModel['health']['state'];

/** A sign that stands beside a word, and the tone that repeats both. */
export interface Mark {
  readonly sign: string;
  readonly tone: Tone;
}

/** ON, OFF and UNKNOWN. */
export const healthMarks: Readonly<Record<HealthState, Mark>> = {
  ON: { sign: '✓', tone: 'good' },
  OFF: { sign: '✕', tone: 'bad' },
  UNKNOWN: { sign: '?', tone: 'idle' },
};

/** What the supervisor knows of a process. */
export const processMarks: Readonly<Record<ProcessState, Mark>> = {
  starting: { sign: '…', tone: 'warn' },
  running: { sign: '●', tone: 'idle' },
  paused: { sign: '‖', tone: 'warn' },
  down: { sign: '▼', tone: 'bad' },
  abandoned: { sign: '⊘', tone: 'bad' },
  stopped: { sign: '■', tone: 'idle' },
};

/** What others think of an instance; null where nobody watches it, which is no news. */
export function judgedHealth({ health }: InstanceModel): HealthState | null {
  return health.by === null && health.state === 'UNKNOWN' ? null : health.state;
}

/** Whether its process needs a word: it does not run, or nobody else says how it is. */
export function showsProcess(instance: InstanceModel): boolean {
  return instance.process !== 'running' || judgedHealth(instance) === null;
}

/** The tone of the whole node: the worse of both. */
export function toneOf(instance: InstanceModel): Tone {
  const process = processMarks[instance.process].tone;
  const health = judgedHealth(instance);
  const judged = health === null ? 'idle' : healthMarks[health].tone;
  return worstFirst.find((tone) => tone === process || tone === judged) ?? 'idle';
}

const worstFirst: readonly Tone[] = ['bad', 'warn', 'good'];

/** The breaker that guards a link: of its consumer, towards its provider or the provider's service. Null: none that is not closed. */
export function breakerOf(
  link: { readonly consumer: string; readonly provider: string },
  instances: readonly InstanceModel[],
): BreakerModel | null {
  const consumer = instances.find(({ id }) => id === link.consumer);
  const service = instances.find(({ id }) => id === link.provider)?.service;
  return (
    consumer?.breakers.find(
      ({ dependency, state }) => state !== 'closed' && (dependency === link.provider || dependency === service),
    ) ?? null
  );
}
