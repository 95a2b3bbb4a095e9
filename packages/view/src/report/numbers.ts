/** Figures as the lab's reports write them, with the decimal sign of the page's language: a comma in Spanish. */
import {
  formatFigure,
  formatMs,
  formatPercent,
  formatRate,
  formatReference,
  formatSeconds,
  noFigure,
} from '@temblor/lab/report/number-format';
import type { Language } from '../context/language.tsx';

/** How numbers and moments are written in one language; null gives a dash. */
export interface Numbers {
  /** Milliseconds without their unit. */
  ms(value: number | null): string;
  percent(value: number | null): string;
  /** Requests a second. */
  rate(value: number | null): string;
  /** A figure with its unit. @param limit what it is held against, as which it must not read. */
  figure(value: number | null, unit: string, limit?: number | null): string;
  /** A value to see a figure against, and who gives it. */
  reference(reference: { value: number; source: string } | null, unit: string): string;
  /** A duration in words. */
  seconds(value: number): string;
  /** How many; thousands are set apart. */
  count(value: number): string;
  /** Day and time of an ISO moment, in the reader's time zone. */
  moment(iso: string): string;
  /** Time of day of an ISO moment, to the millisecond. */
  timeOfDay(iso: string): string;
}

const languages: Readonly<Record<Language, Numbers>> = { en: numbersOf('en'), es: numbersOf('es') };

/** The digits are the same in both languages, so that a page and a `report.md` of one run agree. */
export function numbersIn(language: Language): Numbers {
  return languages[language];
}

function numbersOf(language: Language): Numbers {
  const local = (text: string): string => (language === 'es' ? text.replace('.', ',') : text);
  const counts = new Intl.NumberFormat(language);
  const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' });
  const times = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  return {
    ms: (value) => local(formatMs(value)),
    percent: (value) => local(formatPercent(value)),
    rate: (value) => local(formatRate(value)),
    figure: (value, unit, limit) => local(formatFigure(value, unit, limit)),
    reference: (reference, unit) => local(formatReference(reference, unit)),
    seconds: formatSeconds,
    count: (value) => counts.format(value),
    moment: (iso) => formatDate(moments, iso),
    timeOfDay: (iso) => formatDate(times, iso),
  };
}

/** A report of another program may hold what is no date: it is shown as it stands. */
function formatDate(format: Intl.DateTimeFormat, iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso === '' ? noFigure : iso;
  return format.format(date);
}
