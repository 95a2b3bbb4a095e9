/**
 * When an instance that is OFF is taken back: stricter than when it is given up, or one that fails now and then would
 * flap between the two. Probes count in the order in which they were sent, not in which they ended, so that those sent
 * before a fault was over and ending after it do not start the count again.
 */
export interface RecoveryRule {
  /** So many probes in a row have to pass. At a failure probability of 0.3, 20 pass by chance in 0.08 % of trials. */
  readonly passes: number;
  /** So many shadow reads in a row have to agree with the other replicas at a common offset. */
  readonly agreements: number;
}

/** Of an instance that failed. */
export const afterFailure: RecoveryRule = { passes: 20, agreements: 0 };

/** Of a replica that answered well and wrongly. */
export const afterDissent: RecoveryRule = { passes: 0, agreements: 5 };

/** `void`: nothing can be said, because the prober itself was late, or there was nobody to compare with. */
export type ProbeOutcome = 'passed' | 'failed' | 'void';

/** How far an instance that is OFF has come back. */
export interface Recovery {
  readonly rule: RecoveryRule;
  readonly passesInARow: number;
  readonly agreementsInARow: number;
  /** The probe whose outcome is taken in next. */
  readonly nextSequence: number;
  /** Outcomes of later probes, which wait for it. */
  readonly early: ReadonlyMap<number, ProbeOutcome>;
}

/** The recovery of an instance that was put OFF just now. */
export function startRecovery(rule: RecoveryRule): Recovery {
  return { rule, passesInARow: 0, agreementsInARow: 0, nextSequence: 0, early: new Map() };
}

/**
 * Takes in how a probe ended. A failed probe of an instance that was only wrong makes it one that failed as well: it
 * then has both to pass and to agree.
 * @param sequence the place of the probe among those of this recovery, in the order of sending, from 0 without gaps.
 */
export function afterProbe(recovery: Recovery, sequence: number, outcome: ProbeOutcome): Recovery {
  if (sequence < recovery.nextSequence) return recovery;
  const early = new Map(recovery.early).set(sequence, outcome);
  let { passesInARow, nextSequence, rule } = recovery;
  if (outcome === 'failed' && rule.passes === 0) rule = { ...rule, passes: afterFailure.passes };
  for (let next = early.get(nextSequence); next !== undefined; next = early.get(nextSequence)) {
    early.delete(nextSequence);
    nextSequence += 1;
    if (next === 'passed') passesInARow += 1;
    if (next === 'failed') passesInARow = 0;
  }
  return { ...recovery, rule, passesInARow, nextSequence, early };
}

/**
 * Takes in what a shadow read gave; they are made one at a time. A dissent makes of an instance that had only failed one
 * that has to agree as well.
 */
export function afterShadowRead(recovery: Recovery, finding: 'agreed' | 'dissented' | 'void'): Recovery {
  if (finding === 'void') return recovery;
  if (finding === 'agreed') return { ...recovery, agreementsInARow: recovery.agreementsInARow + 1 };
  const agreements = recovery.rule.agreements === 0 ? afterDissent.agreements : recovery.rule.agreements;
  return { ...recovery, rule: { ...recovery.rule, agreements }, agreementsInARow: 0 };
}

/** Whether the rule is fulfilled. */
export function isRecovered(recovery: Recovery): boolean {
  const { rule, passesInARow, agreementsInARow } = recovery;
  return passesInARow >= rule.passes && agreementsInARow >= rule.agreements;
}
