/** The public surface of `temblor/resilience`: the policies, and what they are made of. */
export type { DeadlineOptions } from './deadline/deadline.ts';
export { deadline } from './deadline/deadline.ts';
export { deadlineHeader, formatDeadline, parseDeadline } from './deadline/deadline-header.ts';
export type { CallOptions, Pipeline } from './pipeline/pipeline.ts';
export { pipeline } from './pipeline/pipeline.ts';
export type { Operation, Policy } from './policy/policy.ts';
export type { PolicyEvent } from './policy/policy-event.ts';
export type { RejectionCode } from './policy/rejection.ts';
export { Rejection } from './policy/rejection.ts';
export type { Listening } from './policy/scope.ts';
export { Scope } from './policy/scope.ts';
export type { Alarm, Surroundings, Time } from './policy/surroundings.ts';
export { systemTime } from './time/system-time.ts';
export type { TimeoutOptions } from './timeout/timeout.ts';
export { timeout } from './timeout/timeout.ts';
