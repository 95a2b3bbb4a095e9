/** What a process does that others notice, as a point at which it can be struck. */

/** `commit`: it changes its store. `call`: it asks another process. `answer`: it answers one. */
export type EffectKind = 'commit' | 'call' | 'answer';

/** An effect of a run. Numbered from 1 in the order in which they happen, over all processes. */
export interface Effect {
  readonly number: number;
  readonly process: string;
  readonly kind: EffectKind;
  /** As the crash points of a real process name it: `commit hold seats`, `call payments POST /pay`, `answer POST /pay`. */
  readonly name: string;
  /** Whether its process can be crashed or paused: a client cannot. */
  readonly isOfService: boolean;
}

/** What can go wrong at an effect. */
export type Act =
  | 'crash-before'
  | 'crash-after'
  | 'pause-before'
  | 'lose-request'
  | 'lose-answer'
  | 'late-request'
  | 'double-request'
  | 'fail-not-applied'
  | 'fail-unknown'
  | 'late-commit';

/** One fault, at one effect. */
export interface EffectFault {
  /** The number of its effect. */
  readonly effect: number;
  readonly act: Act;
}

/** What each act does, in words for a person. */
export const actWords: Readonly<Record<Act, string>> = {
  'crash-before': 'its process crashes before it',
  'crash-after': 'its process crashes right after it',
  'pause-before': 'its process is paused before it, for longer than its leases last',
  'lose-request': 'the request is lost',
  'lose-answer': 'the answer is lost',
  'late-request': 'the request arrives a second after its caller gave it up',
  'double-request': 'the request arrives twice, the second time late',
  'fail-not-applied': 'the store refuses it',
  'fail-unknown': 'the store commits it, and the word of that is lost',
  'late-commit': 'the store breaks off, and commits it a second later',
};

const actsOfServices: readonly Act[] = ['crash-before', 'crash-after', 'pause-before'];
const actsOfKinds: Readonly<Record<EffectKind, readonly Act[]>> = {
  commit: ['fail-not-applied', 'fail-unknown', 'late-commit'],
  call: ['lose-request', 'lose-answer', 'late-request', 'double-request'],
  answer: [],
};

/** Every fault that fits one of the effects, in their order. @param after only effects with a greater number. */
export function faultsOf(effects: readonly Effect[], after = 0): EffectFault[] {
  return effects
    .filter(({ number }) => number > after)
    .flatMap(({ number, kind, isOfService }) =>
      [...(isOfService ? actsOfServices : []), ...actsOfKinds[kind]].map((act) => ({ effect: number, act })),
    );
}
