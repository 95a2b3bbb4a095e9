/** What limited figures are called in reports. */
export const limitNames = {
  ttd: 'time to detect',
  ttr: 'time to recover',
  success: 'success rate',
  p95: 'p95 latency',
} as const;
