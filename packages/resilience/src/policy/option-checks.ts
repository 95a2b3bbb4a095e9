/** Checks of what policies are configured with, where they are made: a wrong number would show as an outage. */

/** @throws RangeError unless the value is a number from `least` on, and finite. */
export function requireAtLeast(least: number, policy: string, option: string, value: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new RangeError(`${policy}: ${option} is ${value}; give a number from ${least} on`);
}

/** @throws RangeError unless the value is a number above 0, and finite. */
export function requirePositive(policy: string, option: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(`${policy}: ${option} is ${value}; give a number above 0`);
}

/** @throws RangeError unless the value is a whole number from `least` on. */
export function requireCount(least: number, policy: string, option: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`${policy}: ${option} is ${value}; give a whole number from ${least} on`);
}
