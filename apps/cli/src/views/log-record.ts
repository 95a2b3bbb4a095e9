/** Lines that programs printed, as people read them: the JSON records of loggers in words, everything else as it stands. */
import { z } from 'zod';
import type { Paint } from '../output/paint.ts';
import { padTo } from '../output/text-width.ts';

/** From the most talkative to the quietest; pino writes them as numbers, in steps of ten from 10, unless told otherwise. */
export const recordLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type RecordLevel = (typeof recordLevels)[number];

const level = z.union([
  z.enum(recordLevels),
  z.number().transform((value) => recordLevels[Math.min(Math.max(Math.round(value / 10), 1), 6) - 1] ?? 'info'),
]);

/** What loggers have in common: pino calls the message `msg`, our services `message`. */
const recordSchema = z.looseObject({
  level,
  time: z.union([z.string(), z.number()]).transform((value) => new Date(value)),
  message: z.string().optional(),
  msg: z.string().optional(),
});
type LogRecord = z.output<typeof recordSchema>;

/** Who wrote it stands in front of the line; ids of traces are for programs, which read them with `--raw` or `--json`. */
const untold = new Set(
  'level time timestamp message msg service instance node_id pid hostname trace_id span_id'.split(' '),
);

/** How grave a line says that it is; undefined where it does not say. */
export function levelOf(text: string): RecordLevel | undefined {
  return readRecord(text)?.level;
}

/** `08:30:01.250 WARN  what happened  name=value …`, and below it the stack of an error that comes with it. */
export function renderLogText(text: string, paint: Paint): string {
  const record = readRecord(text);
  if (record === undefined) return text;
  const fields = Object.entries(record).filter(([name]) => !untold.has(name));
  const told = fields.map(([name, value]) => ` ${paint.dim(`${escapeControls(name)}=`)}${renderValue(value)}`).join('');
  const message = escapeControls(record.message ?? record.msg ?? '');
  return `${paint.dim(clockOf(record.time))} ${paintLevel(record.level, paint)} ${message}${told === '' ? '' : ` ${told}`}${stackOf(record)}`;
}

function readRecord(text: string): LogRecord | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** By the clock of who reads it. */
function clockOf(time: Date): string {
  if (Number.isNaN(time.getTime())) return '??:??:??.???';
  return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

function paintLevel(name: RecordLevel, paint: Paint): string {
  const text = padTo(name.toUpperCase(), 5, 'right');
  if (name === 'warn') return paint.warning(text);
  return name === 'error' || name === 'fatal' ? paint.bad(text) : text;
}

const errorSchema = z.looseObject({ message: z.string(), stack: z.string().optional() });

/** A text without spaces as it is, of an error its message, all else in JSON. */
function renderValue(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"]+$/.test(value)) return escapeControls(value);
  return escapeControls(JSON.stringify(errorSchema.safeParse(value).data?.message ?? value));
}

/** What a record says in JSON's escapes stays escaped: it must not steer the terminal. */
function escapeControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function stackOf(record: LogRecord): string {
  const lines = errorSchema.safeParse(record.err).data?.stack?.split('\n') ?? [];
  return lines.map((line) => `\n    ${escapeControls(line)}`).join('');
}
