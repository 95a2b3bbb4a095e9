import type { ReportMeasurement } from './report-schema.ts';

/** The figures that only one experiment has, as comma-separated values (RFC 4180); an empty field is an absent value. */
export function renderFiguresCsv(measurements: readonly ReportMeasurement[]): string {
  const rows = measurements.map(({ figure, unit, value, reference }) => [
    figure,
    unit,
    value ?? '',
    reference?.value ?? '',
    reference?.source ?? '',
  ]);
  return [['figure', 'unit', 'measured', 'reference', 'source'], ...rows]
    .map((row) => `${row.map((field) => quote(String(field))).join(',')}\r\n`)
    .join('');
}

/** A spreadsheet would work out a text that begins like a formula. */
function quote(text: string): string {
  const harmless = /^[=+@\t]|^-\D/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
