/** The header `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date in one of HTTP's three forms (section 5.6.7). */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const month = `(?<month>${months.join('|')})`;
const time = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';
const shortDay = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const longDay = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';

const dateForms = [
  new RegExp(`^${shortDay}, (?<day>\\d\\d) ${month} (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(`^${longDay}, (?<day>\\d\\d)-${month}-(?<year>\\d\\d) ${time} GMT$`),
  new RegExp(`^${shortDay} ${month} (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`),
];

/**
 * How long a server asks to wait, in milliseconds from now; 0 for a date that has passed. Undefined where the header is
 * absent or malformed: negative, fractional, or with anything behind it. (`Date.parse` is not asked: it takes "-5" and
 * "1.5" for years, and others' clients waited for them.)
 *
 * @param wallClockMs now, in milliseconds since 1970: a date is on the wall clock.
 */
export function parseRetryAfter(value: string | null | undefined, wallClockMs: number): number | undefined {
  if (value === null || value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const dateMs = parseHttpDate(text, wallClockMs);
  return dateMs === undefined ? undefined : Math.max(0, dateMs - wallClockMs);
}

function parseHttpDate(text: string, wallClockMs: number): number | undefined {
  for (const form of dateForms) {
    const found = form.exec(text)?.groups;
    if (found === undefined) continue;
    const { day, hour, minute, second } = found;
    const monthIndex = months.indexOf(found.month ?? '');
    const year = fullYear(found.year ?? '', wallClockMs);
    // A leap second counts as the one before it: the clocks of computers have none.
    const dateMs = Date.UTC(year, monthIndex, Number(day), Number(hour), Number(minute), Math.min(Number(second), 59));
    const isReal = new Date(dateMs).getUTCDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60;
    return isReal && Number(second) <= 60 ? dateMs : undefined;
  }
  return undefined;
}

/** A year of two digits that would be more than 50 years ahead is in the past (RFC 9110, section 5.6.7). */
function fullYear(year: string, wallClockMs: number): number {
  if (year.length === 4) return Number(year);
  const thisYear = new Date(wallClockMs).getUTCFullYear();
  const inThisCentury = thisYear - (thisYear % 100) + Number(year);
  return inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury;
}
