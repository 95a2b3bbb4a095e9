import { suggestName } from '@temblor/foundation/text/nearest';
import { connectionLossDetector } from '@temblor/protocols/failure-detectors/connection-loss';
import { consecutiveDetector } from '@temblor/protocols/failure-detectors/consecutive';
import { defaultDissent, dissentDetector } from '@temblor/protocols/failure-detectors/dissent';
import type { DetectorName, FailureDetector } from '@temblor/protocols/failure-detectors/failure-detector';
import { detectorNames } from '@temblor/protocols/failure-detectors/failure-detector';
import { defaultPhiAccrual, phiAccrualDetector } from '@temblor/protocols/failure-detectors/phi-accrual';
import { defaultWindow, windowDetector } from '@temblor/protocols/failure-detectors/window';
import { z } from 'zod';

/** Failed checks in a row that put an instance OFF. */
const misses = 3;

/** Every detector there is, in the order in which they are named when several would act at the same sample. */
export function allDetectors(): readonly FailureDetector[] {
  return [
    connectionLossDetector(),
    dissentDetector(defaultDissent),
    consecutiveDetector(misses),
    windowDetector(defaultWindow),
    phiAccrualDetector(defaultPhiAccrual),
  ];
}

/**
 * `DETECTORS`: the names of those that may put an instance OFF, separated by commas. All of them run, and what the
 * others would have done is told as a suspicion. φ-accrual is left out by default: it finds nothing that the others do
 * not find sooner.
 */
export const detectorList = z
  .string()
  .default('consecutive,window,dissent,connection-loss')
  .transform((text, context): ReadonlySet<DetectorName> => {
    const names = text.split(',').map((part) => part.trim());
    const armed = new Set<DetectorName>();
    for (const name of names) {
      const known = detectorNames.find((candidate) => candidate === name);
      if (known === undefined) {
        context.addIssue({
          code: 'custom',
          message: `no detector is named '${name}': ${suggestName(name, detectorNames)}`,
        });
      } else armed.add(known);
    }
    return armed;
  });
