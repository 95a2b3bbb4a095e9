import type { Report } from './report-schema.ts';

/** What stands beside the figures of a run whose load was not valid; empty where it was. */
export function loadCaution({ load }: Pick<Report, 'load'>): string {
  return load.validity === 'invalid' ? 'The load was not valid: these figures are no measure of the system.' : '';
}
