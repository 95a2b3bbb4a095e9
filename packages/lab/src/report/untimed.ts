import type { Report } from './report-schema.ts';

/** Why a report with faults has no TTD and no TTR; empty where it has them, or had no fault. */
export function tellUntimed({ detection_awaited: isTimed, faults }: Report): string {
  if (isTimed !== false || faults.length === 0) return '';
  return 'No TTD and no TTR: of these faults no detector is to tell, so nobody is put OFF and taken back.';
}
