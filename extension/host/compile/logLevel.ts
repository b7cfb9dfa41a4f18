/** Levels of the lines that a compile logs (schema: LogLine.level). */

const LEVELS = ['error', 'warning', 'info', 'debug'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** A level by its name; what is unknown counts as "info". */
export function levelOf(name: string): LogLevel {
  return LEVELS.find((level) => level === name) ?? 'info';
}

/** True where a line of `level` is to be shown to somebody who asked for `wanted`. */
export function isAtLeast(level: LogLevel, wanted: LogLevel): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(wanted);
}
