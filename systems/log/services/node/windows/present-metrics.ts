import type { MessageLog } from '../message-log.ts';
import type { WindowReporter } from './window-reporter.ts';

/** `/metrics` in the words of the brief. */
export function presentMetrics(log: MessageLog, reporter: WindowReporter) {
  const { messagesReceived, causalityViolations, leaderElections } = log.statistics();
  const { accepted, latency } = reporter.totals;
  return {
    uptime_seconds: process.uptime(),
    messages_sent: accepted,
    messages_received: messagesReceived,
    causality_violations: causalityViolations,
    leader_elections: leaderElections,
    avg_latency_ms: latency.meanMs,
    p95_latency_ms: latency.p95Ms,
    throughput_msg_per_sec: reporter.throughputPerSecond,
    latency_measurements: latency.count,
  };
}
