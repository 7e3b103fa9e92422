import { destination, pino } from 'pino';
import type { Logger } from 'pino';

/** JSON lines on stderr. Log ids, counts and codes; never readings, amounts, keys or personal data. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** A program's log. Written synchronously, so that the last line before a crash is there. */
export function createLog(program: string, level: LogLevel = 'info'): Log {
  const timestamp = (): string => `,"time":"${new Date().toISOString()}"`;
  return pino({ base: { program }, level, timestamp }, destination({ dest: 2, sync: true }));
}
