/** The answer of the monitor's `GET /status`, and a line of its stream. */
import { z } from 'zod';

const instanceStatusSchema = z.object({
  service_name: z.string(),
  instance_id: z.string(),
  status: z.enum(['ON', 'OFF', 'UNKNOWN']),
  /** When the last check ended, ISO 8601; null before the first. */
  last_check: z.string().nullable(),
  /** Checks that failed in a row, up to the last one. */
  consecutive_failures: z.number().int(),
  /** Of the last check; null where it got no answer. */
  response_time_ms: z.number().nullable(),
  /** Why the instance has its status; for OFF it begins with the detector's name. */
  reason: z.string(),
});
export type InstanceStatusView = z.infer<typeof instanceStatusSchema>;

/** What `GET /status` answers. */
export const statusSchema = z.object({ instances: z.array(instanceStatusSchema) });
export type StatusView = z.infer<typeof statusSchema>;

/** The stream of statuses: one document a line, on every change and as a heartbeat. */
export const statusStreamPath = '/status/stream';

/** A stream that is silent for longer than a few of these is dead. */
export const heartbeatMs = 250;
