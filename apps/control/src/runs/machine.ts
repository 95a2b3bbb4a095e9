import { arch, cpus, release, totalmem, type } from 'node:os';

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
