/** A catalogue for tests of forms: one fault of each sort. */
import type { FaultDescription } from '@temblor/lab/faults/catalogue';

type Parameter = FaultDescription['parameters'][number];

const durationMs = parameter({ name: 'durationMs', default: 60_000, minimum: 0, maximum: 3_600_000 });

function parameter(changes: Partial<Parameter>): Parameter {
  return {
    name: '',
    kind: 'number',
    required: false,
    default: null,
    minimum: null,
    maximum: null,
    choices: [],
    ...changes,
  };
}

/** With a hold, and nothing else. */
export const crash: FaultDescription = {
  kind: 'crash',
  targets: ['instance'],
  needsFaultSwitch: false,
  needsFlags: false,
  parameters: [durationMs],
};

/** With numbers and a choice; on instances and links. */
export const latency: FaultDescription = {
  kind: 'latency',
  targets: ['instance', 'link'],
  needsFaultSwitch: false,
  needsFlags: false,
  parameters: [
    durationMs,
    parameter({ name: 'latencyMs', default: 1200, minimum: 1, maximum: 60_000 }),
    parameter({ name: 'direction', kind: 'choice', default: 'back', choices: ['forward', 'back', 'both'] }),
  ],
};

/** With a text that may stay empty; on services with a fault switch alone. */
export const incorrectResponse: FaultDescription = {
  kind: 'incorrect-response',
  targets: ['instance'],
  needsFaultSwitch: true,
  needsFlags: false,
  parameters: [durationMs, parameter({ name: 'subject', kind: 'text' })],
};

/** With a name that must be given and a value that need not; on services with flags alone. */
export const flag: FaultDescription = {
  kind: 'flag',
  targets: ['instance'],
  needsFaultSwitch: false,
  needsFlags: true,
  parameters: [
    durationMs,
    parameter({ name: 'flag', kind: 'text', required: true }),
    parameter({ name: 'value', kind: 'value' }),
  ],
};

/** Between groups. */
export const partition: FaultDescription = {
  kind: 'partition',
  targets: ['groups'],
  needsFaultSwitch: false,
  needsFlags: false,
  parameters: [durationMs],
};

/** On a store. */
const databaseAway: FaultDescription = {
  kind: 'database-away',
  targets: ['store'],
  needsFaultSwitch: false,
  needsFlags: false,
  parameters: [durationMs],
};

/** All of them, in order. */
export const catalogue = [crash, latency, incorrectResponse, flag, partition, databaseAway];
