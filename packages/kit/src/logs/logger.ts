import type { Logger } from 'pino';
import { pino } from 'pino';

export type { Logger } from 'pino';

/** From the quietest to the most talkative. */
export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/**
 * A logger of JSON lines that carry the level's name, the wall-clock time (ISO 8601) and the instance. It writes on the
 * calling thread: a line is whole before the next begins, also between log lines and facts.
 */
export function openLogger(options: {
  instance: string;
  service: string;
  level: (typeof logLevels)[number];
  writeLine: (line: string) => void;
  /** Read for every line that is written; what a line itself says of the same name stands in its place. */
  fields?: (() => object) | undefined;
}): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service, instance: options.instance },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      ...(options.fields === undefined ? {} : { mixin: options.fields }),
    },
    { write: options.writeLine },
  );
}
