/** Every fault that the laboratory knows. What a fault is stands here; where it happens, in each World. */
import { z } from 'zod';
import { bandwidthFault } from './bandwidth.ts';
import { blackholeFault } from './blackhole.ts';
import { crashFault } from './crash.ts';
import { databaseAwayFault } from './database-away.ts';
import { databaseFlappingFault } from './database-flapping.ts';
import { flagFault } from './flag.ts';
import { incorrectResponseFault } from './incorrect-response.ts';
import { intermittentFault } from './intermittent.ts';
import { latencyFault } from './latency.ts';
import { partitionFault } from './partition.ts';
import { pauseFault } from './pause.ts';
import { resetFault } from './reset.ts';
import { restartFault } from './restart.ts';

/** The schema of a fault as a user or an experiment asks for it. */
export const faultSpecification = z.discriminatedUnion('kind', [
  crashFault,
  pauseFault,
  restartFault,
  latencyFault,
  intermittentFault,
  incorrectResponseFault,
  flagFault,
  blackholeFault,
  resetFault,
  bandwidthFault,
  partitionFault,
  databaseFlappingFault,
  databaseAwayFault,
]);

/** A fault with every default filled in. */
export type FaultSpecification = z.infer<typeof faultSpecification>;

/** A fault as one writes it down, defaults left out. */
export type FaultRequest = z.input<typeof faultSpecification>;

export type FaultKind = FaultSpecification['kind'];

/** Every kind there is, in the order in which it is listed to users. */
export const faultKinds: readonly FaultKind[] = faultSpecification.options.map((option) => option.shape.kind.value);

/** Whether a fault was seen to act. `pending`: not yet, and it may still be. */
export type FaultEvidence =
  | { kind: 'pending' }
  | { kind: 'confirmed'; evidence: string; effectAtUs: number }
  | { kind: 'not-confirmed'; reason: string }
  | { kind: 'cannot-tell'; reason: string };
