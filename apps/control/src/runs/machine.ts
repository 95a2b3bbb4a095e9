import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What figures were measured on, for the report. */
export function describeMachine(): Record<string, string | number> {
  const processors = cpus();
  return {
    operating_system: `${type()} ${release()}`,
    architecture: arch(),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory_mb: Math.round(totalmem() / 2 ** 20),
    node: process.version,
  };
}

/** How busy all of the machine was over its last minute: processes that ran or were ready to, on average. */
export function loadAverage(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}
