/** The shapes of the contract, for `/openapi.json` and for what is read. */
import { z } from 'zod';

/** Every answer of these routes that is an error. */
export const errorSchema = z.object({
  error: z.string().describe('What happened, to what'),
  code: z.string().describe('Stable name of the failure, for programs'),
  hint: z.string().describe('What to do about it'),
});

/** What `POST /` gives for a message that was appended. */
export const appendedSchema = z.object({
  id: z.int().describe('Its place in the log, from 1'),
  lamport_timestamp: z.int(),
});

/** A message in `GET /messages`. */
export const messageSchema = z.object({
  id: z.int(),
  content: z.string(),
  lamport_timestamp: z.int(),
  node_id: z.int().describe('The node whose client it came from'),
  physical_timestamp: z.number().describe('Seconds since 1970, on the clock of that node'),
});

/** Which messages are wanted. */
export const pageQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).describe('Only messages of higher ids'),
  limit: z.coerce.number().int().min(1).optional().describe('At most so many; absent: all'),
});

/** `/health` of a node that knows of a leader. */
export const healthySchema = z.object({
  status: z.literal('healthy'),
  node_id: z.int(),
  leader_id: z.int(),
  is_leader: z.boolean(),
  lamport_time: z.int(),
  uptime: z.number().describe('Seconds'),
  trouble: z.string().optional().describe('What is wrong with the node all the same'),
});

/** `/health` of a node that can take nothing. `no_id`: of the brief, for a node that does not know who it is; ours always does. */
export const unhealthySchema = z.object({
  status: z.literal('unhealthy'),
  reason: z.enum(['no_id', 'no_leader']),
  trouble: z.string().optional(),
});

/** `/metrics`. */
export const metricsSchema = z.object({
  uptime_seconds: z.number(),
  messages_sent: z.int().describe('That clients brought to this node and that were acknowledged'),
  messages_received: z.int().describe('That came from the leader'),
  causality_violations: z.int().describe('Messages shown before one that they depend on'),
  leader_elections: z.int(),
  avg_latency_ms: z.number().describe('From a request to its acknowledgement'),
  p95_latency_ms: z.number(),
  throughput_msg_per_sec: z.number().describe('Acknowledged in the last ten seconds, a second'),
  latency_measurements: z.int(),
});
