/** A load's figures for people. */
import type { JournalEventOf } from '@temblor/lab/journal/event';
import type { LoadWindow, OutcomeCounts } from '@temblor/lab/measure/load-windows';
import { formatMs, noFigure } from '@temblor/lab/report/number-format';

/** What came of requests. */
export type LoadAnswers = OutcomeCounts & Pick<LoadWindow, 'byStatus'>;

/** One window, on a line. */
export function renderWindow(window: Omit<JournalEventOf<'load-window'>, 'sequence' | 'atUs' | 'system'>): string {
  const { startUs, endUs, ok, failed, unknown, corrected } = window;
  const seconds = Math.max(0.001, (endUs - startUs) / 1e6);
  const rate = ((ok + failed + unknown) / seconds).toFixed(0);
  const ms = (value: number): string => (corrected.count === 0 ? noFigure : `${formatMs(value)} ms`);
  const latencies = `p50 ${ms(corrected.p50Ms)}  p95 ${ms(corrected.p95Ms)}`;
  const reasons = whyNotOk(window);
  const counts = `ok ${ok}  failed ${failed}  unknown ${unknown}`;
  return `${rate.padStart(6)} /s  ${latencies}  ${counts}${reasons === '' ? '' : `  (${reasons})`}`;
}

/** All of a load together. */
export function renderAnswers(answers: LoadAnswers): string {
  const { ok, failed, unknown } = answers;
  const reasons = whyNotOk(answers);
  return `${ok} ok, ${failed} failed, ${unknown} unknown${reasons === '' ? '' : `\nanswers: ${reasons}`}`;
}

/** Every status, since it is the workload's word which of them is a success; empty where all were. */
function whyNotOk({ failed, unknown, byStatus }: LoadAnswers): string {
  if (failed + unknown === 0) return '';
  return Object.entries(byStatus)
    .map(([status, count]) => `${status === '0' ? 'no answer' : status} × ${count}`)
    .join(', ');
}
