/** Numbers as people read them, the same in every view and in the CLI. Decimal units: 1 KB is 1000 bytes. */

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** "131 KB"; 0 stands for sizes that are known only when the program runs. */
export function formatBytes(bytes: number): string {
  if (bytes === 0) return 'size depends on the input';
  let value = bytes;
  let unit = 0;
  // 999.6 KB would print as "1000 KB": rounding decides the unit.
  while (Math.round(value) >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${shorten(value)} ${BYTE_UNITS[unit]}`;
}

/** "12,345", or with a noun "1 engine", "12,345 engines". */
export function formatCount(count: number, noun?: string, plural = `${noun}s`): string {
  const digits = count.toLocaleString('en-US');
  return noun === undefined ? digits : `${digits} ${count === 1 ? noun : plural}`;
}

/** "0.8 µs", "146 µs", "1.46 ms", "2.1 s". */
export function formatMicroseconds(microseconds: number): string {
  if (Math.round(microseconds) < 1000) return `${shorten(microseconds)} µs`;
  const milliseconds = microseconds / 1000;
  return milliseconds < 99.95 ? `${Number(milliseconds.toFixed(2))} ms` : formatMilliseconds(milliseconds);
}

/** "0.24 ms", "812 ms", "14.6 s", "2 min 5 s". */
export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds < 1) return `${Number(milliseconds.toFixed(2))} ms`;
  if (Math.round(milliseconds) < 1000) return `${shorten(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (Math.round(seconds) < 60) return `${shorten(seconds)} s`;
  const whole = Math.round(seconds);
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}

/** One decimal below 100, none above, and none that is zero. */
function shorten(value: number): string {
  return String(value < 99.95 ? Number(value.toFixed(1)) : Math.round(value));
}
