/** A figure over the repeats, in the space of one cell. */
import type { ReportSpread } from '@temblor/lab/report/report-schema';
import { useDeclared } from '../context/declared.tsx';
import { useNumbers } from './use-numbers.ts';

/** Median / p95 / worst in ms; of one repeat its value; a dash, with the reason, where there is none. */
export function SpreadFigure({ spread }: { readonly spread: ReportSpread }) {
  const tell = useDeclared();
  const { ms } = useNumbers();
  if (spread.count === 0)
    return <span title={spread.reason === null ? undefined : tell(spread.reason)}>{ms(null)}</span>;
  if (spread.count === 1) return ms(spread.median);
  return [spread.median, spread.p95, spread.worst].map(ms).join(' / ');
}
