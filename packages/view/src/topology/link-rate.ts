/** What a link carried at a moment, and how that is drawn. */
import type { Language } from '../context/language.tsx';
import { formatFixed, formatNumber } from '../events/figures.ts';
import { firstPlace } from '../model/binary-search.ts';
import type { LinkRate, LinkSeries } from '../model/series.ts';

/** A window that ended so much earlier tells nothing of a moment. */
const staleAfterUs = 2_500_000;

/** The last window at or before a moment; null where there is none, or it is long over. */
export function linkRateAt(series: LinkSeries, atUs: number): LinkRate | null {
  const index = firstPlace(series.length, (place) => (series.endUs[place] ?? 0) > atUs) - 1;
  const endUs = series.endUs[index];
  if (endUs === undefined || atUs - endUs > staleAfterUs) return null;
  return {
    ratePerSecond: series.ratePerSecond[index] ?? 0,
    errorsPerSecond: series.errorsPerSecond[index] ?? 0,
    p95Ms: series.p95Ms[index] ?? Number.NaN,
  };
}

/** How thick a link is drawn, pixels: by the logarithm of its rate, so that one request a second and a thousand both show. */
export function linkWidth(ratePerSecond: number): number {
  return Math.min(6, 1.2 + Math.log10(1 + Math.max(0, ratePerSecond)) * 1.4);
}

/** A rate in as few signs as tell it: `0`, `0.4`, `38`, `1.2k`; in Spanish with a comma. */
export function formatRate(perSecond: number, language: Language): string {
  if (perSecond >= 9_950) return `${Math.round(perSecond / 1000)}k`;
  if (perSecond >= 995) return `${formatFixed(perSecond / 1000, language, 1)}k`;
  if (perSecond >= 9.95 || perSecond === 0) return String(Math.round(perSecond));
  return perSecond < 0.05 ? `<${formatNumber(0.1, language, 1)}` : formatNumber(perSecond, language, 1);
}
