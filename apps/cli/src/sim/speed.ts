/** How fast it was: simulated minutes in a minute of processor time, whatever else the machine did. */
export function simulatedPerCore({
  simulatedUs,
  cpuMs,
}: {
  readonly simulatedUs: number;
  readonly cpuMs: number;
}): string {
  const rate = cpuMs === 0 ? 0 : simulatedUs / 1000 / cpuMs;
  return `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} simulated minutes in a minute of CPU time`;
}
