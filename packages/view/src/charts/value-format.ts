/** Numbers and moments as a chart writes them, in the language of the page. */
import type { Language } from '../context/language.tsx';

export interface ValueFormat {
  /** Three digits that matter. */
  readonly value: (value: number) => string;
  /** A length of time: `34 ms`, `1.2 s`. */
  readonly milliseconds: (ms: number) => string;
  /** From the beginning of the journal: `+12.3 s`. */
  readonly since: (us: number) => string;
}

/** How a language writes them. */
export function valueFormat(language: Language): ValueFormat {
  const locale = language === 'es' ? 'es-ES' : 'en-GB';
  const three = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, useGrouping: 'always' });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, useGrouping: 'always' });
  const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const hundredths = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const value = (number: number) => (Math.abs(number) >= 1000 ? whole : three).format(number);
  return {
    value,
    milliseconds: (ms) => (ms < 1000 ? `${value(ms)} ms` : `${hundredths.format(ms / 1000)} s`),
    since: (us) => `${us < 0 ? '−' : '+'}${tenths.format(Math.abs(us) / 1e6)} s`,
  };
}
