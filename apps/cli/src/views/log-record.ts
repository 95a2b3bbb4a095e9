/**
 * Lines that programs printed, as people read them: the JSON records of loggers (pino, and those that name things alike) in
 * words, everything else as it stands. Nothing in them steers the terminal.
 */
import type { LogLineDocument } from '@temblor/control/api/schemas';
import { z } from 'zod';
import type { Paint } from '../output/paint.ts';
import { padTo } from '../output/text-width.ts';

/** From the most talkative to the gravest; pino writes them as numbers, in steps of ten from 10, unless told otherwise. */
export const recordLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type RecordLevel = (typeof recordLevels)[number];

const aliases: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal', panic: 'fatal' };
const named = z
  .string()
  .toLowerCase()
  .transform((name) => aliases[name] ?? name)
  .pipe(z.enum(recordLevels));
const numbered = z
  .number()
  .transform((value) => recordLevels[Math.min(Math.max(Math.round(value / 10), 1), 6) - 1] ?? 'info');

const moment = z.union([z.iso.datetime({ offset: true }), z.number()]).transform((value) => new Date(value));
const recordSchema = z
  .looseObject({
    level: z.union([named, numbered]),
    time: moment.optional(),
    timestamp: moment.optional(),
    message: z.string().optional(),
    msg: z.string().optional(),
  })
  .refine(({ time, timestamp }) => time !== undefined || timestamp !== undefined);
type LogRecord = z.output<typeof recordSchema>;

/** Told at the beginning of the line; ids of traces are for programs, which read them with `--json`. */
const untold = new Set(['level', 'time', 'timestamp', 'pid', 'hostname', 'trace_id', 'span_id', 'parent_span_id']);

/** How grave a line says that it is; undefined where it does not say. */
export function levelOf(text: string): RecordLevel | undefined {
  return readRecord(text)?.level;
}

/** Lines that are as grave as a level or do not say how grave they are. Absent: all. */
export function isAsGraveAs(level: RecordLevel | undefined): (line: Pick<LogLineDocument, 'text'>) => boolean {
  if (level === undefined) return () => true;
  const least = recordLevels.indexOf(level);
  return ({ text }) => recordLevels.indexOf(levelOf(text) ?? 'fatal') >= least;
}

/** `08:30:01.250 WARN  what happened  name=value …`, and below it the stacks of errors that come with it. */
export function renderLogText({ text, instance }: Pick<LogLineDocument, 'text' | 'instance'>, paint: Paint): string {
  const record = readRecord(text);
  if (record === undefined) return escapeControls(text);
  const [kind, message] = typeof record.message === 'string' ? ['message', record.message] : ['msg', record.msg ?? ''];
  // Who wrote it stands in front of the line.
  const isOwn = record.instance === instance;
  const fields = Object.entries(record).filter(
    ([name]) => name !== kind && !untold.has(name) && !(isOwn && (name === 'instance' || name === 'service')),
  );
  const told = fields.map(([name, value]) => ` ${paint.dim(`${renderText(name)}=`)}${renderValue(value)}`);
  const stacks = fields.flatMap(([, value]) => stackOf(value)?.split('\n') ?? []);
  const words = [clockOf(record.time ?? record.timestamp), paintLevel(record.level, paint), escapeControls(message)];
  const below = stacks.map((line) => `\n    ${escapeControls(line)}`);
  return [words.join(' '), ...(told.length === 0 ? [] : [' ', ...told]), ...below].join('');
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
function clockOf(time: Date | undefined): string {
  if (time === undefined || Number.isNaN(time.getTime())) return '??:??:??.???';
  return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

function paintLevel(name: RecordLevel, paint: Paint): string {
  const text = padTo(name.toUpperCase(), 5, 'right');
  if (name === 'warn') return paint.warning(text);
  return name === 'error' || name === 'fatal' ? paint.bad(text) : text;
}

/** A text as it is; of an error all but its stack, which stands below; all else in JSON. */
function renderValue(value: unknown): string {
  if (typeof value === 'string') return renderText(value);
  const error = errorSchema.safeParse(value).data;
  if (error === undefined) return escapeControls(JSON.stringify(value));
  const { stack: _, ...rest } = error;
  return escapeControls(JSON.stringify(rest));
}

/** In quotes where it would not be seen where it ends. */
function renderText(text: string): string {
  return escapeControls(/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text));
}

const errorSchema = z.looseObject({ stack: z.string() });

function stackOf(value: unknown): string | undefined {
  return errorSchema.safeParse(value).data?.stack;
}

/** Control characters, and what turns the direction of a line or breaks it, as JSON escapes them. Tabs stay. */
function escapeControls(text: string): string {
  return text.replace(
    /[^\P{Cc}\t]|[\p{Bidi_Control}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
