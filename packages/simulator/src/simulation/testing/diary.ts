/**
 * A protocol for tests of the simulator, and a run of it that keeps what was seen. Every node says hello to all others
 * again and again, and writes down what it is told: for each word a record, a register, and a message to all others.
 */
import type { NodeId, Protocol, ProtocolEffect, ProtocolInput, Recovered } from '@temblor/protocols/port/protocol';
import type { FaultKind, PlannedFault } from '../../faults/planned-fault.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { runSimulation } from '../run-simulation.ts';
import type { Simulation, TracedEnd } from '../simulation.ts';

interface DiaryState {
  readonly node: NodeId;
  readonly hellos: number;
  readonly tickets: number;
}

/** `afterUs` delays the next hello, and stands for no other timer. */
type DiaryCommand =
  | { readonly kind: 'write'; readonly words: readonly string[] }
  /** Replaces the log. */
  | { readonly kind: 'rewrite'; readonly word: string }
  | { readonly kind: 'set'; readonly afterUs: number }
  | { readonly kind: 'cancel' };

/** `started` carries what was on the disk; `written` comes behind the barrier of its word. */
type DiaryOutput =
  | { readonly kind: 'started'; readonly recovered: Recovered<DiaryTypes> }
  | { readonly kind: 'ticked'; readonly localUs: number }
  | { readonly kind: 'alarm'; readonly localUs: number }
  | { readonly kind: 'heard'; readonly from: NodeId; readonly word: string; readonly hello: number }
  | { readonly kind: 'writing' | 'written'; readonly word: string }
  | { readonly kind: 'persisted'; readonly ticket: number };

export interface DiaryTypes {
  state: DiaryState;
  message: { readonly word: string; readonly hello: number };
  command: DiaryCommand;
  output: DiaryOutput;
  register: string;
  record: string;
  timer: 'hello' | 'alarm';
}

/** What a node told, in the order of virtual time; `durable` is how many records its disk held at that moment. */
export type Seen = DiaryOutput & { readonly atUs: number; readonly node: NodeId; readonly durable: number };

/** Between two hellos of a node, by its clock. */
export const helloUs = 10_000;

/** The rules of the diary. @param isQuiet leaves the hellos out. */
function diary(nodes: readonly NodeId[], isQuiet = false): Protocol<DiaryTypes> {
  type Effects = ProtocolEffect<DiaryTypes>[];
  const toOthers = (node: NodeId, message: DiaryTypes['message']): Effects =>
    nodes.filter((other) => other !== node).map((to) => ({ kind: 'send', to, message }));
  const told = (output: DiaryOutput): Effects => [{ kind: 'output', output }];
  const nextHello: Effects = isQuiet ? [] : [{ kind: 'set-timer', timer: 'hello', lowUs: helloUs, highUs: helloUs }];

  const command = (state: DiaryState, asked: DiaryCommand): [DiaryState, Effects] => {
    switch (asked.kind) {
      case 'write':
      case 'rewrite': {
        const words = asked.kind === 'write' ? asked.words : [asked.word];
        const effects = words.flatMap(
          (word, index): Effects => [
            ...told({ kind: 'writing', word }),
            {
              kind: 'persist',
              ticket: state.tickets + index,
              register: word,
              append: [word],
              rewrite: asked.kind === 'rewrite',
            },
            ...told({ kind: 'written', word }),
            ...toOthers(state.node, { word, hello: 0 }),
          ],
        );
        return [{ ...state, tickets: state.tickets + words.length }, effects];
      }
      case 'set':
        return [state, [{ kind: 'set-timer', timer: 'alarm', lowUs: asked.afterUs, highUs: asked.afterUs }]];
      case 'cancel':
        return [state, [{ kind: 'cancel-timer', timer: 'alarm' }]];
      default:
        return asked satisfies never;
    }
  };

  const step = (state: DiaryState, input: ProtocolInput<DiaryTypes>, localUs: number): [DiaryState, Effects] => {
    switch (input.kind) {
      case 'message':
        return [state, told({ kind: 'heard', from: input.from, ...input.message })];
      case 'timer': {
        if (input.timer === 'alarm') return [state, told({ kind: 'alarm', localUs })];
        const hellos = state.hellos + 1;
        const effects = [...told({ kind: 'ticked', localUs }), ...toOthers(state.node, { word: '', hello: hellos })];
        return [{ ...state, hellos }, [...effects, ...nextHello]];
      }
      case 'persisted':
        return [state, told({ kind: 'persisted', ticket: input.ticket })];
      case 'command':
        return command(state, input.command);
      default:
        return input satisfies never;
    }
  };

  return {
    name: 'diary',
    start: (node, recovered) => [
      { node, hellos: 0, tickets: 0 },
      [...told({ kind: 'started', recovered }), ...nextHello],
    ],
    step,
  };
}

/** What a test asks for; the rest is a second of three nodes with delays of 1–2 ms and syncs of 1 ms. */
interface DiaryRun {
  readonly seed?: number;
  readonly nodes?: readonly NodeId[];
  readonly untilUs?: number;
  readonly isQuiet?: boolean;
  readonly faults?: readonly PlannedFault[];
  readonly commands?: readonly (readonly [atUs: number, node: NodeId, command: DiaryCommand])[];
  /** Default true. */
  readonly trace?: boolean;
  /** Asked before the first event. */
  readonly begin?: (simulation: Simulation<DiaryTypes>) => void;
}

/** Runs it, and keeps what nodes told. */
export function runDiary(run: DiaryRun): { readonly end: TracedEnd; readonly seen: readonly Seen[] } {
  const nodes = run.nodes ?? [1, 2, 3];
  const scenario: Scenario<never> = {
    seed: run.seed ?? 1,
    nodes,
    untilUs: run.untilUs ?? 1_000_000,
    network: { delayUs: { low: 1_000, high: 2_000 } },
    disk: { syncUs: { low: 1_000, high: 1_000 } },
    faults: run.faults ?? [],
    operations: [],
  };
  const seen: Seen[] = [];
  let simulation: Simulation<DiaryTypes> | undefined;
  const end = runSimulation(diary(nodes, run.isQuiet), scenario, {
    observer: {
      stepped: () => {},
      output: (node, output) => {
        const durable = simulation?.durableRecords(node).length ?? 0;
        seen.push({ atUs: simulation?.nowUs ?? 0, node, durable, ...output });
      },
      stopped: () => {},
    },
    begin: (begun) => {
      simulation = begun;
      for (const [atUs, node, command] of run.commands ?? []) begun.at(atUs, () => begun.command(node, command));
      run.begin?.(begun);
    },
    label: ({ word, hello }) => (word === '' ? `hello ${hello}` : word),
    trace: run.trace ?? true,
  });
  return { end, seen };
}

/** A fault from the first moment to the second. */
export function faultBetween(fromUs: number, toUs: number, kind: FaultKind, id = 1): PlannedFault {
  return { id, atUs: fromUs, durationUs: toUs - fromUs, ...kind };
}
